import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';
import { build, formatMessages } from 'esbuild';
import { lazyPackages, type LazyPackage } from './lazy-packages.ts';
import { leaveOut, loadLazyPackagesFromFiles, loadNativeCodeFromBeside } from './lazy-plugin.ts';

/** Names stay as written, because stack traces in Grafana's log are all there is to go by. */
const common: BuildOptions = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node26',
  keepNames: true,
  minifySyntax: true,
  legalComments: 'eof',
  // What goes wrong is in the error that build() throws.
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/**
 * Writes the start bundle `start.cjs` and one file `CHUNK.cjs` per lazily loaded package into `directory`, and esbuild's
 * record of what went into the start bundle as `start-meta.json`. Throws what esbuild says, with file and line.
 */
export async function bundle(main: string, directory: string): Promise<Metafile> {
  mkdirSync(directory, { recursive: true });
  const start = await build({
    ...common,
    entryPoints: [main],
    outfile: path.join(directory, 'start.cjs'),
    metafile: true,
    plugins: [loadLazyPackagesFromFiles()],
  });
  for (const warning of await formatMessages(start.warnings, { kind: 'warning' })) {
    console.warn(warning);
  }
  for (const lazy of lazyPackages) {
    const outfile = path.join(directory, `${lazy.chunk}.cjs`);
    const plugins = [loadNativeCodeFromBeside(), leaveOut(lazy.without ?? [])];
    await build({ ...common, ...entryOf(lazy), outfile, plugins });
  }
  writeFileSync(path.join(directory, 'start-meta.json'), JSON.stringify(start.metafile));
  return start.metafile;
}

function entryOf({ name, parts, required = false }: LazyPackage): BuildOptions {
  if (required) {
    return { stdin: { contents: `module.exports = require('${name}');`, resolveDir: '.' } };
  }
  return parts === undefined
    ? { entryPoints: [name] }
    : { stdin: { contents: reexports(name, parts), resolveDir: '.' } };
}

function reexports(name: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([part, file]) => `export * ${part === '*' ? '' : `as ${part} `}from '${name}/${file}';`)
    .join('\n');
}
