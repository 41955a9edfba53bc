import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { startMetafile } from '../../scripts/build/build.ts';
import { lazyPackages } from '../../scripts/build/lazy-packages.ts';

/** esbuild's record of what the start bundle is made of. */
const metafile = z.object({
  inputs: z.record(z.string(), z.object({ imports: z.array(z.object({ path: z.string() })) })),
  outputs: z.record(z.string(), z.object({ bytes: z.int() })),
});

/**
 * What our own code may load at the start: the protocol with its frames, logs and metrics, and the parsers of settings,
 * queries, formulas and CSV. Whoever adds to it pays with the time to the handshake; a vendor's client never belongs here.
 */
const allowed = [
  '@bufbuild/protobuf',
  '@grpc/grpc-js',
  'apache-arrow',
  'jsep',
  'lru-cache',
  'luxon',
  'p-limit',
  'papaparse',
  'pino',
  'prom-client',
  're2js',
  'yaml',
  'zod',
];

/** Bytes. Libraries alone are 2.7 MB and take about 90 ms from process start to the handshake, of 400 ms allowed. */
const largest = 4_000_000;

const { inputs, outputs } = metafile.parse(JSON.parse(readFileSync(startMetafile, 'utf8')));

function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

describe('the start bundle', () => {
  it('leaves out DuckDB and everything else that loads on first use', () => {
    const lazy = Object.keys(inputs).filter((file) => {
      const name = packageOf(file);
      return name !== undefined && (name.startsWith('@duckdb/') || lazyPackages.some((entry) => entry.name === name));
    });
    expect(lazy).toEqual([]);
  });

  it('is made of our own code and of the libraries that are allowed to load at the start', () => {
    const own = Object.entries(inputs).filter(([file]) => packageOf(file) === undefined);
    const imported = new Set(own.flatMap(([, { imports }]) => imports.flatMap(({ path }) => packageOf(path) ?? [])));
    expect([...imported].filter((name) => !allowed.includes(name)).sort()).toEqual([]);
  });

  it(`has at most ${largest / 1e6} MB`, () => {
    const sizes = Object.values(outputs).map(({ bytes }) => bytes);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(largest);
    expect(sizes.length).toBeGreaterThan(0);
  });
});
