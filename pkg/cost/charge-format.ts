import type { Sql } from '../storage/sql.ts';

/** How the cells of a file are stored. */
export interface FileSchema {
  readonly kind: 'parquet' | 'csv';
  /** CSV only. */
  readonly delimiter: string;
  /** Names as in the file, made unique; types as DuckDB's DESCRIBE prints them. CSV is all VARCHAR. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** One FOCUS column as an expression over the rows of a file. */
export interface ChargeColumn {
  readonly expression: Sql;
  /** DuckDB's name of the expression's type. */
  readonly type: string;
}

/** A file's rows in FOCUS terms. */
export interface ChargeColumns {
  /** Undefined where the file has nothing for that FOCUS column. */
  column(focusName: string): ChargeColumn | undefined;
  /** Text of a tag; undefined where the file has no tags at all. */
  tag(key: string): Sql | undefined;
  /** True for a charge whose tags cannot be read; undefined where their type allows none such. */
  readonly malformedTags: Sql | undefined;
}

/** A file format of cost data: one file each, one line in the registry. */
export interface ChargeFormat {
  /** For people, such as `FOCUS 1.0 to 1.3`. */
  readonly title: string;
  readonly extensions: readonly string[];
  /**
   * @param checkJson Test tags for being JSON before reading them: slower, needed once malformed ones were met.
   */
  charges(schema: FileSchema, checkJson: boolean): ChargeColumns;
}
