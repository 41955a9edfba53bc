import type { Connection } from '../model/connection.ts';
import type { UsageMetric } from '../model/usage-metric.ts';

/** A metric's rows as they are, typed and in columns, before any aggregation. */
export interface UsageTable {
  /**
   * When each row counts: for a native grain of a day or coarser the calendar day (days since 1970-01-01, as written,
   * whatever zone the text names); for `hour` the instant in ms.
   */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** One column per dimension of the metric, in the order of `metric.dimensions`; null where the cell is empty. */
  readonly dimensions: readonly (readonly (string | null)[])[];
  readonly rows: number;
  readonly badRows: number;
  /** At most five, such as `usage/jobs.csv line 7: "n/a" in column jobs is not a number`. */
  readonly badSamples: readonly string[];
}

export interface UsageRequest {
  readonly metric: UsageMetric;
  readonly connection: Connection;
  /** For hourly text without a zone. */
  readonly timezone: string;
  /** Read the declared `total` series instead of the metric itself; its table has no dimensions. */
  readonly part: 'metric' | 'total';
}

export interface UsageSource {
  /** Identifies the source as it is now; equal versions mean equal tables. */
  version(request: UsageRequest, signal: AbortSignal): Promise<string>;
  fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable>;
  /** Column names, for health and `check`. */
  columns(request: UsageRequest, signal: AbortSignal): Promise<readonly string[]>;
}
