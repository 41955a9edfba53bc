import type { DataFrame, FieldConfigSource, GrafanaTheme2, InterpolateFunction, TimeRange } from '@grafana/data';

/** What every visualization gets: frames with the panel's field configuration applied, and a place to draw. */
export interface VisualizationProps {
  readonly frames: DataFrame[];
  readonly fieldConfig: FieldConfigSource;
  readonly options: Readonly<Record<string, unknown>>;
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly theme: GrafanaTheme2;
  readonly replaceVariables: InterpolateFunction;
  readonly width: number;
  readonly height: number;
}
