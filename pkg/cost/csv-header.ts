import Papa from 'papaparse';
import { UnitEconomicsError } from '../model/errors.ts';
import { readHead } from './file-head.ts';

export interface CsvHeader {
  readonly delimiter: string;
  /** Unique in any letter case, as DuckDB needs them: a repeated name gets a number. */
  readonly names: readonly string[];
}

/** The first row of a CSV file, gzipped or not. Read here because DuckDB's own detection fails on files with a few odd rows. */
export async function readCsvHeader(file: string): Promise<CsvHeader> {
  const head = await readHead(file);
  const parsed = Papa.parse<string[]>(head.toString('utf8').replace(/^\uFEFF/, ''), {
    // Beyond the header, for the delimiter to be told from characters that only the header has.
    preview: 10,
    skipEmptyLines: true,
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const cells = parsed.data[0] ?? [];
  if (cells.every((cell) => cell.trim() === '')) {
    throw new UnitEconomicsError(
      'badData',
      'The file is empty: a header row with the names of its columns is expected.'
    );
  }
  return { delimiter: parsed.meta.delimiter, names: unique(cells.map((cell) => cell.trim())) };
}

function unique(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name, index) => {
    let candidate = name === '' ? `column ${index + 1}` : name;
    for (let n = 2; seen.has(candidate.toLowerCase()); n++) {
      candidate = `${name} ${n}`;
    }
    seen.add(candidate.toLowerCase());
    return candidate;
  });
}
