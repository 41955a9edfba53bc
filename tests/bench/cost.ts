import type { Data } from './data.ts';
import { measureIncremental } from './incremental.ts';
import type { Measured } from './measured.ts';
import { requireTotal } from './frames.ts';
import { question } from './question.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';
import { fourSums, measureYardstick, oneSum } from './yardstick.ts';

const rounds = 5;
const roundsOfTags = 3;
/** Each asks for a range of its own, so that no leg is in a cache. */
const fromRollup = 15;

/** ms, or MiB for memory. */
interface Round {
  /** Plain DuckDB with the one sum that the query asks for, and with the four that the roll-up keeps. */
  readonly one: number;
  readonly four: number;
  readonly open: number;
  readonly first: number;
  readonly build: number;
  readonly buildPeak: number;
  readonly rollup: number;
}

/** A bill that was never seen before, its roll-up, and the same question from there. */
export async function measureCost(bench: Workbench, data: Data, count = rounds): Promise<readonly Measured[]> {
  const measured: Round[] = [];
  let cache = '';
  for (let round = 0; round < count; round++) {
    cache = bench.freshCache();
    measured.push(await measureRound(bench, data, cache));
  }
  const { ms: restarted } = await bench.withPlugin(data, cache, (plugin) => plugin.ask(question(data, 'cost')));
  const changed = await measureIncremental(bench, data, cache);
  const middle = (of: (round: Round) => number) => median(measured.map(of));
  const one = { figure: middle((round) => round.one), name: 'DuckDB' };
  const four = { figure: middle((round) => round.four), name: 'DuckDB' };
  const first = middle((round) => round.first);
  const open = middle((round) => round.open).toFixed(0);
  return [
    {
      what: 'first query, no roll-up yet',
      figure: first,
      unit: 'ms',
      yardstick: four,
      target: 1.3,
      how: `median of ${count}, fresh process and cache; loads DuckDB, ${open} ms that the yardstick leaves out`,
    },
    { what: '… against the one sum that it asks for', figure: first, unit: 'ms', yardstick: one, how: 'the same runs' },
    {
      what: 'building the daily roll-up',
      figure: middle((round) => round.build),
      unit: 'ms',
      yardstick: four,
      target: 3,
      how: `median of ${count}`,
    },
    {
      what: 'peak memory while building it',
      figure: Math.max(...measured.map(({ buildPeak }) => buildPeak)),
      unit: 'MiB',
      target: 512,
      how: `most of ${count}`,
    },
    {
      what: 'same query from the roll-up',
      figure: middle((round) => round.rollup),
      unit: 'ms',
      yardstick: four,
      target: 0.05,
      how: `median of ${fromRollup} ranges, no leg cached`,
    },
    {
      what: '… in a process that has just started',
      figure: restarted,
      unit: 'ms',
      yardstick: four,
      how: 'once; loads DuckDB',
    },
    {
      what: 'files built again after one was touched',
      figure: changed.built,
      unit: 'files',
      target: 1,
      how: `of ${data.files.length}; ${changed.newParts} new part, ${changed.ms.toFixed(0)} ms`,
    },
  ];
}

/** The same on a bill in which almost every resource has tags of its own. */
export async function measureTags(bench: Workbench, data: Data): Promise<readonly Measured[]> {
  const measured = await measureCost(bench, data, roundsOfTags);
  return measured.map((one) => ({ ...one, what: `many tags: ${one.what}` }));
}

async function measureRound(bench: Workbench, data: Data, cache: string): Promise<Round> {
  const { ms: one, openMs: open, total } = await measureYardstick(data, oneSum);
  const { ms: four } = await measureYardstick(data, fourSums);
  return bench.withPlugin(data, cache, async (plugin) => {
    const first = await plugin.ask(question(data, 'cost'));
    requireTotal(first, total);
    plugin.forgetPeak();
    const { ms: build } = await plugin.rollupBuilt();
    const buildPeak = plugin.memory.peak;
    const times: number[] = [];
    for (let shift = 1; shift <= fromRollup; shift++) {
      times.push((await plugin.ask(question(data, 'cost', shift))).ms);
    }
    return { one, four, open, first: first.ms, build, buildPeak, rollup: median(times) };
  });
}
