import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Everything the build depends on; the Node binaries and DuckDB are in the lock. */
const inputs = [
  'pkg',
  'scripts/build',
  'scripts/build.ts',
  'img',
  'plugin.json',
  'package.json',
  'package-lock.json',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
];

const stampSchema = z.object({ inputs: z.string(), outputs: z.record(z.string(), z.string()) });

/** A hash over names and contents of all inputs, tests left out. */
export function hashInputs(roots: readonly string[] = inputs): string {
  const hash = createHash('sha256');
  for (const file of roots.filter(existsSync).flatMap(filesBelow).sort()) {
    hash.update(`${file}\0${statSync(file).size}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(root: string): string[] {
  if (!statSync(root).isDirectory()) {
    return [root];
  }
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Remembers that the outputs, as they now are, were made from the inputs. */
export function writeStamp(file: string, inputHash: string, outputs: readonly string[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({ inputs: inputHash, outputs: Object.fromEntries(outputs.map((output) => [output, state(output)])) })
  );
}

/** Whether the inputs are those of the last build and nobody touched what it wrote. */
export function isUpToDate(file: string, inputHash: string): boolean {
  if (!existsSync(file)) {
    return false;
  }
  const stamp = stampSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return (
    stamp.success &&
    stamp.data.inputs === inputHash &&
    Object.entries(stamp.data.outputs).every(([output, was]) => state(output) === was)
  );
}

function state(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs} ${found.mode}` : 'missing';
}
