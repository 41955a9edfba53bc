import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** What Node and DuckDB link to beside glibc. Grafana's default image (Alpine with a glibc loader) has none of it. */
export const runtimeLibraries = ['libstdc++.so.6', 'libgcc_s.so.1', 'libatomic.so.1'] as const;

const directories = ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/usr/lib'];
const unpacked = '.cache/runtime';

/** The lines of `ldconfig -p` that name a library for x86-64: `libX.so.1 (libc6,x86-64) => /path`. */
export function parseLoaderCache(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, file] of text.matchAll(/^\s*(\S+) \(libc6,x86-64[^)]*\) => (\S+)$/gm)) {
    if (name && file && !found.has(name)) {
      found.set(name, file);
    }
  }
  return found;
}

/** Real files of the build machine's C++ runtime by library name; installs or unpacks libatomic where only that is missing. */
export function findRuntime(): Map<string, string> {
  let found = locate();
  if (!found.has('libatomic.so.1')) {
    obtainLibatomic();
    found = locate();
  }
  const missing = runtimeLibraries.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new Error(
      `The build needs ${missing.join(', ')} on this machine. Install the C++ runtime: ` +
        'apt-get install libstdc++6 libgcc-s1 libatomic1 (Debian, Ubuntu) or dnf install libstdc++ libgcc libatomic (Fedora).'
    );
  }
  return found;
}

function locate(): Map<string, string> {
  const cache = parseLoaderCache(loaderCache());
  const places = [...directories, ...directories.map((directory) => path.join(unpacked, directory))];
  const found = new Map<string, string>();
  for (const name of runtimeLibraries) {
    const file = [cache.get(name), ...places.map((place) => path.join(place, name))].find(
      (candidate) => candidate && existsSync(candidate)
    );
    if (file) {
      found.set(name, realpathSync(file));
    }
  }
  return found;
}

function loaderCache(): string {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find(existsSync);
  return ldconfig ? execFileSync(ldconfig, ['-p'], { encoding: 'utf8', maxBuffer: 16 << 20 }) : '';
}

/** A slim Debian lacks libatomic, which Node 26 itself needs to start. Failure is not the end: the caller says what to install. */
function obtainLibatomic(): void {
  if (!existsSync('/usr/bin/apt-get')) {
    return;
  }
  console.log('Fetching libatomic1, which Node 26 needs ...');
  try {
    if (process.getuid?.() === 0) {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libatomic1'], { stdio: 'ignore' });
    } else {
      mkdirSync(unpacked, { recursive: true });
      execFileSync('apt-get', ['download', 'libatomic1'], { cwd: unpacked, stdio: 'ignore' });
      for (const file of readdirSync(unpacked).filter((name) => name.endsWith('.deb'))) {
        execFileSync('dpkg-deb', ['-x', path.join(unpacked, file), unpacked], { stdio: 'ignore' });
      }
    }
  } catch (error) {
    console.error(`libatomic1 could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
  }
}
