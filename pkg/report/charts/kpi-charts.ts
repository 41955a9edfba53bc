import type { EChartsOption } from 'echarts';
import { amountText, valueText } from '../amounts.ts';
import type { KpiReport, Report } from '../report.ts';
import { historyChart } from './history.ts';
import { indexedChart } from './indexed.ts';
import { waterfallChart } from './waterfall.ts';

export interface Chart {
  /** The question that the picture answers. */
  readonly title: string;
  /** What it shows, for who does not see it. */
  readonly description: string;
  readonly option: EChartsOption;
}

/** The pictures of one KPI, as far as there is something to see. */
export function kpiCharts(kpi: KpiReport, report: Report): readonly Chart[] {
  return [...history(kpi, report), ...indexed(kpi, report), ...waterfall(kpi, report)];
}

function history(kpi: KpiReport, { currency, period }: Report): readonly Chart[] {
  const { title, unit, target, history: points } = kpi;
  const known = points.filter(({ value }) => value !== null);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  const format = (value: number | null) => valueText(value, unit, currency);
  return [
    {
      title:
        target === undefined
          ? `How has ${title} developed?`
          : `Is ${title} ${target.better === 'lower' ? 'below' : 'above'} its target?`,
      description: `${title} by ${period.grain}, ${format(first.value)} in ${first.period} and ${format(last.value)} in ${last.period}${target === undefined ? '' : `; target ${format(target.value)}`}`,
      option: historyChart(kpi, currency),
    },
  ];
}

function indexed(kpi: KpiReport, { period }: Report): readonly Chart[] {
  const option = indexedChart(kpi);
  return option === undefined
    ? []
    : [
        {
          title: 'Does unit cost fall while spend rises?',
          description: `Spend and ${kpi.title} by ${period.grain}, each as a percentage of the first ${period.grain}`,
          option,
        },
      ];
}

function waterfall({ drivers }: KpiReport, { currency, before, period }: Report): readonly Chart[] {
  if (drivers === undefined || drivers.effects.length === 0) {
    return [];
  }
  const change = drivers.now - drivers.before;
  return [
    {
      title: `Why did cost ${change < 0 ? 'fall' : 'rise'} by ${amountText(Math.abs(change), currency)} from ${before.title} to ${period.title}?`,
      description: drivers.text,
      option: waterfallChart(drivers, currency),
    },
  ];
}
