import type { EChartsOption, LineSeriesOption } from 'echarts';
import { valueText } from '../amounts.ts';
import type { KpiReport } from '../report.ts';
import { base, categories, colours, label, tick, values } from './style.ts';

/** A KPI over its periods, with its target as a line. A period that is not complete is a hollow point. */
export function historyChart({ history, unit, target }: KpiReport, currency: string): EChartsOption {
  const format = (value: number) => valueText(value, unit, currency);
  const last = history.at(-1);
  // The value stays clear of the target's line.
  const isBelow = target !== undefined && last !== undefined && (last.value ?? 0) <= target.value;
  return {
    ...base,
    grid: { left: 64, right: target === undefined ? 24 : 100, top: 24, bottom: 28 },
    xAxis: categories(history.map(({ period }) => tick(period))),
    yAxis: values(format),
    series: [
      {
        type: 'line',
        silent: true,
        data: history.map((point) => ({
          value: point.value ?? '-',
          symbol: 'circle',
          symbolSize: 6,
          itemStyle: { color: point.complete ? colours.first : colours.page, borderColor: colours.first, borderWidth: 1.5 },
          ...(point === last && { label: { ...label, show: true, position: isBelow ? 'bottom' : 'top', formatter: format(point.value ?? 0) } }),
        })), // prettier-ignore
        lineStyle: { color: colours.first, width: 2 },
      },
      // A line of its own and no mark, so that the axis reaches to it.
      ...(target ? [targetLine(target.value, history.length, format)] : []),
    ],
  };
}

function targetLine(value: number, length: number, format: (value: number) => string): LineSeriesOption {
  return {
    type: 'line',
    silent: true,
    showSymbol: false,
    data: Array.from({ length }, () => value),
    lineStyle: { color: colours.second, type: 'dashed', width: 1.5 },
    endLabel: { ...label, color: colours.second, show: true, formatter: `target ${format(value)}` },
  };
}
