import { Dialect as SqlDialect, init, transpile } from '@polyglot-sql/sdk';
import type { SqlEngine } from '../../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import type { ChargeFormat } from '../charge-format.ts';
import type { Maybe } from '../expression/build.ts';
import { partColumn, Renderer } from '../expression/render.ts';
import type { SourceColumn } from '../expression/source-columns.ts';
import { awsCur2 } from '../formats/aws-cur2.ts';
import { azureCost } from '../formats/azure-cost.ts';
import { focus } from '../formats/focus.ts';
import { gcpBilling } from '../formats/gcp-billing.ts';
import { never, openTestBills, type TestBills } from '../testing.ts';
import { bigquery } from './bigquery.ts';
import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';

let bills: TestBills;
let engine: SqlEngine;
beforeAll(async () => {
  bills = await openTestBills();
  await init();
  engine = bills.engine;
  // DuckDB counts items from 1 and gives null outside, as SAFE_ORDINAL does.
  await engine.run('CREATE MACRO safe_ordinal(n) AS n', [], never);
});
afterAll(async () => {
  await bills.close();
});

/** A question that touches every measure: sums by category and by one more key. */
function question(
  format: ChargeFormat,
  columns: readonly SourceColumn[],
  dialect: Dialect,
  key: string,
  amounts: readonly string[]
): Sql {
  const mapping = format.mapping(columns, dialect);
  const renderer = new Renderer(dialect, false);
  const written = (expression: Maybe): Sql => (expression ? renderer.render(expression).sql : trusted('NULL'));
  const rows = dialect.identifier('bill');
  const from = mapping.charges
    ? dialect.repeated(rows, written(mapping.charges), dialect.identifier(partColumn))
    : rows;
  const keyed = key.startsWith('tag:') ? mapping.tag(key.slice(4)) : mapping.column(key);
  const sums = amounts.map((name, index) => {
    const amount = dialect.tryCast(written(mapping.column(name)), dialect.double);
    return sql`SUM(${amount}) AS ${trusted(`a${index}`)}`;
  });
  return sql`SELECT ${written(mapping.column('ChargeCategory'))} AS category, ${written(keyed)} AS name, ${join(sums, ', ')}
    FROM ${from} GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST`;
}

/** Translated to DuckDB, with what the translator leaves in GoogleSQL. */
function translated(text: string): string {
  const { success, sql: statements, error } = transpile(text, SqlDialect.BigQuery, SqlDialect.DuckDB);
  expect(error ?? '').toBe('');
  expect(success).toBe(true);
  return (statements?.[0] ?? '')
    .replaceAll('\\\\', '\\')
    .replaceAll(" -> '$.", " ->> '$.") // JSON_VALUE gives text
    .replace(
      /UNNEST\(([^()]+)\) WITH ORDINALITY AS label/g,
      '(SELECT unnest($1) AS label, generate_subscripts($1, 1) AS place)'
    );
}

async function read(statement: Sql, text: string): Promise<unknown> {
  const result = await engine.run(text, statement.values, never);
  const names = result.names.map((name, index) =>
    name === 'category' || name === 'name' ? result.strings(index) : [...result.numbers(index)]
  );
  return names;
}

async function expectSame(
  format: ChargeFormat,
  columns: { readonly name: string; readonly bigquery: string; readonly duckdb: string }[],
  select: string,
  key: string,
  amounts: readonly string[]
): Promise<unknown> {
  await engine.run(`CREATE OR REPLACE TABLE bill AS ${select}`, [], never);
  const typed = (one: 'bigquery' | 'duckdb') => columns.map((column) => ({ name: column.name, type: column[one] }));
  const plain = question(format, typed('duckdb'), duckdb, key, amounts);
  const pushed = question(format, typed('bigquery'), bigquery, key, amounts);
  const expected = await read(plain, plain.text);
  expect(await read(pushed, translated(pushed.text))).toEqual(expected);
  return expected;
}

const measures = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost', 'ConsumedQuantity'];
const column = (name: string, inBigQuery: string, inDuckDb: string) => ({
  name,
  bigquery: inBigQuery,
  duckdb: inDuckDb,
});
const double = (name: string) => column(name, 'FLOAT64', 'DOUBLE');
const text = (name: string) => column(name, 'STRING', 'VARCHAR');

