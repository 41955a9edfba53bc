import type { Data } from './data.ts';
import type { Measured } from './measured.ts';
import { question } from './question.ts';
import { median } from './statistics.ts';
import { computedQueries } from './warm.ts';
import type { Workbench } from './workbench.ts';

const rounds = 3;
const queries = 200;
/** Against the size before, per row for the scan: the noise of two short runs. */
const linear = 1.2;
const constant = 1.25;

interface Grown {
  readonly rows: number;
  /** ms */
  readonly first: number;
  readonly warm: number;
  /** MiB: first query, roll-up and warm queries. */
  readonly peak: number;
}

/** First scan and warm query on three sizes of data, smallest first. */
export async function measureGrowth(bench: Workbench, sizes: readonly Data[]): Promise<readonly Measured[]> {
  const grown: Grown[] = [];
  for (const data of sizes) {
    grown.push(await measureSize(bench, data));
  }
  return grown.flatMap(({ rows, first, warm, peak }, index) => {
    const smaller = grown[index - 1];
    return [
      {
        what: `first query, ${rows} charges`,
        figure: (first * 1e6) / rows,
        unit: 'ns',
        ...(smaller && {
          yardstick: { figure: (smaller.first * 1e6) / smaller.rows, name: `with ${smaller.rows}` },
          target: linear,
        }),
        how: `per charge; ${first.toFixed(0)} ms, median of ${rounds}`,
      },
      {
        what: `warm query, ${rows} charges, p50`,
        figure: warm,
        unit: 'ms',
        ...(smaller && { yardstick: { figure: smaller.warm, name: `with ${smaller.rows}` }, target: constant }),
        how: `${queries} queries, result cache off`,
      },
      {
        what: `peak memory, ${rows} charges`,
        figure: peak,
        unit: 'MiB',
        target: 1024,
        how: 'first query, roll-up and warm queries',
      },
    ] satisfies Measured[];
  });
}

async function measureSize(bench: Workbench, data: Data): Promise<Grown> {
  const first: number[] = [];
  for (let round = 1; round < rounds; round++) {
    first.push(
      await bench.withPlugin(
        data,
        bench.freshCache(),
        async (plugin) => (await plugin.ask(question(data, 'cost / jobs'))).ms
      )
    );
  }
  const { warm, peak } = await bench.withPlugin(data, bench.freshCache(), async (plugin) => {
    first.push((await plugin.ask(question(data, 'cost / jobs'))).ms);
    await plugin.rollupBuilt();
    const times = await computedQueries(plugin, data, queries);
    return { warm: median(times), peak: plugin.memory.peak };
  });
  return { rows: data.rows, first: median(first), warm, peak };
}
