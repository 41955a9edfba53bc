import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setRunPath } from './elf.ts';

const node = path.resolve('node_modules/node26/bin/node');

/**
 * Where the C++ runtime is looked for. The machine's own goes first where glibc distributions keep it: ours is that of the
 * building machine and may want a newer glibc than, say, Grafana's Ubuntu 22.04 image has. Alpine has neither directory.
 */
const runPath = '/usr/lib/x86_64-linux-gnu:/usr/lib64:$ORIGIN/lib';

/**
 * Makes one native executable of Node 26 and the bundle `start.cjs` in `directory`; returns its path. It takes its shared
 * libraries from `lib/` beside itself and ignores NODE_OPTIONS. `libraries` lets this machine's Node 26 itself start.
 */
export function makeExecutable(directory: string, libraries: string): string {
  const config = path.join(directory, 'sea.json');
  const output = path.join(directory, 'executable');
  writeFileSync(
    config,
    JSON.stringify({
      main: path.join(directory, 'start.cjs'),
      output,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      // MiB: queries make short-lived columns, and a larger nursery only makes the process look as if it grew.
      // stderr is the log's: what Node says of functions that vendors' clients should no longer call is no line of it.
      execArgv: ['--max-semi-space-size=8', '--no-deprecation'],
      execArgvExtension: 'none',
    })
  );
  try {
    execFileSync(node, ['--build-sea', config], {
      stdio: 'pipe',
      env: { ...process.env, NODE_OPTIONS: '', LD_LIBRARY_PATH: libraries },
    });
  } catch (error) {
    throw new Error(`node --build-sea failed:\n${outputOf(error)}`, { cause: error });
  }
  const image = readFileSync(output);
  setRunPath(image, runPath);
  writeFileSync(output, image, { mode: 0o755 });
  return output;
}

function outputOf(error: unknown): string {
  return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
}
