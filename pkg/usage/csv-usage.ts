import { UnitEconomicsError } from '../model/errors.ts';
import { readNumber, readText } from './cells.ts';
import { readCsvRows, type CsvRow } from './csv-rows.ts';
import { findColumns, type ColumnIndexes, type Selection } from './selection.ts';
import { quoted, type UsageTableBuilder } from './table-builder.ts';
import type { TextSource } from './text-stream.ts';
import type { TimeReader } from './times.ts';

export interface CsvContent {
  /** All, whatever becomes of them. */
  readonly rows: number;
  /** The header's cells. */
  readonly columns: readonly string[];
}

/** Adds the rows of one CSV text to the table. */
export async function readCsvUsage(
  file: TextSource,
  selection: Selection,
  time: TimeReader,
  table: UsageTableBuilder,
  signal: AbortSignal
): Promise<CsvContent> {
  let columns: ColumnIndexes | undefined;
  let names: readonly string[] = [];
  let rows = 0;
  await readCsvRows(file, signal, (row) => {
    if (columns === undefined) {
      columns = findColumns(selection, row.cells, file.label);
      names = row.cells.map((cell) => cell.trim());
      return true;
    }
    rows++;
    const fault = shapeFault(row, names.length);
    if (fault === undefined) {
      addRow(row, columns, file.label, selection, time, table);
    } else {
      table.addBad(() => `${file.label} line ${row.line}: ${fault}`);
    }
    return true;
  });
  if (columns === undefined) {
    throw emptyFile(file.label);
  }
  return { rows, columns: names };
}

/** The header's cells. */
export async function csvColumns(file: TextSource, signal: AbortSignal): Promise<readonly string[]> {
  let header: readonly string[] | undefined;
  await readCsvRows(file, signal, ({ cells }) => {
    header = cells.map((cell) => cell.trim());
    return false;
  });
  if (header === undefined) {
    throw emptyFile(file.label);
  }
  return header;
}

/** An unquoted `1,234` makes a row longer than its header, a file cut off makes one shorter: neither can be trusted. */
function shapeFault({ cells, misquoted }: CsvRow, width: number): string | undefined {
  if (misquoted) {
    return 'a closing quote is not followed by a delimiter';
  }
  const extra = cells.slice(width).some((cell) => cell.trim() !== '');
  return extra || cells.length < width ? `has ${cells.length} cells where the header has ${width}` : undefined;
}

function addRow(
  { cells, line }: CsvRow,
  columns: ColumnIndexes,
  label: string,
  selection: Selection,
  time: TimeReader,
  table: UsageTableBuilder
): void {
  if (columns.where.some(({ column, value }) => cells[column]?.trim() !== value)) {
    return;
  }
  const valueCell = cells[columns.value] ?? '';
  const value = readNumber(valueCell);
  if (value === undefined) {
    table.addBad(
      () => `${label} line ${line}: ${quoted(valueCell)} in column ${selection.valueColumn} is not a number`
    );
    return;
  }
  if (Number.isNaN(value)) {
    return;
  }
  const timeCell = cells[columns.time] ?? '';
  const at = time.text(timeCell);
  if (at === undefined) {
    table.addBad(
      () =>
        `${label} line ${line}: ${quoted(timeCell)} in column ${selection.dateColumn} is not a date such as ${time.example}`
    );
    return;
  }
  table.add(
    at,
    value,
    columns.dimensions.map((column) => readText(cells[column]))
  );
}

function emptyFile(label: string): UnitEconomicsError {
  return new UnitEconomicsError('badData', `${label} is empty; its first line must name the columns.`);
}
