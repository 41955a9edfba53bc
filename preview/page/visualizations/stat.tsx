import type { FieldDisplay } from '@grafana/data';
import { VizOrientation } from '@grafana/data';
import { PercentChangeColorMode } from '@grafana/schema';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  VizRepeater,
} from '@grafana/ui';
import * as z from 'zod';
import { NoData } from './no-data.tsx';
import type { VisualizationProps } from './types.ts';
import { valuesOf } from './values.ts';

const options = z.object({
  colorMode: z.enum(BigValueColorMode).default(BigValueColorMode.Value),
  graphMode: z.enum(BigValueGraphMode).default(BigValueGraphMode.Area),
  justifyMode: z.enum(BigValueJustifyMode).default(BigValueJustifyMode.Auto),
  orientation: z.enum(VizOrientation).default(VizOrientation.Auto),
  percentChangeColorMode: z.enum(PercentChangeColorMode).default(PercentChangeColorMode.Standard),
  textMode: z.enum(BigValueTextMode).default(BigValueTextMode.Auto),
});

export function StatPanel(props: VisualizationProps) {
  const { theme, width, height } = props;
  const { colorMode, graphMode, justifyMode, orientation, percentChangeColorMode, textMode } = options.parse(
    props.options
  );
  const values = valuesOf(props, graphMode !== BigValueGraphMode.None);
  if (values.length === 0) {
    return <NoData {...props} />;
  }
  return (
    <VizRepeater<FieldDisplay>
      width={width}
      height={height}
      source={values}
      getValues={() => values}
      orientation={orientation}
      renderCounter={0}
      renderValue={({ value, width: valueWidth, height: valueHeight, count }) => (
        <BigValue
          value={value.display}
          sparkline={value.sparkline}
          count={count}
          width={valueWidth}
          height={valueHeight}
          theme={theme}
          colorMode={colorMode}
          graphMode={graphMode}
          justifyMode={justifyMode}
          percentChangeColorMode={percentChangeColorMode}
          textMode={textMode}
        />
      )}
    />
  );
}
