import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from './system-error.ts';

/** Tells two sets of secrets apart without giving them away: keyed with a number that only this cache directory knows. */
export type Fingerprint = (secrets: Readonly<Record<string, string>>) => string;

export async function fingerprintIn(cacheDirectory: string): Promise<Fingerprint> {
  const salt = await saltIn(cacheDirectory);
  return (secrets) =>
    createHmac('sha256', salt)
      .update(JSON.stringify(Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1))))
      .digest('base64url');
}

/** Kept, so that answers on disk are found again after a restart. */
async function saltIn(cacheDirectory: string): Promise<Buffer> {
  const file = path.join(cacheDirectory, 'salt');
  try {
    const salt = await readFile(file);
    if (salt.length === 32) {
      return salt;
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
  }
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, randomBytes(32), { mode: 0o600 });
  await rename(aside, file);
  return readFile(file); // another process may have been last
}
