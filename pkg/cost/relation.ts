import { identifier, literal } from '../storage/quote.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import type { FileSchema } from './charge-format.ts';

/** Takes what a CSV row has beyond its header. */
const overflowColumn = 'cells beyond the header';
/** In words why the cells of a CSV row may have shifted and cannot be trusted; null for a row like its header. */
export const shiftColumn = 'unit economics shift';
/** Stands in no bill: DuckDB takes nothing for NULL but cells that a row does not have. */
const noCell = '\u0001';

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
  return numberedBy(options, csvRows(schema, paths, options, named));
}

/** Every cell is read as it is written, so that an empty cell is not taken for one that is not there. */
function csvRows({ columns, delimiter }: FileSchema, paths: readonly string[], options: ReadOptions, named: Sql): Sql {
  const types = [...columns.map(({ name }) => name), overflowColumn].map((name) => trusted(`${literal(name)}: 'VARCHAR'`)); // prettier-ignore
  const cells = sql`read_csv(${paths}, columns = {${join(types, ', ')}}, auto_detect = false, header = true, delim = ${delimiter},
    quote = '"', escape = '"', nullstr = ${[noCell]}, null_padding = true, strict_mode = false, hive_partitioning = false${named},
    parallel = ${options.numbered !== true})`;
  const absent = options.keepTextNulls === true ? `''` : `'', 'NULL', '(null)'`;
  const read = columns.map(({ name }) => identifier(name)).map((name) => trusted(`CASE WHEN ${name} IN (${absent}) THEN NULL ELSE ${name} END AS ${name}`)); // prettier-ignore
  const last = identifier(columns.at(-1)?.name ?? '');
  const shift = trusted(`CASE WHEN ${identifier(overflowColumn)} <> '' THEN 'it has more cells than the header' WHEN ${last} IS NULL THEN 'it has fewer cells than the header' END AS ${identifier(shiftColumn)}`); // prettier-ignore
  const file = options.withFile === true ? [trusted(identifier(fileColumn))] : [];
  return sql`(SELECT ${join([...read, shift, ...file], ', ')} FROM ${cells})`;
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

/** True where a row has more or fewer cells than the header. */
export function hasShifted(schema: { readonly kind: string }): Sql | undefined {
  return schema.kind === 'csv' ? trusted(`${identifier(shiftColumn)} IS NOT NULL`) : undefined;
}
