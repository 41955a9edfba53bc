import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

/** Copies of a store that nobody asked for so long are removed: its connection is gone or has other credentials. */
const unusedMs = 30 * 86_400_000;

/** Notes the use of a folder as its time, and removes the folders beside it that are no longer used. */
export async function forgetUnusedFolders(used: string, now: number): Promise<void> {
  await mkdir(used, { recursive: true, mode: 0o700 });
  const time = new Date(now);
  await utimes(used, time, time);
  const parent = path.dirname(used);
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > unusedMs) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
