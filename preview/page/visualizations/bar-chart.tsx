import { type DataFrame, FieldType, getFieldSeriesColor, VizOrientation } from '@grafana/data';
import { GraphGradientMode, LegendDisplayMode, StackingMode, VisibilityMode } from '@grafana/schema';
import { VizLayout, VizLegend } from '@grafana/ui';
import * as z from 'zod';
import { Bars, type BarSeries } from './bars.tsx';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';

const options = z.object({
  barWidth: z.number().default(0.97),
  legend: z
    .object({ showLegend: z.boolean().default(true), placement: z.enum(['bottom', 'right']).default('bottom') })
    .prefault({}),
  orientation: z.enum([VizOrientation.Horizontal, VizOrientation.Vertical]),
  showValue: z.enum(VisibilityMode).default(VisibilityMode.Auto),
  // Bars side by side are not drawn here.
  stacking: z.literal(StackingMode.Normal),
  xField: z.string(),
});

const custom = z.object({
  fillOpacity: z.number().default(80),
  gradientMode: z.enum(GraphGradientMode).default(GraphGradientMode.None),
  hideFrom: z.object({ legend: z.boolean(), viz: z.boolean() }).default({ legend: false, viz: false }),
  lineWidth: z.number().default(1),
});

/** Stacked bars of the first frame: a row is a bar, a number column a part of it. Grafana's panel is not in its libraries. */
export function BarChartPanel(props: VisualizationProps) {
  const [frame] = props.frames;
  const { barWidth, legend, orientation, showValue, xField } = options.parse(props.options);
  const names = frame?.fields.find(({ name }) => name === xField);
  if (frame === undefined || names === undefined || frame.length === 0) {
    return <NoData {...props} />;
  }
  const series = seriesOf(frame, props);
  const items = series.filter(({ inLegend }) => inLegend).map(({ label, color }) => ({ label, color, yAxis: 1 }));
  return (
    <VizLayout
      width={props.width}
      height={props.height}
      legend={
        legend.showLegend ? (
          <VizLayout.Legend placement={legend.placement}>
            <VizLegend placement={legend.placement} displayMode={LegendDisplayMode.List} items={items} />
          </VizLayout.Legend>
        ) : null
      }
    >
      {(width, height) => (
        <Bars
          names={names}
          series={series}
          isHorizontal={orientation === VizOrientation.Horizontal}
          hasValues={showValue !== VisibilityMode.Never}
          barWidth={barWidth}
          theme={props.theme}
          width={width}
          height={height}
        />
      )}
    </VizLayout>
  );
}

function seriesOf({ fields }: DataFrame, { theme }: VisualizationProps): (BarSeries & { inLegend: boolean })[] {
  return fields
    .filter(({ type }) => type === FieldType.number)
    .map((field) => ({ field, style: custom.parse(field.config.custom ?? {}) }))
    .filter(({ style }) => !style.hideFrom.viz)
    .map(({ field, style }) => ({
      field,
      label: field.state?.displayName ?? field.name,
      color: getFieldSeriesColor(field, theme).color,
      byValue: style.gradientMode === GraphGradientMode.Scheme,
      opacity: style.fillOpacity / 100,
      border: style.lineWidth,
      inLegend: !style.hideFrom.legend,
    }));
}
