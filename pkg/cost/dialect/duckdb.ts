import { identifier, literal } from '../../storage/quote.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import type { ValueType } from '../expression/value-type.ts';
import type { Dialect } from './dialect.ts';
import { duckdbCells } from './duckdb-cells.ts';

const text = { kind: 'text', name: 'VARCHAR' } as const;

/** A JSON pointer takes any key literally: RFC 6901 escapes only ~ and /. */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function jsonText(of: Sql, key: string): Sql {
  return sql`json_extract_string(${of}, ${pointer(key)})`;
}

function cast(value: Sql, to: ValueType): Sql {
  return sql`CAST(${value} AS ${trusted(to.name)})`;
}

export const duckdb: Dialect = {
  ...duckdbCells,
  name: 'duckdb',
  scalars: {
    VARCHAR: 'text',
    JSON: 'json',
    TINYINT: 'integer',
    SMALLINT: 'integer',
    INTEGER: 'integer',
    BIGINT: 'integer',
    HUGEINT: 'integer',
    UTINYINT: 'integer',
    USMALLINT: 'integer',
    UINTEGER: 'integer',
    UBIGINT: 'integer',
    DECIMAL: 'decimal',
    FLOAT: 'double',
    DOUBLE: 'double',
  },
  text,
  integer: { kind: 'integer', name: 'BIGINT' },
  // Down to 1e-18 and up to 1e20, as amounts read from text are.
  decimal: { kind: 'decimal', name: 'DECIMAL(38, 18)' },
  double: { kind: 'double', name: 'DOUBLE' },
  identifier: (name) => trusted(identifier(name)),
  literal: (value) => trusted(literal(value)),
  cast,
  tryCast: (value, to) => sql`TRY_CAST(${value} AS ${trusted(to.name)})`,
  field: (struct, name) => sql`${struct}.${trusted(identifier(name))}`,
  entry: {
    map: (of, key) => cast(sql`map_extract_value(${of}, ${key})`, text),
    struct: (of, key) => jsonText(sql`to_json(${of})`, key),
    json: jsonText,
    text: jsonText,
  },
  validJson: (of, then) => sql`CASE WHEN json_valid(${of}) THEN ${then} END`,
  pair: {
    list: (of, key) => sql`(list_filter(${of}, lambda label: label."key" = ${key})[1])."value"`,
    json: (of, key) =>
      sql`json_extract_string(${of}, '$[*].value')[list_position(json_extract_string(${of}, '$[*].key'), ${key})]`,
  },
  item: {
    list: (of, at) => sql`list_extract(${of}, ${at})`,
    json: (of, at) => sql`json_extract(${of}, '/' || CAST(${at} - 1 AS VARCHAR))`,
  },
  length: {
    list: (of) => sql`len(${of})`,
    json: (of) => sql`CAST(json_array_length(${of}) AS BIGINT)`,
  },
  orNull: (of) => sql`nullif(${of}, '')`,
  concat: (of) => sql`(${join(of, ' || ')})`,
  replace: (of, pattern, by) => sql`regexp_replace(${of}, ${pattern}, ${by})`,
  startsWith: (of, prefix) => sql`starts_with(${of}, ${prefix})`,
  divide: (left, right) => sql`(${left} / nullif(${right}, 0))`,
  repeated: (rows, times, part) => sql`(SELECT *, unnest(range(${times})) AS ${part} FROM ${rows})`,
};
