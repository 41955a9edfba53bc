import { readFile } from 'node:fs/promises';
import { UnitEconomicsError } from '../model/errors.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { blankHeader } from './csv-usage.ts';
import type { Selection } from './selection.ts';
import { cellText, type CellReader, type SheetCell } from './sheet/cell-reader.ts';
import { sheetRowAdder } from './sheet/sheet-rows.ts';
import { unpackedSize } from './sheet/zip-size.ts';
import type { UsageTableBuilder } from './table-builder.ts';

const mebibyte = 1 << 20;
/** Some 400,000 rows of four columns, which take half a gigabyte and two seconds to read. */
const maxUnpacked = 64 * mebibyte;
const maxPacked = 32 * mebibyte;

/** Where the rows are; by default on the first sheet, below its first row that is not blank. */
export interface SheetPlace {
  readonly sheet?: string | undefined;
  readonly headerRow?: number | undefined;
}

/** Adds the rows of one sheet of an Excel file to the table. */
export async function readXlsxUsage(
  file: FoundFile,
  place: SheetPlace,
  selection: Selection,
  cells: CellReader,
  table: UsageTableBuilder,
  signal: AbortSignal
): Promise<void> {
  const { rows, header } = await readRows(file, place, signal);
  const add = sheetRowAdder(rows[header] ?? [], selection, file.label, cells, table);
  for (const [index, row] of rows.slice(header + 1).entries()) {
    add(row, header + index + 2);
  }
}

/** The header's cells. */
export async function xlsxColumns(file: FoundFile, place: SheetPlace, signal: AbortSignal): Promise<readonly string[]> {
  const { rows, header } = await readRows(file, place, signal);
  return (rows[header] ?? []).map((cell) => cellText(cell).trim());
}

interface Sheet {
  readonly rows: readonly (readonly SheetCell[])[];
  /** Index of the row that names the columns. */
  readonly header: number;
}

async function readRows(file: FoundFile, { sheet, headerRow }: SheetPlace, signal: AbortSignal): Promise<Sheet> {
  signal.throwIfAborted();
  if (file.size > maxPacked) {
    throw tooLarge(file);
  }
  const content = await readFile(file.path, { signal });
  const size = content.toString('latin1', 0, 2) === 'PK' ? unpackedSize(content) : 0;
  if (size === undefined) {
    throw new UnitEconomicsError('badData', notWhole(file));
  }
  if (size > maxUnpacked) {
    throw tooLarge(file);
  }
  const { readSheet } = await import('read-excel-file/node');
  let data: readonly (readonly unknown[])[];
  try {
    data = await readSheet(content, sheet ?? 1);
  } catch (thrown) {
    throw new UnitEconomicsError(
      nameOf(thrown) === 'SheetNotFoundError' ? 'notFound' : 'badData',
      faultOf(thrown, file),
      {
        cause: thrown,
      }
    );
  }
  signal.throwIfAborted();
  const rows = data.map((row) => row.map(toCell));
  const isBlank = (row: readonly SheetCell[]) => row.every((cell) => cellText(cell).trim() === '');
  const header = headerRow === undefined ? rows.findIndex((row) => !isBlank(row)) : headerRow - 1;
  if (headerRow !== undefined && isBlank(rows[header] ?? [])) {
    throw blankHeader(file.label, headerRow);
  }
  if (header < 0) {
    throw new UnitEconomicsError('badData', `${file.label} is empty; its first row must name the columns.`);
  }
  return { rows, header };
}

function toCell(value: unknown): SheetCell {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date
    ? value
    : null;
}

function tooLarge({ label }: FoundFile): UnitEconomicsError {
  return new UnitEconomicsError(
    'tooMuch',
    `${label} is larger than an Excel file may be here (${maxPacked / mebibyte} MiB, ${maxUnpacked / mebibyte} MiB unpacked). Save it as CSV or Parquet.`
  );
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}

function faultOf(thrown: unknown, file: FoundFile): string {
  const { label } = file;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  if (nameOf(thrown) === 'SheetNotFoundError' && thrown instanceof Error) {
    return `${label} has no such sheet. ${thrown.message}.`;
  }
  if (code === 'XLS_FILE_NOT_SUPPORTED') {
    return `${label} is an old .xls file, or has a password; save it as .xlsx without one.`;
  }
  return code === 'NO_DATA' ? `${label} is empty.` : notWhole(file);
}

function notWhole({ label }: FoundFile): string {
  return `${label} is no whole .xlsx file; save it again.`;
}
