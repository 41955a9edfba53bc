import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assets } from './assets.ts';
import { bundle } from './bundle.ts';
import { makeExecutable } from './executable.ts';
import { lazyPackages } from './lazy-packages.ts';
import { findRuntime } from './runtime.ts';
import { hashInputs, isUpToDate, writeStamp } from './stamp.ts';

/** Grafana starts `EXECUTABLE_GOOS_GOARCH`, EXECUTABLE being plugin.json's. */
export const executableName = 'gpx_uniteconomics_linux_amd64';
/** esbuild's record of the last build's start bundle. */
export const startMetafile = '.cache/build/start-meta.json';

const bindings = 'node_modules/@duckdb/node-bindings-linux-x64';
const stamp = '.cache/build/stamp.json';

/**
 * Bundles `main` into the executable in `out`, with `lib/` and the plugin's files beside it; returns the executable's
 * path. Does nothing when no input changed. Only files of the back end are written or removed: webpack owns the others.
 */
export async function build(main = 'pkg/main.ts', out = 'dist'): Promise<string> {
  const executable = path.join(out, executableName);
  const isDefault = main === 'pkg/main.ts' && out === 'dist';
  const inputs = hashInputs();
  if (isDefault && isUpToDate(stamp, inputs)) {
    return executable;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The executable is for Linux on x86-64 and can only be built there, not on ${process.platform} ${process.arch}.`
    );
  }
  const began = performance.now();
  console.log(`Building ${executable} ...`);
  mkdirSync('.cache/build', { recursive: true });
  // A directory of its own: two builds at a time must not disturb each other.
  const work = mkdtempSync(path.resolve('.cache/build/work-'));
  try {
    await bundle(main, work);
    const written = install(work, out);
    if (isDefault) {
      renameSync(path.join(work, 'start-meta.json'), startMetafile);
      writeStamp(stamp, inputs, written);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  console.log(`Built ${executable} in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  return executable;
}

/** Puts everything into place, each file by renaming, so that a running plugin keeps the files it has open. */
function install(work: string, out: string): string[] {
  const lib = path.join(out, 'lib');
  mkdirSync(lib, { recursive: true });
  const libraries = new Map(findRuntime());
  for (const name of ['duckdb.node', 'libduckdb.so']) {
    libraries.set(name, path.join(bindings, name));
  }
  for (const { chunk } of lazyPackages) {
    libraries.set(`${chunk}.cjs`, path.join(work, `${chunk}.cjs`));
  }
  const written = [...libraries].map(([name, source]) => put(source, path.join(lib, name), 0o644));
  for (const name of readdirSync(lib).filter((name) => !libraries.has(name))) {
    rmSync(path.join(lib, name), { recursive: true });
  }
  for (const [name, content] of assets(new Date().toISOString().slice(0, 10))) {
    const filled = path.join(work, 'asset');
    writeFileSync(filled, content);
    written.push(put(filled, path.join(out, name), 0o644));
  }
  // Grafana's validator wants exactly 0755.
  return [...written, put(makeExecutable(work, path.resolve(lib)), path.join(out, executableName), 0o755)];
}

function put(from: string, to: string, mode: number): string {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, `${to}.new`);
  chmodSync(`${to}.new`, mode);
  renameSync(`${to}.new`, to);
  return to;
}
