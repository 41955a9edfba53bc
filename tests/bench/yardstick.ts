import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Data } from './data.ts';

/** What plain DuckDB needs for the work of one query, in a process of its own. */
export const yardstick = z.object({
  /** ms, the statement alone: DuckDB was loaded and opened before. */
  ms: z.number().positive(),
  /** ms to load and open it, which the plugin's first query has to do as well. */
  openMs: z.number(),
  /** Sum of EffectiveCost, to see that both did the same work. */
  total: z.number(),
});
export type Yardstick = z.output<typeof yardstick>;

export const oneSum = ['EffectiveCost'] as const;
/** What the roll-up keeps. */
export const fourSums = ['EffectiveCost', 'BilledCost', 'ListCost', 'ContractedCost'] as const;

const run = promisify(execFile);

/** `GROUP BY day, tag:team` with the given sums over the files, in a new process each time. */
export async function measureYardstick({ directory, charges }: Data, sums: readonly string[]): Promise<Yardstick> {
  const script = path.join(import.meta.dirname, 'yardstick-process.ts');
  const { stdout } = await run(process.execPath, [script, path.join(directory, charges, '*.parquet'), ...sums]);
  return yardstick.parse(JSON.parse(stdout));
}
