import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnitEconomicsError } from '../model/errors.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { hasCode } from '../storage/system-error.ts';
import type { FileSchema } from './charge-format.ts';
import { CsvEnd } from './csv-end.ts';

const newline = 0x0a;
/** A longer last line of JSON is not looked at. */
const longestLine = 16 * 1024 * 1024;

/**
 * A file that was cut off, or is still being written, reads like a shorter one: DuckDB takes what is there. Parquet has its
 * footer at the end, gzip a checksum; text that ends in the middle of a row has no newline there and lacks cells.
 * @throws badData
 */
export async function requireWhole(file: FoundFile, schema: FileSchema, signal: AbortSignal): Promise<void> {
  const isGzip = file.path.toLowerCase().endsWith('.gz');
  if (schema.kind === 'parquet' || (schema.isArray === true && !isGzip)) {
    return;
  }
  const last = isGzip ? await lastByte(file, signal) : await lastByte(file, signal, Math.max(0, file.size - 1));
  if (last === newline || last === undefined || schema.isArray === true) {
    return;
  }
  const isCut = schema.kind === 'csv' ? await endsInRow(file, schema, signal) : await endsInJson(file, signal);
  if (isCut) {
    throw new UnitEconomicsError('badData', 'The file ends in the middle of a row: it is not whole.');
  }
}

/** Of the content, which is read and so verified from `start` on. */
async function lastByte(file: FoundFile, signal: AbortSignal, start = 0): Promise<number | undefined> {
  let last: number | undefined;
  await read(file, signal, start, (chunk) => {
    last = chunk.at(-1) ?? last;
  });
  return last;
}

async function endsInRow(file: FoundFile, { delimiter, columns }: FileSchema, signal: AbortSignal): Promise<boolean> {
  const end = new CsvEnd(delimiter);
  await read(file, signal, 0, (chunk) => {
    end.add(chunk);
  });
  return end.inQuotes || end.cells < columns.length;
}

async function endsInJson(file: FoundFile, signal: AbortSignal): Promise<boolean> {
  let line: Uint8Array[] = [];
  let length = 0;
  await read(file, signal, 0, (chunk) => {
    const at = chunk.lastIndexOf(newline);
    if (at >= 0) {
      line = [];
      length = 0;
    }
    const rest = chunk.subarray(at + 1);
    length += rest.length;
    if (length <= longestLine) {
      line.push(rest);
    }
  });
  if (length > longestLine) {
    return false;
  }
  try {
    JSON.parse(Buffer.concat(line).toString('utf8') || 'null');
    return false;
  } catch {
    return true;
  }
}

async function read(
  { path }: FoundFile,
  signal: AbortSignal,
  start: number,
  take: (chunk: Uint8Array) => void
): Promise<void> {
  const content = createReadStream(path, { start, highWaterMark: 1024 * 1024 });
  const sink = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      take(chunk);
    }
  };
  try {
    await (path.toLowerCase().endsWith('.gz')
      ? pipeline(content, createGunzip({ chunkSize: 1024 * 1024 }), sink, { signal })
      : pipeline(content, sink, { signal }));
  } catch (cause) {
    if (signal.aborted) {
      throw cause;
    }
    throw new UnitEconomicsError('badData', faultOf(cause), { cause });
  }
}

function faultOf(cause: unknown): string {
  if (hasCode(cause, 'Z_BUF_ERROR')) {
    return 'The file ends early: its gzip stream is cut off.';
  }
  return hasCode(cause, 'Z_DATA_ERROR')
    ? 'The content of the file is damaged: its gzip checksum does not fit.'
    : 'The file cannot be opened or ends early.';
}
