import type { FieldDisplay } from '@grafana/data';
import { getFieldDisplayValues } from '@grafana/data';
import * as z from 'zod';
import type { VisualizationProps } from './types.ts';

const options = z.object({
  reduceOptions: z
    .object({
      calcs: z.array(z.string()).default(['lastNotNull']),
      fields: z.string().default(''),
      values: z.boolean().default(false),
    })
    .prefault({}),
  showPercentChange: z.boolean().default(false),
});

/** One value per series, as stat and bar gauge show them; series without a value are left out. */
export function valuesOf(props: VisualizationProps, sparkline: boolean): FieldDisplay[] {
  const { reduceOptions, showPercentChange } = options.parse(props.options);
  return getFieldDisplayValues({
    data: props.frames,
    fieldConfig: props.fieldConfig,
    reduceOptions,
    replaceVariables: props.replaceVariables,
    theme: props.theme,
    timeZone: props.timeZone,
    sparkline,
    percentChange: showPercentChange,
  }).filter(({ display }) => !Number.isNaN(display.numeric));
}
