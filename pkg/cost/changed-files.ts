import { stat } from 'node:fs/promises';
import { UnitEconomicsError } from '../model/errors.ts';
import type { FoundFile } from '../storage/file-access.ts';
import type { PreparedFile } from './prepared-dataset.ts';

/** Those of the files read that are no longer what was listed: what came of them may be of two states. Parts never change. */
export async function changedFiles(files: readonly PreparedFile[]): Promise<readonly FoundFile[]> {
  const read = files.filter(({ part }) => part === undefined).map(({ file }) => file);
  const found = await Promise.all(read.map((file) => stat(file.path).catch(() => undefined)));
  return read.filter((file, index) => {
    const now = found[index];
    // Touching a copy of an object rounds its time to milliseconds.
    return now?.size !== file.size || Math.floor(now.mtimeMs) !== Math.floor(file.modifiedMs);
  });
}

export function stillChanging(files: readonly FoundFile[]): UnitEconomicsError {
  const names = files.slice(0, 3).map(({ label }) => label).join(', '); // prettier-ignore
  return new UnitEconomicsError(
    'badData',
    `${names}${files.length > 3 ? ' …' : ''} changed each time it was read. Ask again when it has been written, or write it aside and rename it.`
  );
}
