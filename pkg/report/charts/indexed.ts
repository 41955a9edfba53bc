import type { EChartsOption } from 'echarts';
import type { KpiPoint, KpiReport } from '../report.ts';
import { base, categories, colours, label, tick, values } from './style.ts';

/**
 * Spend and unit cost side by side, each as a percentage of what it was in the first period that has both. Undefined where
 * there are not two such periods.
 */
export function indexedChart({ history }: Pick<KpiReport, 'history'>): EChartsOption | undefined {
  const known = history.filter((point) => point.complete && isPositive(point.value) && isPositive(point.spend));
  const [first] = known;
  if (first === undefined || known.length < 2) {
    return undefined;
  }
  const lines = [
    { name: 'spend', colour: colours.second, of: ({ spend }: KpiPoint) => ratio(spend, first.spend) },
    { name: 'unit cost', colour: colours.first, of: ({ value }: KpiPoint) => ratio(value, first.value) },
  ];
  return {
    ...base,
    grid: { left: 48, right: 104, top: 16, bottom: 28 },
    xAxis: categories(history.map(({ period }) => tick(period))),
    yAxis: { ...values((value) => String(value)), scale: true },
    series: lines.map(({ name, colour, of }) => {
      const indexes = history.map((point) => (known.includes(point) ? of(point) : undefined));
      const last = indexes.findLast((index) => index !== undefined) ?? 0;
      return {
        type: 'line',
        name,
        silent: true,
        showSymbol: false,
        data: indexes.map((index) => index ?? '-'),
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
        endLabel: { ...label, color: colour, show: true, formatter: `${name} ${last.toFixed(0)}` },
        labelLayout: { moveOverlap: 'shiftY' },
      };
    }),
  };
}

function ratio(value: number | null | undefined, first: number | null | undefined): number {
  return (100 * (value ?? NaN)) / (first ?? NaN);
}

function isPositive(value: number | null | undefined): boolean {
  return value !== null && value !== undefined && value > 0;
}
