import { reportOf } from '../testing/report-of.ts';
import { drawCharts } from './draw.ts';
import { historyChart } from './history.ts';
import { indexedChart } from './indexed.ts';
import { kpiCharts } from './kpi-charts.ts';
import { tick } from './style.ts';
import { waterfallChart } from './waterfall.ts';

const report = reportOf('Cost per job');
const [kpi] = report.kpis;
const effect = (title: string, amount: number) => ({ name: 'volume' as const, title, amount });

/** What the series of an option hold. */
function data(option: unknown): unknown[] {
  const { series } = option as { series: { data: unknown[] }[] };
  return series.map((one) =>
    one.data.map((point) => (typeof point === 'object' && point !== null && 'value' in point ? point.value : point))
  );
}

describe('charts', () => {
  it('draw the history with its target', () => {
    expect(kpi && data(historyChart(kpi, 'USD'))).toEqual([[7.5, 29 / 3], [8, 8]]); // prettier-ignore
  });

  it('draw spend and unit cost as percentages of the first period that has both', () => {
    const points = [
      { period: '2026-08', value: null, complete: true, spend: 5 },
      { period: '2026-09', value: 4, complete: true, spend: 200 },
      { period: '2026-10', value: 3, complete: true, spend: 300 },
      { period: '2026-11', value: 1, complete: false, spend: 10 },
    ];
    // 300 / 200 and 3 / 4; what is not complete is not judged.
    expect(data(indexedChart({ history: points }))).toEqual([['-', 100, 150, '-'], ['-', 100, 75, '-']]); // prettier-ignore
    expect(indexedChart({ history: points.slice(0, 2) })).toBeUndefined();
  });

  it('draw the effects from no change to the whole change, on both sides of zero', () => {
    const option = waterfallChart({ before: 100, now: 80, effects: [effect('a', 30), effect('b', -70), effect('c', 20)], unsplit: [], remarks: [], text: '' }, 'USD'); // prettier-ignore
    const [hidden, above, below] = data(option);
    // 0 to 30, 30 to -40, -40 to -20, and the change 0 to -20.
    expect(hidden).toEqual([0, 0, -20, 0]);
    expect(above).toEqual([30, 30, 0, 0]);
    expect(below).toEqual([0, -40, -20, -20]);
  });

  it('bring effects below a hundredth of all of them together', () => {
    const option = waterfallChart({ before: 0, now: 101, effects: [effect('a', 100), effect('b', 0.5), effect('c', 0.5)], unsplit: [], remarks: [], text: '' }, 'USD'); // prettier-ignore
    expect((option.xAxis as { data: string[] }).data).toEqual(['a', 'Rest', 'Change']);
    expect(data(option)[1]).toEqual([100, 1, 101]);
  });

  it('are plain drawings: nothing reacts, ids are their own, colours are the page’s, names are encoded', async () => {
    const hostile = reportOf('<img src=x onerror=1> ${x}\n{b}');
    const [chart] = hostile.kpis.flatMap((one) => kpiCharts(one, hostile));
    const options = [chart, chart].flatMap((one) => (one ? [one.option] : []));
    const drawn = await drawCharts(options.map((option, index) => ({ prefix: `p${index}`, option })));
    const again = await drawCharts(options.map((option, index) => ({ prefix: `p${index}`, option })));
    expect(again).toEqual(drawn);
    expect(drawn).toHaveLength(2);
    for (const svg of drawn) {
      expect(svg).not.toMatch(/<style|class=|ecmeta|zr\d|<script|<img|\son\w+=/);
      expect(svg).toContain('var(--blue)');
    }
    expect(drawn[0]).toContain('p0-c0');
    expect(drawn[1]).not.toContain('p0-c0');
  });

  it('keep the digits of what they say', async () => {
    const [svg] = kpi ? await drawCharts([{ prefix: 'p', option: historyChart({ ...kpi, target: { value: 0.01234, better: 'lower' } }, 'USD') }]) : []; // prettier-ignore
    expect(svg).toContain('target $0.0123');
  });
});

it('names a period shortly', () => {
  expect([tick('2026-10'), tick('2026-W05')]).toEqual(['Oct 26', 'W05']);
});
