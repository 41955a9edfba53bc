import { existsSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { Data } from './data.ts';
import { requireTotal } from './frames.ts';
import { question } from './question.ts';
import type { Workbench } from './workbench.ts';
import { measureYardstick, oneSum } from './yardstick.ts';

export interface Incremental {
  /** Files of which the plugin says that it built them again. */
  readonly built: number;
  /** Parts that lie in the cache now and did not before. */
  readonly newParts: number;
  readonly ms: number;
}

/** Over a cache with a whole roll-up: one file changes, and a plugin that knows nothing of it is asked. */
export async function measureIncremental(bench: Workbench, data: Data, cache: string): Promise<Incremental> {
  const before = new Set(partsIn(cache));
  const [touched = ''] = data.files;
  const now = new Date();
  utimesSync(touched, now, now);
  const { total } = await measureYardstick(data, oneSum);
  const { built, parts, ms } = await bench.withPlugin(data, cache, async (plugin) => {
    requireTotal(await plugin.ask(question(data, 'cost')), total);
    return plugin.rollupBuilt();
  });
  const after = partsIn(cache);
  if (parts !== data.files.length || after.length !== data.files.length) {
    throw new Error(
      `The roll-up has ${parts} parts and ${after.length} files, of ${data.files.length} files of charges.`
    );
  }
  return { built, newParts: after.filter((name) => !before.has(name)).length, ms };
}

function partsIn(cache: string): string[] {
  const rollups = path.join(cache, 'rollup');
  return existsSync(rollups)
    ? readdirSync(rollups, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.parquet'))
    : [];
}
