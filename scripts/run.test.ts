import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A project with a pinned Node that echoes its arguments and an npm that only notes that it was called. */
let project: string;

function write(file: string, text: string, mode = 0o644): void {
  const full = path.join(project, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, mode);
}

function lock(packages: Record<string, object>): string {
  return JSON.stringify({ packages: { '': { name: 'example' }, ...packages } });
}

function run(...args: string[]): { status: number | null; stdout: string; installed: boolean } {
  const outcome = spawnSync(process.execPath, [path.join(project, 'scripts/run.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: `${project}/bin:/usr/bin:/bin` },
  });
  const installed = readFileSync(path.join(project, 'npm-calls'), 'utf8') === 'install --no-save --loglevel=error\n';
  return { status: outcome.status, stdout: outcome.stdout, installed };
}

beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), 'run-'));
  write('npm-calls', '');
  write('bin/npm', `#!/bin/sh\necho "$@" >> ${project}/npm-calls\n`, 0o755);
  write('scripts/hello.ts', '');
  write('node_modules/node24/bin/node', '#!/bin/sh\nshift\necho "$@"\nexit 3\n', 0o755);
  copyFileSync('scripts/run.mjs', path.join(project, 'scripts/run.mjs'));
  const packages = { 'node_modules/a': { version: '1.0.0', integrity: 'x' } };
  write('package-lock.json', lock({ ...packages, 'node_modules/other-os': { version: '1.0.0', optional: true } }));
  write('node_modules/.package-lock.json', lock(packages));
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

describe('run.mjs', () => {
  it('passes arguments and the exit code through, and installs nothing when node_modules agrees with the lock', () => {
    expect(run('hello', '--by', 'team')).toEqual({ status: 3, stdout: '--by team\n', installed: false });
  });

  it.each([
    ['a version differs', { 'node_modules/a': { version: '1.0.1', integrity: 'x' } }],
    ['the content differs', { 'node_modules/a': { version: '1.0.0', integrity: 'y' } }],
    [
      'a package is missing',
      { 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '1.0.0' } },
    ],
    ['a package is too many', {}],
  ])('installs when %s', (_, wanted) => {
    write('package-lock.json', lock(wanted));
    expect(run('hello').installed).toBe(true);
  });

  it('installs when node_modules is not there', () => {
    write('scripts/after.ts', '');
    rmSync(path.join(project, 'node_modules/.package-lock.json'));
    expect(run('after').installed).toBe(true);
  });

  it('stops with status 1 when the installation fails', () => {
    write('bin/npm', '#!/bin/sh\nexit 7\n', 0o755);
    rmSync(path.join(project, 'node_modules/.package-lock.json'));
    expect(run('hello').status).toBe(1);
  });

  it('refuses a script that does not exist', () => {
    expect(run('nothing').status).toBe(2);
  });
});
