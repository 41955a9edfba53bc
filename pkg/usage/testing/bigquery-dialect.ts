import { Dialect, generate, init, parse, transpile } from '@polyglot-sql/sdk';
import { isRecord } from '../../model/issues.ts';

/** A bound value as the API takes it. */
export interface BoundValue {
  readonly type: string;
  readonly value: string;
}

/** What BigQuery has and neither DuckDB nor the translation knows. The zones of DuckDB count in wall-clock time. */
export const macros = [
  // Whole hours of a zone's clock, told apart where it is turned back.
  `CREATE MACRO bq_timestamp_trunc(ts, unit, zone) AS CASE unit WHEN 'HOUR' THEN ts - to_seconds(epoch(ts AT TIME ZONE zone)::BIGINT % 3600) ELSE error('unit') END`,
  `CREATE MACRO bq_date(ts, zone) AS CAST(ts AT TIME ZONE zone AS DATE)`,
  `CREATE MACRO bq_timestamp(wall, zone) AS wall AT TIME ZONE zone`,
  `CREATE MACRO bq_week(day, first) AS CAST(day AS DATE) - CAST((isodow(day) - list_position(['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'], first) + 7) % 7 AS INTEGER)`,
  `CREATE MACRO bq_param_date(value) AS CAST(value AS DATE)`,
  `CREATE MACRO bq_param_datetime(value) AS CAST(value AS TIMESTAMP)`,
  `CREATE MACRO bq_param_timestamp(value) AS CAST(value AS TIMESTAMPTZ)`,
  `CREATE MACRO bq_param_string(value) AS value`,
  `CREATE MACRO bq_param_int64(value) AS CAST(value AS BIGINT)`,
  // Whole or in part: the translation takes it for a match of the whole.
  `CREATE MACRO bq_regexp_contains(value, pattern) AS regexp_matches(value, pattern)`,
  `CREATE MACRO bq_json_value(value, path) AS CASE WHEN json_valid(value) AND json_type(value, path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(value, path) END`,
  `CREATE MACRO bq_parse_json(value) AS CASE WHEN json_valid(value) THEN value END`,
  `CREATE MACRO bq_safe_ordinal(list, place) AS list_extract(list, place)`,
  `CREATE MACRO bq_value_of(list, wanted) AS list_filter(list, lambda one: one."key" = wanted)[1]."value"`,
  `CREATE MACRO bq_safe_timestamp(value) AS TRY_CAST(value AS TIMESTAMPTZ)`,
];

/** BigQuery's SQL with its parameters bound, as SQL of DuckDB. @throws where it is no SQL of BigQuery */
export async function toDuckDb(sql: string, parameters: ReadonlyMap<string, BoundValue>): Promise<string> {
  await init();
  const { success, ast, error } = parse(sql, Dialect.BigQuery);
  if (!success) {
    throw new Error(`Syntax error: ${error}`);
  }
  const rewritten = generate(rewrite(ast, parameters), Dialect.BigQuery);
  const translated = transpile(rewritten.sql?.[0] ?? '', Dialect.BigQuery, Dialect.DuckDB);
  const [text] = translated.sql ?? [];
  if (text === undefined) {
    throw new Error(`Syntax error: ${translated.error ?? rewritten.error ?? ''}`);
  }
  return text;
}

