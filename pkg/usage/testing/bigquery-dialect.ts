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
  const { column, function: called, timestamp } = node;
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
    if (name === 'IS_NAN') {
      return call('ISNAN', rest);
    }
    const [, week] = args;
    if (name === 'DATE_TRUNC' && isRecord(week) && isRecord(week['function'])) {
      const [first] = Array.isArray(week['function']['args']) ? (week['function']['args'] as readonly unknown[]) : [];
      return call('BQ_WEEK', [rest[0], text(wordOf(first))]);
    }
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value, parameters)]));
}

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
