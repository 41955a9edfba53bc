import { usageMetricOn } from '../usage-metric.ts';
import { bigquery } from './bigquery.ts';

function problems(schema: typeof bigquery.connection | typeof bigquery.series, entry: object): readonly string[] {
  const parsed = schema.safeParse({ type: 'bigquery', ...entry });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const series = (entry: object) => problems(bigquery.series, entry);
const connection = (entry: object) => problems(bigquery.connection, { name: 'bq', project: 'acme-jobs', ...entry });

describe('a connection', () => {
  it('needs a project, and bounds what a query reads', () => {
    expect(bigquery.connection.parse({ name: 'bq', type: 'bigquery', project: 'acme-jobs' })).toEqual({
      name: 'bq',
      type: 'bigquery',
      project: 'acme-jobs',
      maximumBytesBilled: 10_000_000_000,
      labels: {},
      timeout: 20_000,
    });
    expect(connection({ project: 'example.com:acme', maximumBytesBilled: '1TiB' })).toEqual([]);
    expect(connection({ project: 'acme/../other' })).toEqual(['project: is not the id of a project']);
    expect(connection({ maximumBytesBilled: 'all' })).toHaveLength(1);
    expect(connection({ maximumBytesBilled: '0GB' })).toHaveLength(1);
  });

  it.each([
    ['https://bigquery.europe-west1.rep.googleapis.com/', []],
    ['http://127.0.0.1:9050', []],
    ['http://bigquery.internal', ['endpoint: must be https; http is for this machine alone']],
  ])('may have the endpoint %s: %j', (endpoint, wrong) => {
    expect(connection({ endpoint })).toEqual(wrong);
  });

  it('labels its jobs as BigQuery allows', () => {
    expect(connection({ labels: { 'cost-centre': 'finops_1' } })).toEqual([]);
    expect(connection({ labels: { team: 'two words' } })).toHaveLength(1);
  });
});

describe('a series', () => {
  it.each(['usage.jobs', 'acme-prod.usage.jobs', 'example.com:acme.usage.jobs', 'usage.Übersicht 2026'])(
    'may be the table %s',
    (table) => {
      expect(series({ table })).toEqual([]);
    }
  );

  it.each(['jobs', 'usage.events_*', 'a.b.c.d', 'usage.jobs`; DROP TABLE x', 'usage.jobs JOIN'.replace(' ', '\n')])(
    'is not the table %s',
    (table) => {
      expect(series({ table })).toEqual([
        'table: must be dataset.table or project.dataset.table; wildcards and functions belong into sql',
      ]);
    }
  );

  it.each(['day', 'labels.team', 'cost (EUR)'.replace(/[()]/g, '#')])('may have the column %s', (valueColumn) => {
    expect(series({ table: 'usage.jobs', valueColumn })).toEqual([]);
  });

  it.each(['jobs`', 'SUM(jobs)', 'jobs; --', ''])('cannot have the column %s', (valueColumn) => {
    expect(series({ table: 'usage.jobs', valueColumn })).toEqual([
      'valueColumn: is not a column of BigQuery; expressions belong into sql',
    ]);
  });

  it('is a table or SQL', () => {
    const sql = 'SELECT date, value FROM t WHERE date >= {{from}} AND date < {{to}}';
    expect(series({ sql })).toEqual([]);
    expect(series({ sql, table: null })).toEqual([]);
    expect(series({})).toEqual(['table: give table or sql']);
    expect(series({ sql, table: 'usage.jobs' })).toEqual([
      'sql: give table or sql, not both; in a total, null drops that of the metric',
    ]);
    expect(series({ sql, partitionColumn: 'day' })).toEqual([
      'partitionColumn: is for a table; in sql, write the condition yourself',
    ]);
  });

  it.each([
    ['SELECT 1', 'must be limited to the dates {{from}} and {{to}}; it lacks {{from}} and {{to}}'],
    ['SELECT {{from}}', 'must be limited to the dates {{from}} and {{to}}; it lacks {{to}}'],
    ['SELECT {{from}}, {{to}}, {{team}}', 'knows no placeholder {{team}}; there are {{from}} and {{to}}'],
    ["SELECT '{{from}}', {{to}}", '{{from}} and {{to}} are dates already; write them without quotes'],
  ])('is not the SQL %s', (sql, problem) => {
    expect(series({ sql })).toEqual([`sql: ${problem}`]);
  });
});

it('a metric is read again after six hours, or when it says so', () => {
  const entry = { name: 'jobs', connection: 'bq', table: 'a.b', unit: 'job', additivity: 'additive' };
  expect(usageMetricOn('bigquery').parse(entry).refresh).toBe(6 * 3_600_000);
  expect(usageMetricOn('bigquery').parse({ ...entry, refresh: '30m' }).refresh).toBe(1_800_000);
  expect(usageMetricOn('datadog').parse({ ...entry, query: 'sum:a{*}' }).refresh).toBe(3_600_000);
});
