import { UnitEconomicsError } from '../../model/errors.ts';
import { isRecord } from '../../model/issues.ts';
import type { Selection } from '../selection.ts';

/** Keys that a message lists, from the first rows of each page. */
const maxKeys = 20;
const looked = 100;

/**
 * Which columns the rows of an answer have had so far. One that is a key of no row, and as an expression leads to nothing in
 * every row, is most likely misspelt; a key whose values are all null is not.
 */
export class FoundColumns {
  private readonly found = new Set<string>();
  private readonly keys = new Set<string>();
  private hasRows = false;

  /** @param cells of each row, in the order of the columns */
  add(rows: readonly unknown[], columns: readonly string[], cells: readonly unknown[]): void {
    this.hasRows ||= rows.length > 0;
    for (const row of rows.slice(0, looked)) {
      if (this.keys.size < maxKeys && isRecord(row)) {
        Object.keys(row).forEach((key) => this.keys.add(key));
      }
    }
    for (const [index, column] of columns.entries()) {
      const isIn = (row: unknown) => isRecord(row) && Object.hasOwn(row, column);
      const leads = (row: unknown) => Array.isArray(row) && (row[index] ?? undefined) !== undefined;
      if (!this.found.has(column) && (cells.some(leads) || rows.some(isIn))) {
        this.found.add(column);
      }
    }
  }

  /** @throws notFound for what no row can be read without */
  check({ metric, dateColumn, valueColumn, where, whereOptional }: Selection): void {
    const needed = [dateColumn, valueColumn, ...(whereOptional ? [] : where.map(({ column }) => column))];
    const [missing] = this.missing(needed);
    if (missing !== undefined) {
      throw new UnitEconomicsError(
        'notFound',
        `The metric ${metric} needs ${missing}, which no row of the answer has. ${this.keysText()}`
      );
    }
  }

  /** Why all of a dimension is unattributed. */
  remarks({ dimensionColumns }: Selection): readonly string[] {
    return this.missing(dimensionColumns).map(
      (column) => `No row of the answer has ${column}, so all of that dimension is unattributed. ${this.keysText()}`
    );
  }

  private missing(columns: readonly string[]): readonly string[] {
    return this.hasRows ? columns.filter((column) => !this.found.has(column)) : [];
  }

  private keysText(): string {
    const keys = [...this.keys].slice(0, maxKeys);
    return keys.length === 0
      ? 'The rows have no keys: name a position, such as [0].'
      : `Rows have the keys ${keys.join(', ')}.`;
  }
}
