import { UnitEconomicsError } from '../../model/errors.ts';
import { isRecord } from '../../model/issues.ts';
import type { SqlResult } from '../../storage/engine.ts';

type Cell = string | null;

/** The pages of one job's answer as columns. The API gives cells of every type as text. */
export class PagedResult implements SqlResult {
  readonly names: readonly string[] = [];
  rowCount = 0;
  readonly #columns: Cell[][] = [];

  /** @throws badData for what is no page of rows */
  add(rows: unknown): void {
    if (!Array.isArray(rows)) {
      throw unreadable();
    }
    for (const row of rows as readonly unknown[]) {
      if (!isRecord(row) || !Array.isArray(row['f'])) {
        throw unreadable();
      }
      (row['f'] as readonly unknown[]).forEach((cell, index) => {
        const text = isRecord(cell) ? cell['v'] : undefined;
        if (typeof text !== 'string' && text !== null) {
          throw unreadable();
        }
        (this.#columns[index] ??= []).push(text);
      });
      this.rowCount++;
    }
  }

  strings(column: number): readonly Cell[] {
    return this.#columns[column] ?? [];
  }

  numbers(column: number): Float64Array {
    return Float64Array.from(this.strings(column), (text) => (text === null ? NaN : Number(text)));
  }
}

function unreadable(): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    'BigQuery answered with rows that cannot be read; check endpoint on its connection.'
  );
}
