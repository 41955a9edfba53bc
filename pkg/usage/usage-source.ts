import type { Connection } from '../model/connections/connection.ts';
import type { Notice } from '../model/frame.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import type { Calendar } from '../series/calendar.ts';

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

/** Days since 1970-01-01 in the data source's calendar; `to` is exclusive. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** What is asked of a source. A plain value: as JSON it identifies the answer, with a fingerprint in place of the secrets. */
export interface UsageRequest {
  readonly metric: UsageMetric;
  readonly connection: Connection;
  readonly secrets: ConnectionSecrets;
  /** The data source's calendar: for hourly text without a zone, and for services that cut periods themselves. */
  readonly calendar: Calendar;
  /** Read the declared `total` series instead of the metric itself; its table has no dimensions. */
  readonly part: 'metric' | 'total';
  /** Whole years around what is asked, for connections that are read by range; absent for those read at once. */
  readonly days?: DayRange;
}

/** A connection by itself, whatever is read from it. */
export type ConnectionRequest = Pick<UsageRequest, 'connection' | 'secrets'>;

/** On whose behalf a service is asked: a metric's, or in a test the connection's own. */
export type Asker = ConnectionRequest & Partial<Pick<UsageRequest, 'metric'>>;

/** What the test of a connection has got to. */
export interface Reached {
  /** Such as `api.datadoghq.eu, which accepts the API key`. */
  readonly reached: string;
  /** What it does not show, and what would. */
  readonly remarks: readonly string[];
}

/** What a test of a saved metric shows beside its rows. */
export interface SourceDescription {
  /** Such as `api.datadoghq.eu, 3 series` or `2 files`. */
  readonly reached: string;
  readonly columns: readonly string[];
  /** Worth knowing: an estimate of the bytes a query reads, a rollup that differs from the native grain. */
  readonly remarks: readonly string[];
}

export interface UsageSource {
  /** Identifies the source as it is now; equal versions mean equal tables. */
  version(request: UsageRequest, signal: AbortSignal): Promise<string>;
  fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable>;
  /** For health and `check`. */
  describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription>;
  /** What is to be said of the values' age now. */
  notices(request: UsageRequest): readonly Notice[];
  /** Asks anew, and keeps the answer; what is kept stays where that fails. Absent where nothing is kept. */
  renew?(request: UsageRequest, signal: AbortSignal): Promise<void>;
  /** Days for which answers of the request's series are kept, whatever days it names. Asks for nothing. */
  keptDays?(request: UsageRequest): readonly DayRange[];
  /** Tries the connection as cheaply as its kind allows. Absent where only what is read from it can be tried. */
  probe?(request: ConnectionRequest, signal: AbortSignal): Promise<Reached>;
}

/**
 * A service behind a network. It only asks and parses: how long an answer holds, sharing, the copy on disk and what happens
 * when the service is down are the same for all and lie around it (`keep-fresh`).
 */
export type RemoteUsage = Pick<UsageSource, 'fetch' | 'describe' | 'probe'>;
