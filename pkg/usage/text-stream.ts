import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { FoundFile } from '../storage/file-access.ts';

const chunkBytes = 1 << 20;

/** Text in chunks, with a name for messages. */
export interface TextSource {
  readonly label: string;
  chunks(signal: AbortSignal): AsyncIterable<string> | Iterable<string>;
}

export function textFile({ path, label }: FoundFile): TextSource {
  return { label, chunks: (signal) => textChunks(path, signal) };
}

/**
 * A text file in chunks of about 1 MiB, unpacked where its name ends in `.gz`. UTF-8 with or without byte order mark, or
 * UTF-16 where the mark says so (Excel's "Unicode text"). @throws TypeError where the bytes are not such text
 */
async function* textChunks(path: string, signal: AbortSignal): AsyncGenerator<string, void> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const bytes: Readable = path.endsWith('.gz')
    ? // An error of either stream ends the loop below by destroying the last one; there is nothing left to do with it here.
      pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => undefined)
    : file;
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } finally {
    bytes.destroy();
    file.destroy();
  }
}

function encodingOf(start: Buffer): string {
  const mark = start.length > 1 ? start.readUInt16BE(0) : 0;
  return mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
}
