import type { Sql } from '../storage/sql.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { Maybe } from './expression/build.ts';
import type { SourceColumn } from './expression/source-columns.ts';

/** How the cells of a file are stored. */
export interface FileSchema {
  readonly kind: 'parquet' | 'csv' | 'json';
  /** CSV only. */
  readonly delimiter: string;
  /** JSON only: one array of rows rather than a row on each line. */
  readonly isArray?: boolean;
  /** Names as in the file, made unique; types as DuckDB's DESCRIBE prints them. CSV is all VARCHAR. */
  readonly columns: readonly SourceColumn[];
}

/** One FOCUS column as an expression over the rows of a file. */
export interface ChargeColumn {
  readonly expression: Sql;
  /** The engine's name of the expression's type. */
  readonly type: string;
}

/** A file's rows in FOCUS terms. */
export interface ChargeColumns {
  /** What their SQL is written in. */
  readonly dialect: Dialect;
  /** Undefined where the file has nothing for that FOCUS column. */
  column(focusName: string): ChargeColumn | undefined;
  /** Text of a tag; undefined where the file has no tags at all. */
  tag(key: string): Sql | undefined;
  /** True for a charge whose tags cannot be read; undefined where their type allows none such. */
  readonly malformedTags: Sql | undefined;
  /** What `column` answers to, for people. */
  readonly names: readonly string[];
}

/** How a file or table is read as charges, in no engine's words. */
export interface ChargeMapping {
  /** By FOCUS name, or by the source's own name of a column that FOCUS has not. */
  column(name: string): Maybe;
  tag(key: string): Maybe;
  /** What holds all tags as JSON text, where they are stored so. */
  readonly tagText?: Maybe;
  /** How many charges a row is; absent: one. `part` in the other expressions tells them apart. */
  readonly charges?: Maybe;
  readonly names: readonly string[];
}

/** A format of cost data: one file each, one line in the registry. */
export interface ChargeFormat {
  /** Equal for equal mappings. */
  readonly id: string;
  /** For people, such as `FOCUS 1.0 to 1.3`. */
  readonly title: string;
  readonly extensions: readonly string[];
  /** What ChargePeriodStart and BilledCost are called in its files: without them there is no cost by day. */
  readonly needs: { readonly ChargePeriodStart: string; readonly BilledCost: string };
  /** Fields of a row in JSON files, with DuckDB's types; other fields are not read. Absent: no JSON files. */
  readonly json?: readonly SourceColumn[];
  mapping(columns: readonly SourceColumn[], dialect: Dialect): ChargeMapping;
}
