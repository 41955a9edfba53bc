import { Alert } from '@grafana/ui';
import { BarChartPanel } from './bar-chart.tsx';
import { BarGaugePanel } from './bar-gauge.tsx';
import { StatPanel } from './stat.tsx';
import { TablePanel } from './table.tsx';
import { TimeSeriesPanel } from './time-series.tsx';
import type { VisualizationProps } from './types.ts';

const kinds = {
  barchart: BarChartPanel,
  bargauge: BarGaugePanel,
  stat: StatPanel,
  table: TablePanel,
  timeseries: TimeSeriesPanel,
} as const;

/** Draws frames as Grafana's panel of that type does. */
export function Visualization({ type, ...props }: VisualizationProps & { readonly type: string }) {
  const Kind = isKind(type) ? kinds[type] : undefined;
  return Kind === undefined ? (
    <Alert severity="info" title={`The preview does not draw ${type} panels; Grafana does.`} />
  ) : (
    <Kind {...props} />
  );
}

function isKind(type: string): type is keyof typeof kinds {
  return Object.hasOwn(kinds, type);
}
