import type { FieldDisplay } from '@grafana/data';
import { getDisplayValueAlignmentFactors, VizOrientation } from '@grafana/data';
import { BarGaugeDisplayMode, BarGaugeNamePlacement, BarGaugeValueMode } from '@grafana/schema';
import { BarGauge, VizRepeater } from '@grafana/ui';
import * as z from 'zod';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';
import { valuesOf } from './values.ts';

const options = z.object({
  displayMode: z.enum(BarGaugeDisplayMode).default(BarGaugeDisplayMode.Gradient),
  maxVizHeight: z.number().default(300),
  minVizHeight: z.number().default(16),
  minVizWidth: z.number().default(8),
  namePlacement: z.enum(BarGaugeNamePlacement).default(BarGaugeNamePlacement.Auto),
  orientation: z.enum(VizOrientation).default(VizOrientation.Auto),
  showUnfilled: z.boolean().default(true),
  valueMode: z.enum(BarGaugeValueMode).default(BarGaugeValueMode.Color),
});

export function BarGaugePanel(props: VisualizationProps) {
  const { theme, width, height } = props;
  const parsed = options.parse(props.options);
  const values = valuesOf(props, false);
  if (values.length === 0) {
    return <NoData {...props} />;
  }
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      width={width}
      height={height}
      source={values}
      getValues={() => values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      orientation={parsed.orientation}
      itemSpacing={8}
      minVizHeight={parsed.minVizHeight}
      minVizWidth={parsed.minVizWidth}
      maxVizHeight={parsed.maxVizHeight}
      renderCounter={0}
      renderValue={({ value, width: barWidth, height: barHeight, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
          text={{}}
          width={barWidth}
          height={barHeight}
          theme={theme}
          orientation={VizOrientation.Horizontal}
          displayMode={parsed.displayMode}
          namePlacement={parsed.namePlacement}
          showUnfilled={parsed.showUnfilled}
          valueDisplayMode={parsed.valueMode}
          alignmentFactors={alignmentFactors}
        />
      )}
    />
  );
}
