import type { Data } from './data.ts';
import type { Measured } from './measured.ts';
import { dayMs, days, question, type Question } from './question.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const rounds = 9;
const levels = ['team', 'ProviderName', 'ServiceName', 'SubAccountId', 'RegionId'];

/** What moved the cost of half of all days against the other half, by five levels, split by the jobs of each team. */
export async function measureDigest(bench: Workbench, data: Data): Promise<readonly Measured[]> {
  const times = await bench.withPlugin(data, bench.freshCache(), async (plugin) => {
    await plugin.ask(question(data, 'cost'));
    await plugin.rollupBuilt();
    const measured: number[] = [];
    for (let shift = 0; shift < rounds; shift++) {
      measured.push((await plugin.ask(digestOf(data, shift))).ms);
    }
    return measured;
  });
  const [first = 0, ...later] = times;
  return [
    {
      what: `digest of ${levels.length} levels, from the roll-up`,
      figure: median(later),
      unit: 'ms',
      target: 1000,
      how: `median of ${later.length} ranges over nearly all ${data.rows} charges, no leg cached; the very first ${first.toFixed(0)} ms`,
    },
  ];
}

/** Each shift is a range of its own, so that no leg is in a cache. */
function digestOf(data: Data, shift: number): Question {
  const half = Math.floor(days / 2) - shift;
  const { settings, from } = question(data, 'cost / jobs');
  return {
    settings,
    query: JSON.stringify({ formulas: [{ expression: 'cost / jobs' }], groupBy: levels, result: 'digest' }),
    from: from + half * dayMs,
    to: from + 2 * half * dayMs,
  };
}
