import { Readable } from 'node:stream';
import Papa from 'papaparse';
import { UnitEconomicsError } from '../model/errors.ts';
import type { TextSource } from './text-stream.ts';

/** Beyond this a row is a quote left open, which would make the rest of the file one cell. */
const maxRowLength = 8 << 20;

export interface CsvRow {
  readonly cells: readonly string[];
  /** Of the file, from 1; the row may go on over several. */
  readonly line: number;
  /** A closing quote inside the row is followed by other text than a delimiter. */
  readonly misquoted: boolean;
}

/**
 * Rows of a CSV file, header included, blank ones left out; the delimiter is found among comma, semicolon and tab.
 * @param headerRow line of the header, which tells the delimiter; by default the first one that is not blank
 * @param onRow returns false when it needs no more rows
 */
export async function readCsvRows(
  file: TextSource,
  headerRow: number | undefined,
  signal: AbortSignal,
  onRow: (row: CsvRow) => boolean
): Promise<void> {
  let lengthRead = 0;
  async function* counted(): AsyncGenerator<string, void> {
    for await (const text of file.chunks(signal)) {
      lengthRead += text.length;
      yield text;
    }
  }
  const input = Readable.from(counted(), { objectMode: true, highWaterMark: 1 });
  let line = 1;
  try {
    await new Promise<void>((resolve, reject) => {
      Papa.parse<string[]>(input, {
        delimiter: (text: string) => delimiterOf(text, headerRow),
        chunk: ({ data, errors, meta }, parser) => {
          const misquoted = misquotedRows(errors, data, file.label, line);
          for (const [index, cells] of data.entries()) {
            if (!isBlank(cells) && !onRow({ cells, line, misquoted: misquoted.has(index) })) {
              parser.abort();
              resolve();
              return;
            }
            line += linesOf(cells);
          }
          if (lengthRead - meta.cursor > maxRowLength) {
            throw openQuote(file.label, line);
          }
        },
        complete: () => {
          resolve();
        },
        error: reject,
      });
    });
  } finally {
    input.destroy();
  }
}

/** Judged by the header alone: numbers with decimal commas and free text in later rows mislead. */
function delimiterOf(text: string, headerRow: number | undefined): string {
  const line =
    headerRow === undefined ? /^\s*(.*)/.exec(text)?.[1] : text.split(/\r\n|\r|\n/, headerRow)[headerRow - 1];
  const header = (line ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function misquotedRows(
  errors: readonly Papa.ParseError[],
  data: readonly (readonly string[])[],
  label: string,
  firstLine: number
): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const { code, row = 0 } of errors) {
    if (code === 'MissingQuotes') {
      throw openQuote(
        label,
        data.slice(0, row).reduce((line, cells) => line + linesOf(cells), firstLine)
      );
    }
    if (code === 'InvalidQuotes') {
      rows.add(row);
    }
  }
  return rows;
}

function openQuote(label: string, line: number): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `${label} has a quote in line ${line} or later that is never closed; close it or remove it.`
  );
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function linesOf(cells: readonly string[]): number {
  let lines = 1;
  for (const cell of cells) {
    if (cell.includes('\n')) {
      lines += cell.split('\n').length - 1;
    }
  }
  return lines;
}
