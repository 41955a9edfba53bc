import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { bigqueryCells } from './bigquery-cells.ts';
import type { Dialect } from './dialect.ts';

const text = { kind: 'text', name: 'STRING' } as const;

/** GoogleSQL takes backslashes in quoted names and texts as escapes. */
function escaped(value: string, quote: string): string {
  const plain = value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${plain.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}${quote}`;
}

function identifier(name: string): Sql {
  return trusted(escaped(name, '`'));
}

/** A JSON path is a literal in GoogleSQL, never a bound value. */
function jsonText(of: Sql, key: string): Sql {
  const path = `$.${JSON.stringify(key)}`;
  return sql`JSON_VALUE(${of}, ${trusted(escaped(path, "'"))})`;
}

/** The struct of labels in an export, or JSON objects in an array. */
function firstValue(list: Sql, key: string, keyOf: Sql, valueOf: Sql): Sql {
  return sql`(SELECT ${valueOf} FROM UNNEST(${list}) AS label WITH OFFSET AS place WHERE ${keyOf} = ${key} ORDER BY place LIMIT 1)`;
}

export const bigquery: Dialect = {
  ...bigqueryCells,
  name: 'bigquery',
  scalars: {
    STRING: 'text',
    JSON: 'json',
    INT64: 'integer',
    INTEGER: 'integer',
    NUMERIC: 'decimal',
    BIGNUMERIC: 'decimal',
    FLOAT64: 'double',
    FLOAT: 'double',
  },
  text,
  integer: { kind: 'integer', name: 'INT64' },
  decimal: { kind: 'decimal', name: 'BIGNUMERIC' },
  double: { kind: 'double', name: 'FLOAT64' },
  identifier,
  literal: (value) => trusted(escaped(value, "'")),
  cast: (value, to) => sql`CAST(${value} AS ${trusted(to.name)})`,
  tryCast: (value, to) => sql`SAFE_CAST(${value} AS ${trusted(to.name)})`,
  field: (struct, name) => sql`${struct}.${identifier(name)}`,
  entry: {
    map: (of, key) => firstValue(of, key, trusted('label.key'), trusted('label.value')),
    struct: (of, key) => jsonText(sql`TO_JSON(${of})`, key),
    json: jsonText,
    text: jsonText,
  },
  // Its JSON functions give null for what is no JSON.
  validJson: (_, then) => then,
  pair: {
    list: (of, key) => firstValue(of, key, trusted('label.key'), trusted('label.value')),
    json: (of, key) =>
      firstValue(
        sql`JSON_QUERY_ARRAY(${of})`,
        key,
        trusted(`JSON_VALUE(label, '$.key')`),
        trusted(`JSON_VALUE(label, '$.value')`)
      ),
  },
  item: {
    list: (of, at) => sql`${of}[SAFE_ORDINAL(${at})]`,
    json: (of, at) => sql`JSON_QUERY_ARRAY(${of})[SAFE_ORDINAL(${at})]`,
  },
  length: {
    list: (of) => sql`ARRAY_LENGTH(${of})`,
    json: (of) => sql`ARRAY_LENGTH(JSON_QUERY_ARRAY(${of}))`,
  },
  orNull: (of) => sql`NULLIF(${of}, '')`,
  concat: (of) => sql`CONCAT(${join(of, ', ')})`,
  replace: (of, pattern, by) => sql`REGEXP_REPLACE(${of}, ${pattern}, ${by})`,
  startsWith: (of, prefix) => sql`STARTS_WITH(${of}, ${prefix})`,
  divide: (left, right) => sql`SAFE_DIVIDE(${left}, ${right})`,
  repeated: (rows, times, part) =>
    sql`(SELECT * FROM ${rows} CROSS JOIN UNNEST(GENERATE_ARRAY(0, ${times} - 1)) AS ${part})`,
};
