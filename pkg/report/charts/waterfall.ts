import type { EChartsOption } from 'echarts';
import { moneyText } from '../../drivers/amounts.ts';
import { signed } from '../amounts.ts';
import type { DriversReport, Effect } from '../report.ts';
import { base, categories, colours, label, values } from './style.ts';

interface Bar {
  readonly title: string;
  readonly amount: number;
  /** What has been reached before it. */
  readonly from: number;
  readonly colour: string;
}

/** The effects one after the other, from no change to the whole change. */
export function waterfallChart({ before, now, effects }: DriversReport, currency: string): EChartsOption {
  let from = 0;
  const bars: Bar[] = told(effects).map(({ title, amount }) => {
    const bar = { title, amount, from, colour: amount > 0 ? colours.second : colours.first };
    from += amount;
    return bar;
  });
  bars.push({ title: 'Change', amount: now - before, from: 0, colour: colours.total });
  const parts = bars.map(partsOf);
  const format = moneyText(currency, Math.max(...bars.map(({ amount }) => Math.abs(amount))));
  return {
    ...base,
    grid: { left: 72, right: 16, top: 24, bottom: 28 },
    xAxis: { ...categories(bars.map(({ title }) => title)), axisLine: { show: false } },
    yAxis: values(format),
    series: [
      { ...stacked, data: parts.map(({ hidden }) => hidden), itemStyle: { color: 'transparent' } },
      {
        ...stacked,
        data: parts.map(({ above }, index) => ({ value: above, itemStyle: { color: bars[index]?.colour ?? '' } })),
      },
      {
        ...stacked,
        data: parts.map(({ below }, index) => ({ value: below, itemStyle: { color: bars[index]?.colour ?? '' } })),
      },
      {
        type: 'scatter',
        silent: true,
        symbolSize: 0,
        data: bars.map(({ title, from: start, amount }) => ({
          value: [title, amount >= 0 ? start + amount : start],
          label: { ...label, show: true, position: 'top', formatter: signed(amount, format) },
        })),
      },
    ],
  };
}

/** Effects below this part of all of them are one bar. */
const tiny = 0.01;

function told(effects: readonly Effect[]): readonly Pick<Effect, 'title' | 'amount'>[] {
  const least = tiny * effects.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
  const shown = effects.filter(({ amount }) => Math.abs(amount) > least);
  const rest = effects.filter((effect) => !shown.includes(effect)).reduce((sum, { amount }) => sum + amount, 0);
  return Math.abs(rest) < least / 100 ? shown : [...shown, { title: 'Rest', amount: rest }];
}

const stacked = { type: 'bar', stack: 'change', silent: true, barWidth: '55%' } as const;

/** A bar on its stack: bars of one sign are stacked apart from those of the other, so one that crosses zero has two. */
function partsOf({ from, amount }: Bar): { readonly hidden: number; readonly above: number; readonly below: number } {
  const low = Math.min(from, from + amount);
  const high = Math.max(from, from + amount);
  const hidden = low > 0 ? low : high < 0 ? high : 0;
  return { hidden, above: Math.max(0, high) - Math.max(0, hidden), below: Math.min(0, low) - Math.min(0, hidden) };
}
