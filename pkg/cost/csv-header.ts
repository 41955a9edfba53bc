import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { UnitEconomicsError } from '../model/errors.ts';

/** A header row is far shorter; FOCUS 1.3 has 65 columns. */
const headBytes = 256 * 1024;

export interface CsvHeader {
  readonly delimiter: string;
  /** Unique in any letter case, as DuckDB needs them: a repeated name gets a number. */
  readonly names: readonly string[];
}

/** The first row of a CSV file, gzipped or not. Read here because DuckDB's own detection fails on files with a few odd rows. */
export async function readCsvHeader(file: string): Promise<CsvHeader> {
  const head = await readHead(file);
  if (head.length >= 2 && (head.readUInt16LE(0) === 0xfeff || head.readUInt16LE(0) === 0xfffe)) {
    throw new UnitEconomicsError('badData', 'The file is UTF-16. Export it as UTF-8.');
  }
  const parsed = Papa.parse<string[]>(head.toString('utf8').replace(/^\uFEFF/, ''), {
    // Beyond the header, for the delimiter to be told from characters that only the header has.
    preview: 10,
    skipEmptyLines: true,
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const cells = parsed.data[0] ?? [];
  if (cells.every((cell) => cell.trim() === '')) {
    throw new UnitEconomicsError('badData', 'The file is empty: a header row with FOCUS column names is expected.');
  }
  return { delimiter: parsed.meta.delimiter, names: unique(cells.map((cell) => cell.trim())) };
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    if (!file.toLowerCase().endsWith('.gz')) {
      return head;
    }
    // Sync flush: the stream is cut where the head ends.
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, headBytes);
  } catch (error) {
    throw new UnitEconomicsError('badData', 'The file cannot be opened, or is not gzip as its name says.', {
      cause: error,
    });
  } finally {
    await handle.close();
  }
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
