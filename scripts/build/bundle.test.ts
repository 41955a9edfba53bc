import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from './bundle.ts';

/** A folder with an entry, which finds packages as a source file of this project does. */
let directory: string;

function entry(text: string): string {
  const file = path.join(directory, 'main.ts');
  writeFileSync(file, text);
  return file;
}

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  symlinkSync(path.resolve('node_modules'), path.join(directory, 'node_modules'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('bundle', () => {
  it('loads a lazy package from lib/ beside the executable, and only when the import runs', async () => {
    const out = path.join(directory, 'out');
    await bundle(
      entry(
        `if (process.argv[2]) import('@duckdb/node-api').then((duckdb) => console.log(duckdb.answer)); else console.log('none');`
      ),
      out
    );
    // The program that runs the bundle stands in for the executable.
    mkdirSync(path.join(out, 'lib'));
    writeFileSync(path.join(out, 'lib/duckdb.cjs'), 'exports.answer = 42;');
    const node = path.join(out, 'node');
    copyFileSync(process.execPath, node);
    expect(execFileSync(node, [path.join(out, 'start.cjs')], { encoding: 'utf8' })).toBe('none\n');
    expect(execFileSync(node, [path.join(out, 'start.cjs'), 'use'], { encoding: 'utf8' })).toBe('42\n');
  });

  it('makes a chunk of the package whose native code is loaded from beside it', async () => {
    const out = path.join(directory, 'out');
    await bundle(entry('export {};'), out);
    const chunk = readFileSync(path.join(out, 'duckdb.cjs'), 'utf8');
    expect(chunk).toContain('require("./duckdb.node")');
    expect(chunk).not.toContain('require("@duckdb');
  });

  it('makes a chunk of the parts that are used, where a package is much larger', async () => {
    const out = path.join(directory, 'out');
    await bundle(entry('export {};'), out);
    const use = `const { client, v1, logger } = require(${JSON.stringify(path.join(out, 'datadog.cjs'))});
      console.log(typeof client.createConfiguration, typeof v1.MetricsApi, typeof logger.disableAll);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', use], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['function function function\n', '']);
    expect(statSync(path.join(out, 'datadog.cjs')).size).toBeLessThan(3_000_000);
  });

  it.each([
    [
      'a static import',
      `import { DuckDBInstance } from '@duckdb/node-api'; console.log(DuckDBInstance);`,
      'must load on first use',
    ],
    [
      'an import of nothing but inline types',
      `import { type DuckDBInstance } from '@duckdb/node-api'; export type A = DuckDBInstance;`,
      'must load on first use',
    ],
    ['a re-export', `export { DuckDBInstance } from '@duckdb/node-api';`, 'must load on first use'],
    ['a file inside the package', `import('@duckdb/node-api/lib/sql');`, 'only @duckdb/node-api itself can'],
  ])('refuses %s of a lazy package and says what to write', async (_, text, message) => {
    writeFileSync(path.join(directory, 'tsconfig.json'), '{ "compilerOptions": { "verbatimModuleSyntax": true } }');
    await expect(bundle(entry(text), path.join(directory, 'out'))).rejects.toThrow(message);
  });

  it('lets the types of a lazy package through', async () => {
    const text = `import type { DuckDBInstance } from '@duckdb/node-api'; export const f = (x: DuckDBInstance) => x;`;
    const { inputs } = await bundle(entry(text), path.join(directory, 'out'));
    expect(Object.keys(inputs)).toHaveLength(1);
  });
});
