import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { TimeSeries, TooltipPlugin } from '@grafana/ui';
import { useMemo } from 'react';
import * as z from 'zod';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';

const legendOptions = z.object({
  showLegend: z.boolean().default(true),
  displayMode: z.enum(LegendDisplayMode).default(LegendDisplayMode.List),
  placement: z.enum(['bottom', 'right']).default('bottom'),
  calcs: z.array(z.string()).default([]),
  sortBy: z.string().optional(),
  sortDesc: z.boolean().optional(),
});

const options = z.object({
  legend: legendOptions.prefault({}),
  tooltip: z
    .object({
      mode: z.enum(TooltipDisplayMode).default(TooltipDisplayMode.Multi),
      sort: z.enum(SortOrder).default(SortOrder.None),
    })
    .prefault({}),
});

export function TimeSeriesPanel(props: VisualizationProps) {
  const { width, height, range, timeZone } = props;
  const { legend, tooltip } = useMemo(() => options.parse(props.options), [props.options]);
  const frames = useMemo(() => props.frames.filter(isGraph), [props.frames]);
  if (frames.length === 0) {
    return <NoData {...props} />;
  }
  return (
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- it is that enum, by zod
    <TimeSeries frames={frames} timeRange={range} timeZone={timeZone} width={width} height={height} legend={legend}>
      {(config, alignedFrame) => (
        <TooltipPlugin
          config={config}
          data={alignedFrame}
          frames={frames}
          mode={tooltip.mode}
          sortOrder={tooltip.sort}
          timeZone={timeZone}
        />
      )}
    </TimeSeries>
  );
}

function isGraph({ fields }: DataFrame): boolean {
  return fields.some(({ type }) => type === FieldType.time) && fields.some(hasNumbers);
}

function hasNumbers({ type, values }: Field): boolean {
  return type === FieldType.number && values.some((value: unknown) => typeof value === 'number');
}
