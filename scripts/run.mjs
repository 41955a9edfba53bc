/**
 * Runs `scripts/NAME.ts` on the Node version this project pins, after making node_modules agree with package-lock.json.
 * Plain JavaScript for any Node >= 20 and without dependencies, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const pinnedNode = path.join(root, 'node_modules/node24/bin/node');

/** npm's record of what should be, or is, installed: place in node_modules -> { version, integrity, optional }. */
function packagesIn(lockFile) {
  return JSON.parse(readFileSync(path.join(root, lockFile), 'utf8')).packages;
}

/** In words, why node_modules is not what package-lock.json says; undefined when it is. */
function whatIsStale() {
  if (!existsSync(pinnedNode) || !existsSync(path.join(root, 'node_modules/.package-lock.json'))) {
    return 'node_modules is missing or incomplete';
  }
  const wanted = packagesIn('package-lock.json');
  const installed = packagesIn('node_modules/.package-lock.json');
  for (const [place, { version, integrity, optional }] of Object.entries(wanted)) {
    const found = installed[place];
    // Optional packages are those of other platforms: npm leaves them out.
    if (place !== '' && (found ? found.version !== version || found.integrity !== integrity : !optional)) {
      return `${place} is not at ${version}`;
    }
  }
  const extra = Object.keys(installed).find((place) => !(place in wanted));
  return extra && `${extra} is not in package-lock.json`;
}

/**
 * `npm install --no-save` installs what the lock says, checked by its hashes, and leaves the lock alone. `npm ci` would
 * refuse a lock made with a registry that lacks some optional packages of other platforms.
 */
function install(reason) {
  console.error(`Installing dependencies, a minute or more: ${reason}.`);
  const { status, error } = spawnSync('npm', ['install', '--no-save', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    console.error(
      error
        ? `npm could not be started: ${error.message}`
        : 'npm could not install the dependencies; its words are above.'
    );
    process.exit(1);
  }
}

const [script, ...args] = process.argv.slice(2);
const file = path.join(root, 'scripts', `${script}.ts`);
if (!script || !existsSync(file)) {
  console.error(
    `Usage: node scripts/run.mjs NAME [ARGUMENT ...], where scripts/NAME.ts exists (given: ${script ?? 'nothing'})`
  );
  process.exit(2);
}
const stale = whatIsStale();
if (stale) {
  install(stale);
}

const child = spawn(pinnedNode, [file, ...args], { cwd: root, stdio: 'inherit' });
// The terminal sends Ctrl-C to the child too, which cleans up; this process waits for it to be done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`${pinnedNode} could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
