import type { Data } from './data.ts';
import type { Measured } from './measured.ts';
import type { PluginProcess } from './plugin-process.ts';
import { question } from './question.ts';
import { median, percentile } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const queries = 300;
/** V8's heap has found its size after some hundred queries; what grows after that is a leak. */
const settled = 1500;
const many = 6000;
/** Queries before those that count: V8 compiles what runs often. */
const warmUp = 50;

/** Has Grafana's meaning too: the result is computed again; legs stay cached. */
const skipCache = { 'X-Cache-Skip': 'true' };

/** ms of each of `count` warm queries of two legs, one after the other. */
export async function warmQueries(plugin: PluginProcess, data: Data, count: number, headers = {}): Promise<number[]> {
  const asked = question(data, 'cost / jobs');
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    times.push((await plugin.ask(asked, headers)).ms);
  }
  return times;
}

/** ms of warm queries without the result cache, in a process whose roll-up is built. */
export async function computedQueries(plugin: PluginProcess, data: Data, count: number): Promise<number[]> {
  await warmQueries(plugin, data, warmUp, skipCache);
  return warmQueries(plugin, data, count, skipCache);
}

/** A dashboard that is looked at again and again: 395 days, 20 teams, cost and jobs. */
export async function measureWarm(bench: Workbench, data: Data): Promise<readonly Measured[]> {
  return bench.withPlugin(data, bench.freshCache(), async (plugin) => {
    await plugin.ask(question(data, 'cost / jobs'));
    await plugin.rollupBuilt();
    const computed = await computedQueries(plugin, data, queries);
    const cached = await warmQueries(plugin, data, queries);
    const early = plugin.memory.now;
    await warmQueries(plugin, data, settled - queries, skipCache);
    const before = plugin.memory.now;
    await warmQueries(plugin, data, many - settled, skipCache);
    const { now: after, peak } = plugin.memory;
    const off = `${queries} queries, result cache off, legs cached`;
    return [
      { what: 'warm query, p50', figure: median(computed), unit: 'ms', target: 10, how: off },
      { what: 'warm query, p95', figure: percentile(computed, 0.95), unit: 'ms', target: 25, how: off },
      {
        what: 'warm query from the result cache, p50',
        figure: median(cached),
        unit: 'ms',
        target: 4,
        how: `${queries} queries`,
      },
      {
        what: `memory after ${settled} queries`,
        figure: before,
        unit: 'MiB',
        yardstick: { figure: early, name: `after ${queries}` },
        how: "V8's heap finds its size",
      },
      {
        what: `memory after ${many} queries`,
        figure: after,
        unit: 'MiB',
        yardstick: { figure: before, name: `after ${settled}` },
        target: 1.1,
        how: 'does not grow with the number of queries',
      },
      {
        what: 'peak memory',
        figure: peak,
        unit: 'MiB',
        target: 1024,
        how: `${data.rows} charges: first query, roll-up, all queries`,
      },
    ];
  });
}
