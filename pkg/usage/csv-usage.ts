import { UnitEconomicsError } from '../model/errors.ts';
import { readText } from './cells.ts';
import { readCsvRows, type CsvRow } from './csv-rows.ts';
import { findColumns, type ColumnIndexes, type Selection } from './selection.ts';
import { quoted, type UsageTableBuilder } from './table-builder.ts';
import type { TextSource } from './text-stream.ts';
import type { TextReader } from './text-reader.ts';

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
  text: TextReader,
  table: UsageTableBuilder,
  signal: AbortSignal,
  headerRow?: number
): Promise<CsvContent> {
  let columns: ColumnIndexes | undefined;
  let names: readonly string[] = [];
  let rows = 0;
  await readCsvRows(file, headerRow, signal, (row) => {
    if (columns === undefined) {
      if (row.line < (headerRow ?? 1)) {
        return true;
      }
      checkHeader(row, headerRow, file.label);
      columns = findColumns(selection, row.cells, file.label);
      names = row.cells.map((cell) => cell.trim());
      return true;
    }
    rows++;
    const fault = shapeFault(row, names.length);
    if (fault === undefined) {
      addRow(row, columns, file.label, selection, text, table);
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
export async function csvColumns(
  file: TextSource,
  headerRow: number | undefined,
  signal: AbortSignal
): Promise<readonly string[]> {
  let header: readonly string[] | undefined;
  await readCsvRows(file, headerRow, signal, (row) => {
    if (row.line < (headerRow ?? 1)) {
      return true;
    }
    checkHeader(row, headerRow, file.label);
    header = row.cells.map((cell) => cell.trim());
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
  { time, number }: TextReader,
  table: UsageTableBuilder
): void {
  if (columns.where.some(({ column, value }) => cells[column]?.trim() !== value)) {
    return;
  }
  const valueCell = cells[columns.value] ?? '';
  const value = number(valueCell);
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

/** Blank rows do not come: one that lies beyond the header's shows that the header is none. */
function checkHeader({ line }: CsvRow, headerRow: number | undefined, label: string): void {
  if (headerRow !== undefined && line !== headerRow) {
    throw blankHeader(label, headerRow);
  }
}

/** Of CSV and Excel files. */
export function blankHeader(label: string, headerRow: number): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `${label} has nothing in row ${headerRow}, which should name the columns; correct headerRow.`
  );
}

function emptyFile(label: string): UnitEconomicsError {
  return new UnitEconomicsError('badData', `${label} is empty; its first line must name the columns.`);
}
