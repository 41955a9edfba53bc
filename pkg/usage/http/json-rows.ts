import { readNumber, readText } from '../cells.ts';
import type { Selection } from '../selection.ts';
import { quoted, type UsageTableBuilder } from '../table-builder.ts';
import type { TimeReader } from '../times.ts';
import { isRecord } from '../../model/issues.ts';
import type { FoundColumns } from './found-columns.ts';
import { search } from './jmespath.ts';

/**
 * Adds the rows of one page to the table.
 * @param label of the page, for messages
 * @param seen is told which columns the rows have
 */
export async function addJsonRows(
  rows: readonly unknown[],
  selection: Selection,
  label: string,
  time: TimeReader,
  table: UsageTableBuilder,
  seen: FoundColumns
): Promise<void> {
  const { metric, dateColumn, valueColumn, where, dimensionColumns } = selection;
  const columns = [dateColumn, valueColumn, ...where.map(({ column }) => column), ...dimensionColumns];
  const expressions = columns.map((column) => expressionOf(column, rows));
  const found = await search(metric, 'its columns', rows, `map(&[${expressions.join(', ')}], @)`);
  if (Array.isArray(found)) {
    seen.add(rows, columns, found);
    const addRow = rowAdder(selection, whereOf(selection, found), 2 + where.length, time, table);
    found.forEach((cells: unknown, index) => {
      const wrong = addRow(Array.isArray(cells) ? cells : []);
      if (wrong !== undefined) {
        table.addBad(() => `${label} row ${index + 1}: ${wrong()}`);
      }
    });
  }
}

/** A column that is a key of some row is that key, whatever characters it has; any other is an expression. */
function expressionOf(column: string, rows: readonly unknown[]): string {
  return rows.some((row) => isRecord(row) && Object.hasOwn(row, column)) ? JSON.stringify(column) : column;
}

interface Condition {
  readonly value: string;
  /** Of its column among the cells of a row. */
  readonly position: number;
}

/** What picks rows; of a total only where its page has the column, as with files. */
function whereOf({ where, whereOptional }: Selection, found: readonly unknown[]): readonly Condition[] {
  return where
    .map(({ value }, index) => ({ value, position: 2 + index }))
    .filter(
      ({ position }) => !whereOptional || found.some((cells) => Array.isArray(cells) && cells[position] !== null)
    );
}

/** Adds one row: date, value, then what picks rows, then dimensions. Returns what is wrong with it, if anything is. */
function rowAdder(
  { dateColumn, valueColumn, dimensionColumns }: Selection,
  where: readonly Condition[],
  firstDimension: number,
  time: TimeReader,
  table: UsageTableBuilder
): (cells: readonly unknown[]) => (() => string) | undefined {
  return (cells) => {
    if (where.some(({ value, position }) => textOf(cells[position])?.trim() !== value)) {
      return undefined;
    }
    const value = numberOf(cells[1]);
    if (value === undefined) {
      return () => `${shown(cells[1])} in ${valueColumn} is not a number`;
    }
    if (Number.isNaN(value)) {
      return undefined;
    }
    const at = time.text(textOf(cells[0]) ?? '');
    if (at === undefined) {
      return () => `${shown(cells[0])} in ${dateColumn} is not a date such as ${time.example}`;
    }
    const keys: (string | null)[] = [];
    for (let index = firstDimension; index < firstDimension + dimensionColumns.length; index++) {
      const key = textOf(cells[index]);
      if (key === undefined) {
        return () => `${shown(cells[index])} in ${dimensionColumns[index - firstDimension] ?? ''} is not a text`;
      }
      keys.push(readText(key));
    }
    table.add(at, value, keys);
    return undefined;
  };
}

/** As in cells of files: NaN where it is missing, undefined where it is no number. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const text = typeof value === 'boolean' ? undefined : textOf(value);
  return text === undefined ? undefined : readNumber(text);
}

/** Undefined for lists and objects; absent is empty. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  return quoted(typeof value === 'string' ? value : JSON.stringify(value));
}
