import { UnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine, SqlResult } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { identifier } from '../storage/quote.ts';
import { readText } from './cells.ts';
import { describeParquet, runOnFile, type ParquetColumn } from './parquet-columns.ts';
import { findColumns, type Selection } from './selection.ts';
import { quoted, type UsageTableBuilder } from './table-builder.ts';
import type { TextReader } from './text-reader.ts';
import type { TimeReader } from './times.ts';

type TimeKind = 'text' | 'wall' | 'instant';

/** Adds the rows of one Parquet file to the table. Messages count rows from 1. */
export async function readParquetUsage(
  file: FoundFile,
  selection: Selection,
  text: TextReader,
  table: UsageTableBuilder,
  engine: SqlEngine,
  signal: AbortSignal
): Promise<void> {
  const columns = await describeParquet(file, engine, signal);
  const names = columns.map(({ name }) => name);
  const indexes = findColumns(selection, names, file.label);
  const at = (index: number): ParquetColumn => columns[index] ?? { name: '', type: '' };
  const asText = (index: number) => `CAST(${identifier(at(index).name)} AS VARCHAR)`;
  const timeKind = kindOfTime(at(indexes.time), selection, file.label);
  const valueKind = kindOfValue(at(indexes.value), selection, file.label);
  const wanted = [
    'CAST(file_row_number AS DOUBLE)',
    timeKind === 'text' ? asText(indexes.time) : milliseconds(at(indexes.time), timeKind),
    valueKind === 'text' ? asText(indexes.value) : `CAST(${identifier(at(indexes.value).name)} AS DOUBLE)`,
    ...indexes.dimensions.map(asText),
  ];
  const conditions = ['true', ...indexes.where.map(({ column }) => `TRIM(${asText(column)}) = ?`)];
  const result = await runOnFile(
    file,
    engine,
    `SELECT ${wanted.join(', ')} FROM read_parquet(?, file_row_number = true) WHERE ${conditions.join(' AND ')} ORDER BY 1`,
    [file.path, ...indexes.where.map(({ value }) => value)],
    signal
  );
  addRows(result, file.label, selection, text, timeKind, valueKind, table);
}

function addRows(
  result: SqlResult,
  label: string,
  selection: Selection,
  { time, number }: TextReader,
  timeKind: TimeKind,
  valueKind: 'text' | 'number',
  table: UsageTableBuilder
): void {
  const rowNumbers = result.numbers(0);
  const times = cells(result, 1, timeKind === 'text');
  const values = cells(result, 2, valueKind === 'text');
  const keys = selection.dimensionColumns.map((_, index) => result.strings(3 + index));
  for (let row = 0; row < result.rowCount; row += 1) {
    const bad = (cell: string | number | null | undefined, column: string, wanted: string) => {
      const shown = typeof cell === 'string' ? quoted(cell) : 'the cell';
      table.addBad(() => `${label} row ${(rowNumbers[row] ?? 0) + 1}: ${shown} in column ${column} is not ${wanted}`);
    };
    const valueCell = values[row];
    const value = typeof valueCell === 'number' ? finiteOrMissing(valueCell) : number(valueCell ?? '');
    if (value === undefined) {
      bad(valueCell, selection.valueColumn, 'a number');
    } else if (!Number.isNaN(value)) {
      const timeCell = times[row];
      const at = timeOf(timeCell, timeKind, time);
      if (at === undefined) {
        bad(timeCell, selection.dateColumn, `a date such as ${time.example}`);
      } else {
        table.add(
          at,
          value,
          keys.map((column) => readText(column[row]))
        );
      }
    }
  }
}

function cells(result: SqlResult, column: number, text: boolean): ArrayLike<string | number | null> {
  return text ? result.strings(column) : result.numbers(column);
}

function timeOf(cell: string | number | null | undefined, kind: TimeKind, time: TimeReader): number | undefined {
  if (typeof cell === 'number') {
    return kind === 'instant' ? time.instant(cell) : time.wall(cell);
  }
  return time.text(cell ?? '');
}

function kindOfTime({ type }: ParquetColumn, selection: Selection, label: string): TimeKind {
  if (type === 'VARCHAR') {
    return 'text';
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return 'instant';
  }
  if (type === 'DATE' || type.startsWith('TIMESTAMP')) {
    return 'wall';
  }
  throw wrongType(selection.metric, selection.dateColumn, label, type, 'DATE, TIMESTAMP or text');
}

function kindOfValue({ type }: ParquetColumn, selection: Selection, label: string): 'text' | 'number' {
  if (type === 'VARCHAR') {
    return 'text';
  }
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) {
    return 'number';
  }
  throw wrongType(selection.metric, selection.valueColumn, label, type, 'a number or text');
}

function wrongType(metric: string, column: string, label: string, type: string, right: string): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `The metric ${metric} needs ${right} in column ${column}, which ${label} has as ${type}.`
  );
}

/** NaN where the cell is null or an infinity. Nanoseconds and the like are narrowed: epoch_ms does not take them. */
function milliseconds({ name }: ParquetColumn, kind: 'wall' | 'instant'): string {
  const column = kind === 'instant' ? identifier(name) : `CAST(${identifier(name)} AS TIMESTAMP)`;
  return `CAST(epoch_ms(${column}) AS DOUBLE)`;
}

/** Null and NaN are missing; an infinity is no number. */
function finiteOrMissing(value: number): number | undefined {
  return value === Infinity || value === -Infinity ? undefined : value;
}