it('gives the same for Google Cloud exports: structs, labels, credits', async () => {
  const labels = ['ARRAY<STRUCT<key STRING, value STRING>>', 'STRUCT("key" VARCHAR, "value" VARCHAR)[]'] as const;
  const columns = [
    double('cost'),
    double('cost_at_list'),
    text('cost_type'),
    column('labels', ...labels),
    column('service', 'STRUCT<id STRING, description STRING>', 'STRUCT(id VARCHAR, description VARCHAR)'),
    column('invoice', 'STRUCT<month STRING>', 'STRUCT("month" VARCHAR)'),
    column('usage', 'STRUCT<amount FLOAT64>', 'STRUCT(amount DOUBLE)'),
    column(
      'credits',
      'ARRAY<STRUCT<name STRING, amount FLOAT64, id STRING, type STRING>>',
      'STRUCT("name" VARCHAR, amount DOUBLE, id VARCHAR, "type" VARCHAR)[]'
    ),
  ];
  const select = `SELECT i + 0.5 AS cost, i + 1.0::DOUBLE AS cost_at_list, ['regular', 'tax', 'adjustment'][1 + i % 3] AS cost_type,
    CASE WHEN i % 2 = 0 THEN [{'key': 'x', 'value': 'no'}, {'key': 'team', 'value': 't' || i % 4}, {'key': 'team', 'value': 'second'}] END AS labels,
    {'id': 'a', 'description': 's' || i % 2} AS service, {'month': '202403'} AS invoice, {'amount': i::DOUBLE} AS usage,
    CASE WHEN i % 5 < 2 THEN [{'name': 'n', 'amount': -0.25::DOUBLE, 'id': 'c', 'type': 'COMMITTED_USAGE_DISCOUNT'},
      {'name': 'm', 'amount': -1.0::DOUBLE, 'id': '', 'type': 'PROMOTION'}] END AS credits
    FROM range(20) t(i)`;
  for (const key of ['tag:team', 'ServiceName', 'BillingPeriodStart', 'CommitmentDiscountId']) {
    const answer = await expectSame(gcpBilling, columns, select, key, measures);
    expect(answer).toHaveLength(7);
  }
});

it('gives the same for CUR 2.0, with its maps as JSON', async () => {
  const numbers = ['line_item_unblended_cost', 'pricing_public_on_demand_cost', 'line_item_usage_amount'];
  const amortising = [
    'savings_plan_savings_plan_effective_cost',
    'savings_plan_total_commitment_to_date',
    'savings_plan_used_commitment',
    'reservation_effective_cost',
    'reservation_unused_amortized_upfront_fee_for_billing_period',
    'reservation_unused_recurring_fee',
  ];
  const columns = [
    ...[...numbers, ...amortising].map(double),
    ...['line_item_line_item_type', 'line_item_product_code', 'reservation_reservation_a_r_n'].map(text),
    column('resource_tags', 'JSON', 'JSON'),
  ];
  const types = [
    'Usage',
    'SavingsPlanCoveredUsage',
    'SavingsPlanNegation',
    'SavingsPlanRecurringFee',
    'DiscountedUsage',
  ];
  const more = ['RIFee', 'Fee', 'EdpDiscount', 'Tax', 'Credit', 'Refund'];
  const list = [...types, ...more].map((type) => `'${type}'`).join(', ');
  const values = [...numbers, ...amortising].map((name, index) => `(i + ${index} / 8)::DOUBLE AS ${name}`).join(', ');
  const select = `SELECT ${values}, [${list}][1 + i % 11] AS line_item_line_item_type, 'p' || i % 3 AS line_item_product_code,
    CASE WHEN i % 2 = 0 THEN 'ri' ELSE '' END AS reservation_reservation_a_r_n,
    CASE WHEN i % 3 > 0 THEN '{"user_team": "t' || i % 2 || '"}' END::JSON AS resource_tags FROM range(44) t(i)`;
  for (const key of ['tag:team', 'ServiceName', 'CommitmentDiscountStatus']) {
    await expectSame(awsCur2, columns, select, key, measures);
  }
});

it('gives the same for Azure cost details: text dates, products of prices', async () => {
  const columns = [
    ...['Date', 'ChargeType', 'PricingModel', 'MeterCategory'].map(text),
    ...['CostInBillingCurrency', 'Quantity', 'UnitPrice', 'PayGPrice'].map(double),
  ];
  const select = `SELECT '0' || 1 + i % 9 || '/05/2024' AS "Date", ['Usage', 'Purchase', 'UnusedReservation', 'Refund'][1 + i % 4] AS ChargeType,
    CASE WHEN i % 3 = 0 THEN 'Reservation' ELSE 'OnDemand' END AS PricingModel, 'm' || i % 2 AS MeterCategory,
    i / 4::DOUBLE AS CostInBillingCurrency, i::DOUBLE AS Quantity, 0.25::DOUBLE AS UnitPrice,
    CASE WHEN i % 5 > 0 THEN 0.5::DOUBLE END AS PayGPrice FROM range(24) t(i)`;
  for (const key of ['ServiceName', 'ChargePeriodStart', 'CommitmentDiscountStatus']) {
    await expectSame(azureCost, columns, select, key, measures);
  }
});

it('writes keys and names so that they stay what they are', () => {
  const nasty = `a'b\\c"d\`e\n`;
  const columns = [
    { name: nasty, type: 'STRING' },
    { name: 'Tags', type: 'JSON' },
  ];
  const renderer = new Renderer(bigquery, false);
  const mapping = focus.mapping(columns, bigquery);
  const rendered = (expression: Maybe) => (expression ? renderer.render(expression).sql : undefined);
  expect(rendered(mapping.column(nasty))?.text).toBe('`a\'b\\\\c"d\\`e\\n`');
  expect(rendered(mapping.tag(nasty))?.text).toBe(`JSON_VALUE(\`Tags\`, '$."a\\'b\\\\\\\\c\\\\"d\`e\\\\n"')`);
  const listed = focus.mapping([{ name: 'Tags', type: 'ARRAY<STRUCT<key STRING, value STRING>>' }], bigquery);
  expect(rendered(listed.tag(nasty))?.values).toEqual([nasty]);
});
