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

/** The lists of one column, none of them null, whose items are structs of numbers. All items are numbered. */
export interface StructLists {
  /** The items of row i: from starts[i] to before ends[i]. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** By the position of the field; NaN where null. */
  readonly numbers: (field: number) => Float64Array;
}

/** A result of the embedded engine, which also nests rows. */
export interface EngineResult extends SqlResult {
  structLists(column: number): StructLists;
}

/** Whatever runs statements: the embedded engine, or a database over its API. */
export interface SqlRunner {
  run(sql: string, values: readonly SqlValue[], signal: AbortSignal): Promise<SqlResult>;
}

/** The embedded SQL engine, started on first use, locked down (design section 7). */
export interface SqlEngine extends SqlRunner {
  run(sql: string, values: readonly SqlValue[], signal: AbortSignal): Promise<EngineResult>;
  /** The directory for roll-ups and temporary files: ours, mode 0700. */
  readonly cacheDirectory: string;
  close(): Promise<void>;
}
