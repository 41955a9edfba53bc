import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

/** ms of each run, in the order in which they ran. */
export const computed = z.object({
  plain: z.array(z.number()),
  evaluate: z.array(z.number()),
  encode: z.array(z.number()),
  bytes: z.int(),
});
export type Computed = z.output<typeof computed>;

const run = promisify(execFile);
/** The version inside the executable. */
const node26 = 'node_modules/node26/bin/node';
/** The first runs are compiled while they run. */
const warmUp = 3;

/** The arithmetic between the legs and the wire, on a million points, in a process of its own. */
export async function measureCompute(): Promise<readonly Measured[]> {
  const { stdout } = await run(node26, [path.join(import.meta.dirname, 'compute-process.ts')]);
  const { plain, evaluate, encode, bytes } = computed.parse(JSON.parse(stdout));
  const row = (what: string, runs: readonly number[], target: number, more: string): Measured => ({
    what,
    figure: median(runs.slice(warmUp)),
    unit: 'ms',
    target,
    how: `median of ${runs.length - warmUp}, ${more}; the very first ${runs[0]?.toFixed(0) ?? ''} ms`,
  });
  const loop = median(plain.slice(warmUp)).toFixed(0);
  return [
    row(
      'align + evaluate, 1M points',
      evaluate,
      60,
      `(a + b - c) / (d + e) on 100 groups x 10,000 hours, which is ${loop} ms in a plain loop`
    ),
    row('frame encoding, 1M points', encode, 80, `${(bytes / 2 ** 20).toFixed(1)} MiB of Arrow`),
  ];
}
