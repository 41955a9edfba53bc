import type { DataFrame, FieldConfigSource, GrafanaTheme2, InterpolateFunction } from '@grafana/data';
import { applyFieldOverrides, cacheFieldDisplayNames } from '@grafana/data';
import { fieldConfigRegistry } from './field-config-registry.ts';

/** The panel's field configuration on top of what the data source says of its fields, by Grafana's own rules. */
export function applied(
  frames: readonly DataFrame[],
  fieldConfig: FieldConfigSource,
  theme: GrafanaTheme2,
  timeZone: string,
  replaceVariables: InterpolateFunction
): DataFrame[] {
  const changed = applyFieldOverrides({
    data: [...frames],
    fieldConfig,
    fieldConfigRegistry,
    replaceVariables,
    theme,
    timeZone,
  });
  // Tables and tooltips look only at names that are already worked out.
  cacheFieldDisplayNames(changed);
  return changed;
}
