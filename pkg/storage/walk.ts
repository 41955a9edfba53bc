import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';

/** More than this is a wrong location rather than a bill. */
const maxFiles = 100_000;
const maxDepth = 32;

/** What decides where a walk goes. Both are given paths as found. */
export interface WalkGuard {
  /** False for a directory that need not be looked into. */
  matters(directory: string): boolean;
  /** Throws where a link leads to a directory that must not be entered. */
  checkLink(found: string, realDirectory: string): void;
}

/** Every file of a directory tree by its path as found, hidden ones left out. Links are followed, never in a circle. */
export async function walk(directory: string, guard: WalkGuard): Promise<readonly string[]> {
  const files: string[] = [];
  const visit = async (current: string, above: readonly string[], depth: number): Promise<void> => {
    if (depth > maxDepth) {
      throw new UnitEconomicsError('tooMuch', `The directory ${directory} is nested deeper than ${maxDepth} levels.`);
    }
    for (const entry of await readdir(current, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) {
        continue;
      }
      const found = path.join(current, entry.name);
      const isLink = entry.isSymbolicLink();
      const target = isLink ? await stat(found).catch(() => undefined) : entry;
      if (target?.isDirectory() === true && guard.matters(found)) {
        const real = isLink ? await realpath(found) : found;
        if (isLink) {
          guard.checkLink(found, real);
        }
        if (!above.includes(real)) {
          await visit(found, [...above, real], depth + 1);
        }
      } else if (target?.isFile() === true) {
        files.push(found);
        if (files.length > maxFiles) {
          throw new UnitEconomicsError(
            'tooMuch',
            `The directory ${directory} holds more than ${maxFiles} files. Give a narrower location.`
          );
        }
      }
    }
  };
  await visit(directory, [await realpath(directory)], 0);
  return files;
}
