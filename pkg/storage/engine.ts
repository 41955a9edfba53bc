/** A value that DuckDB binds: never pasted into SQL. */
export type SqlValue = string | number | boolean | null | readonly string[];

/** Columns of a result by position. Text and numbers only: the SQL casts to VARCHAR, DOUBLE or INTEGER. */
export interface SqlResult {
  readonly names: readonly string[];
  readonly rowCount: number;
  strings(column: number): readonly (string | null)[];
  /** NaN where null. */
  numbers(column: number): Float64Array;
}

/** The embedded SQL engine, started on first use, locked down (design section 7). */
export interface SqlEngine {
  run(sql: string, values: readonly SqlValue[], signal: AbortSignal): Promise<SqlResult>;
  /** The directory for roll-ups and temporary files: ours, mode 0700. */
  readonly cacheDirectory: string;
  close(): Promise<void>;
}
