import type { Grain } from '../model/grain.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import type { SourceRow } from '../query/metric-cells.ts';
import { dayText } from '../series/civil.ts';

/** Rows as they were parsed, for a person to compare with the source. */
export interface Sample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Dates as the metric's native grain knows them; instants of hourly metrics in UTC. */
export function sampleOf({ nativeGrain, dimensions }: UsageMetric, rows: readonly SourceRow[]): Sample {
  return {
    columns: ['date', 'value', ...Object.keys(dimensions)],
    rows: rows.map(({ time, value, keys }) => [timeText(time, nativeGrain), value, ...keys]),
  };
}

/** A line for each row below the one of the columns, for a terminal. */
export function sampleLines({ columns, rows }: Sample): readonly string[] {
  return rows.length === 0
    ? []
    : [
        `first ${rows.length === 1 ? 'row' : `${rows.length} rows`} as parsed: ${columns.join(' | ')}`,
        ...rows.map((row) => `  ${row.map((cell) => (cell === null ? '–' : String(cell))).join(' | ')}`),
      ];
}

function timeText(time: number, grain: Grain): string {
  return grain === 'hour' ? new Date(time).toISOString().replace(/:00\.000Z$/, 'Z') : dayText(time);
}
