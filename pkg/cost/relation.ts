import { identifier, literal } from '../storage/quote.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import type { FileSchema } from './charge-format.ts';

/** Takes what a CSV row has beyond its header: such a row's cells have shifted and cannot be trusted. */
export const overflowColumn = 'cells beyond the header';

export interface ReadOptions {
  /** Number the rows from 0 as `row_number`, in file order; for one file at a time. */
  readonly numbered?: boolean;
  /** Leave the texts NULL and (null) as they are. */
  readonly keepTextNulls?: boolean;
  /** Say of each row which file it is from. */
  readonly withFile?: boolean;
}

/** The real path of a row's file; beside the file's own columns, so no name that a bill would have. */
export const fileColumn = 'unit economics file';

/** The rows of files with one schema, as a FROM item. */
export function relation(schema: FileSchema, paths: readonly string[], options: ReadOptions = {}): Sql {
  // DuckDB's own column of that name gets lost in a SELECT *.
  const named = options.withFile === true ? trusted(`, filename = ${literal(fileColumn)}`) : trusted('');
  if (schema.kind === 'parquet') {
    return options.numbered === true
      ? sql`(SELECT *, file_row_number AS row_number FROM read_parquet(${paths}, hive_partitioning = false, file_row_number = true${named}))`
      : sql`read_parquet(${paths}, hive_partitioning = false${named})`;
  }
  if (schema.kind === 'json') {
    return numberedBy(options, jsonRows(schema, paths, named));
  }
  const names = [...schema.columns.map(({ name }) => name), overflowColumn];
  const columns = join(
    names.map((name) => trusted(`${literal(name)}: 'VARCHAR'`)),
    ', '
  );
  const csv = sql`read_csv(${paths}, columns = {${columns}}, auto_detect = false, header = true, delim = ${schema.delimiter},
    quote = '"', escape = '"', nullstr = ${options.keepTextNulls === true ? [''] : ['NULL', '(null)', '']}, null_padding = true, strict_mode = false, hive_partitioning = false${named},
    parallel = ${options.numbered !== true})`;
  return numberedBy(options, csv);
}

function numberedBy({ numbered }: ReadOptions, rows: Sql): Sql {
  return numbered === true ? sql`(SELECT *, row_number() OVER () - 1 AS row_number FROM ${rows})` : rows;
}

/** Only the named fields, so that files agree whatever their rows leave out. On lines of their own a bad row costs itself. */
function jsonRows({ columns, isArray }: FileSchema, paths: readonly string[], named: Sql): Sql {
  const fields = join(
    columns.map(({ name, type }) => trusted(`${literal(name)}: ${literal(type)}`)),
    ', '
  );
  const layout = trusted(isArray === true ? `format = 'array'` : `format = 'newline_delimited', ignore_errors = true`);
  return sql`read_json(${paths}, columns = {${fields}}, ${layout}, hive_partitioning = false${named})`;
}

/** True where a row has more cells than the header. */
export function hasShifted(schema: { readonly kind: string }): Sql | undefined {
  return schema.kind === 'csv' ? trusted(`${identifier(overflowColumn)} IS NOT NULL`) : undefined;
}
