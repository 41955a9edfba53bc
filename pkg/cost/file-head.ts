import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { UnitEconomicsError } from '../model/errors.ts';

/** A header row is far shorter; FOCUS 1.3 has 65 columns, a CUR some 200. */
const headBytes = 256 * 1024;

/** The first bytes of a text file, gzipped or not. */
export async function readHead(file: string): Promise<Buffer> {
  const head = await readBytes(file);
  if (head.length >= 2 && (head.readUInt16LE(0) === 0xfeff || head.readUInt16LE(0) === 0xfffe)) {
    throw new UnitEconomicsError('badData', 'The file is UTF-16. Export it as UTF-8.');
  }
  return head;
}

async function readBytes(file: string): Promise<Buffer> {
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
