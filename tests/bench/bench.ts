import { measureCompute } from './compute.ts';
import { measureCost, measureTags } from './cost.ts';
import { data, manyTagSets } from './data.ts';
import { measureDigest } from './digest.ts';
import { measureGrowth } from './growth.ts';
import type { Measured } from './measured.ts';
import type { BenchOptions, Part } from './options.ts';
import { measureStart } from './start.ts';
import { measureWarm } from './warm.ts';
import { Workbench } from './workbench.ts';

/** Measures the parts asked for, one after the other; what goes on is said on stderr. */
export async function bench(executable: string, { parts, sizes }: BenchOptions): Promise<readonly Measured[]> {
  const [small, middle, large] = sizes;
  const workbench = new Workbench(executable);
  process.on('exit', () => {
    workbench.remove();
  });
  const measure: Record<Part, () => Promise<readonly Measured[]>> = {
    start: async () => measureStart(workbench, await data(small)),
    warm: async () => measureWarm(workbench, await data(large)),
    cost: async () => measureCost(workbench, await data(large)),
    tags: async () => measureTags(workbench, await data(large, manyTagSets)),
    digest: async () => measureDigest(workbench, await data(large)),
    compute: measureCompute,
    growth: async () => measureGrowth(workbench, [await data(small), await data(middle), await data(large)]),
    large: async () => measureGrowth(workbench, [await data(middle), await data(large), await data(5 * large)]),
  };
  const all: Measured[] = [];
  for (const part of parts) {
    console.error(`Measuring: ${part} ...`);
    all.push(...(await measure[part]()));
  }
  return all;
}