/** Puts our macros and the bound values in place of what the translation would drop. */
function rewrite(node: unknown, parameters: ReadonlyMap<string, BoundValue>): unknown {
  if (Array.isArray(node)) {
    return node.map((one) => rewrite(one, parameters));
  }
  if (!isRecord(node)) {
    return node;
  }
  const { column, function: called, timestamp, json_value: json, safe_cast: cast, data_type: type } = node;
  if (isRecord(column) && isRecord(column['name']) && String(column['name']['name']).startsWith('@')) {
    const name = String(column['name']['name']).slice(1);
    const bound = parameters.get(name);
    if (bound === undefined) {
      throw new Error(`Query parameter '${name}' not found`);
    }
    return call(`BQ_PARAM_${bound.type}`, [text(bound.value)]);
  }
  if (isRecord(timestamp) && isRecord(timestamp['zone'])) {
    return call('BQ_TIMESTAMP', [rewrite(timestamp['this'], parameters), rewrite(timestamp['zone'], parameters)]);
  }
  const ordinal = argumentOf(node['subscript'], 'SAFE_ORDINAL');
  if (ordinal !== undefined && isRecord(node['subscript'])) {
    return call('BQ_SAFE_ORDINAL', [rewrite(node['subscript']['this'], parameters), rewrite(ordinal, parameters)]);
  }
  const label = labelLookup(node);
  if (label !== undefined) {
    return call('BQ_VALUE_OF', [rewrite(label.list, parameters), rewrite(label.key, parameters)]);
  }
  if (isRecord(json)) {
    return call('BQ_JSON_VALUE', [rewrite(json['this'], parameters), json['path']]);
  }
  if (isRecord(cast) && isRecord(cast['to']) && cast['to']['data_type'] === 'timestamp') {
    return call('BQ_SAFE_TIMESTAMP', [rewrite(cast['this'], parameters)]);
  }
  if (type === 'custom' && node['name'] === 'BIGNUMERIC') {
    return { ...node, name: 'DECIMAL(38, 18)' };
  }
  if (isRecord(called) && Array.isArray(called['args'])) {
    const name = String(called['name']).toUpperCase();
    const args: readonly unknown[] = called['args'];
    const rest = args.map((one) => rewrite(one, parameters));
    if (name === 'TIMESTAMP_TRUNC') {
      return call('BQ_TIMESTAMP_TRUNC', [rest[0], text(wordOf(args[1])), rest[2] ?? text('UTC')]);
    }
    if (name === 'DATE' && args.length === 2) {
      return call('BQ_DATE', rest);
    }
    const renamed = renames[name];
    if (renamed !== undefined) {
      return call(renamed, rest);
    }
    const [, week] = args;
    if (name === 'DATE_TRUNC' && isRecord(week) && isRecord(week['function'])) {
      const [first] = Array.isArray(week['function']['args']) ? (week['function']['args'] as readonly unknown[]) : [];
      return call('BQ_WEEK', [rest[0], text(wordOf(first))]);
    }
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value, parameters)]));
}

/** The one argument of a function in an array's subscript. */
function argumentOf(subscript: unknown, name: string): unknown {
  const index = at(subscript, 'index', 'function');
  return at(index, 'name') === name ? at(index, 'args', 0) : undefined;
}

/** `(SELECT value FROM UNNEST(list) … WITH OFFSET … WHERE key = … LIMIT 1)`, whose offset the translation drops. */
function labelLookup(node: unknown): { readonly list: unknown; readonly key: unknown } | undefined {
  const select = at(node, 'subquery', 'this', 'select');
  const unnest = at(select, 'from', 'expressions', 0, 'unnest');
  const key = at(select, 'where_clause', 'this', 'eq', 'right');
  return isRecord(at(unnest, 'offset_alias')) && key !== undefined ? { list: at(unnest, 'this'), key } : undefined;
}

function at(node: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof key === 'number'
        ? Array.isArray(inner)
          ? (inner as readonly unknown[])[key]
          : undefined
        : isRecord(inner)
          ? inner[key]
          : undefined,
    node
  );
}

const renames: Readonly<Record<string, string>> = {
  IS_NAN: 'ISNAN',
  REGEXP_CONTAINS: 'BQ_REGEXP_CONTAINS',
  'SAFE.PARSE_JSON': 'BQ_PARSE_JSON',
};

function wordOf(node: unknown): string {
  const word = isRecord(node) && isRecord(node['var']) ? node['var']['this'] : undefined;
  return typeof word === 'string' ? word : '';
}

function text(value: string): unknown {
  return { literal: { literal_type: 'string', value } };
}

function call(name: string, args: readonly unknown[]): unknown {
  return {
    function: {
      name,
      args,
      distinct: false,
      trailing_comments: [],
      use_bracket_syntax: false,
      no_parens: false,
      quoted: false,
    },
  };
}
