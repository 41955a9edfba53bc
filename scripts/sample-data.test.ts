import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import { parse } from 'yaml';
import { functionNames } from '../pkg/formula/functions.ts';
import { parseSettings } from '../pkg/model/parse-settings.ts';
import { dayText } from '../pkg/series/civil.ts';
import { makeSampleData } from './sample-data.ts';
import { tellStory } from './sample-data/story.ts';
import type { SampleData } from './sample-data/make.ts';

const today = '2026-08-21';
let directory: string;
let sample: SampleData;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

const first = '2025-07';
const last = '2026-07';

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'sample-data-'));
  sample = await makeSampleData(directory, { today });
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`
    CREATE VIEW charge AS
    SELECT *, strftime(ChargePeriodStart, '%Y-%m') AS month, replace(coalesce(Tags->>'team', Tags->>'Team', Tags->>'k8s_label_team'), 'chk', 'checkout') AS team
    FROM '${directory}/billing/focus/*.parquet';
    CREATE VIEW request AS SELECT *, strftime(timestamp, '%Y-%m') AS month FROM '${directory}/usage/api_requests.csv';`);
}, 30_000);

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(directory, { recursive: true });
});

async function row(sql: string): Promise<Record<string, Json>> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson()[0] ?? {};
}

async function number(sql: string): Promise<number> {
  return Number(Object.values(await row(sql))[0]);
}

/** First column to second. */
async function pairs(sql: string): Promise<ReadonlyMap<string, number>> {
  const reader = await connection.runAndReadAll(sql);
  return new Map(reader.getRowsJson().map(([team, value]) => [typeof team === 'string' ? team : '', Number(value)]));
}

describe('the sample bills', () => {
  it('hold a year and a month of three providers, by the hour and by the day, up to 36 hours before today', async () => {
    const found = await row(`
      SELECT count(*)::INT AS charges, count(DISTINCT ProviderName)::INT AS providers, strftime(min(ChargePeriodStart), '%Y-%m-%d') AS first,
        strftime(max(ChargePeriodEnd) FILTER (ChargePeriodEnd - ChargePeriodStart = INTERVAL 1 HOUR), '%Y-%m-%d %H:%M') AS hours_end,
        strftime(max(ChargePeriodEnd) FILTER (ChargePeriodEnd - ChargePeriodStart = INTERVAL 1 DAY), '%Y-%m-%d') AS days_end,
        count(DISTINCT team)::INT AS teams, count(DISTINCT BillingCurrency)::INT AS currencies
      FROM charge`);
    expect(found).toMatchObject({ providers: 3, first: '2025-07-01', teams: 9, currencies: 1 });
    expect(found).toMatchObject({ hours_end: '2026-08-19 12:00', days_end: '2026-08-19' });
    expect(found['charges']).toBe(sample.charges);
    expect(sample.charges).toBeGreaterThanOrEqual(250_000);
    expect(readdirSync(path.join(directory, 'billing/focus'))).toHaveLength(14);
  });

  it('hold purchases, credits, a refund, tax at month ends, and late corrections on later bills', async () => {
    const categories = await pairs('SELECT ChargeCategory, sum(BilledCost) FROM charge GROUP BY ALL');
    expect([...categories.keys()].sort()).toEqual(['Adjustment', 'Credit', 'Purchase', 'Tax', 'Usage']);
    expect(categories.get('Credit')).toBeLessThan(0);
    expect(categories.get('Adjustment')).toBeLessThan(0);
    expect(
      await number(
        "SELECT count(*) FROM charge WHERE ChargeCategory = 'Tax' AND ChargePeriodStart::DATE <> last_day(ChargePeriodStart)"
      )
    ).toBe(0);
    const corrections = await row(`
      SELECT count(*)::INT AS rows, count(*) FILTER (ChargePeriodStart < BillingPeriodStart)::INT AS old, count(*) FILTER (BilledCost < 0)::INT AS negative
      FROM charge WHERE ChargeClass = 'Correction'`);
    expect(Number(corrections['rows'])).toBeGreaterThan(50);
    expect(corrections['old']).toBe(corrections['rows']);
    expect(Number(corrections['negative'])).toBeGreaterThan(0);
  });

  it('balance the commitment: each day covered and unused usage come to a 365th of what was paid upfront', async () => {
    const upfront = await row(`
      SELECT sum(BilledCost) AS paid, sum(EffectiveCost) AS effective, count(*)::INT AS rows FROM charge
      WHERE ChargeCategory = 'Purchase' AND CommitmentDiscountId IS NOT NULL`);
    expect(upfront).toMatchObject({ effective: 0, rows: 1 });
    const days = await row(`
      SELECT min(cost) AS low, max(cost) AS high, sum(billed) AS billed, min(unused) AS least_unused FROM (
        SELECT ChargePeriodStart, sum(EffectiveCost) AS cost, sum(BilledCost) AS billed, sum(EffectiveCost) FILTER (CommitmentDiscountStatus = 'Unused') AS unused
        FROM charge WHERE ChargeCategory = 'Usage' AND CommitmentDiscountId IS NOT NULL GROUP BY ALL)`);
    const daily = Number(upfront['paid']) / 365;
    expect(Number(days['low'])).toBeCloseTo(daily, 4);
    expect(Number(days['high'])).toBeCloseTo(daily, 4);
    expect(days['billed']).toBe(0);
    expect(Number(days['least_unused'])).toBeGreaterThan(0);
  });

  it('leave 6 to 10% of each complete month untagged, and spell the tag of teams in several ways', async () => {
    const share = await row(`
      SELECT min(share) AS low, max(share) AS high FROM (
        SELECT sum(EffectiveCost) FILTER (team IS NULL) / sum(EffectiveCost) AS share FROM charge WHERE month <= '${last}' GROUP BY month)`);
    expect(Number(share['low'])).toBeGreaterThan(0.06);
    expect(Number(share['high'])).toBeLessThan(0.1);
    const spellings = await row(`
      SELECT count(*) FILTER (Tags->>'team' = 'chk') > 0 AS chk, count(*) FILTER (Tags->>'Team' IS NOT NULL) > 0 AS upper,
        count(*) FILTER (Tags->>'k8s_label_team' IS NOT NULL) > 0 AS label, count(*) FILTER (SubAccountId LIKE '00%') > 0 AS zeros FROM charge`);
    expect(spellings).toEqual({ chk: true, upper: true, label: true, zeros: true });
  });

  it('are given once more, storage alone, as a dataset that is not in the total', async () => {
    const storage = await number(`SELECT sum(EffectiveCost) FROM '${directory}/billing/storage/*.parquet'`);
    expect(storage).toBeCloseTo(
      await number("SELECT sum(EffectiveCost) FROM charge WHERE ServiceCategory = 'Storage'"),
      2
    );
  });
});

describe('the months of the story', () => {
  it.each([
    ['2026-08-02', '2025-06-01', '2026-06-01'],
    ['2026-08-03', '2025-07-01', '2026-07-01'],
    ['2026-08-31', '2025-07-01', '2026-07-01'],
    ['2026-01-01', '2024-11-01', '2025-11-01'],
  ])('made on %s begin with %s and end with %s, of which every charge has arrived', (made, begin, end) => {
    const story = tellStory(Date.parse(made) / 86_400_000);
    expect([dayText(story.first), dayText(story.lastMonth)]).toEqual([begin, end]);
  });
});

describe('the story', () => {
  const cost = `SELECT month, sum(EffectiveCost) AS cost FROM charge GROUP BY ALL`;
  const customers = () =>
    `SELECT strftime(day, '%Y-%m') AS month, avg(customers) AS customers FROM '${directory}/usage/customers_total.csv' GROUP BY ALL`;
  const change = (sql: string, value: string) =>
    number(
      `SELECT max(${value}) FILTER (month = '${last}') / max(${value}) FILTER (month = '${first}') - 1 FROM (${sql})`
    );

  it('raises the cost of a month by about 40% within a year', async () => {
    const rise = await change(cost, 'cost');
    expect(rise).toBeGreaterThan(0.37);
    expect(rise).toBeLessThan(0.43);
  });

  it('lowers the cost per active customer by about 20%', async () => {
    const fall = await change(`SELECT * FROM (${cost}) JOIN (${customers()}) USING (month)`, 'cost / customers');
    expect(fall).toBeGreaterThan(-0.23);
    expect(fall).toBeLessThan(-0.17);
  });

  it('counts fewer customers over all products than the products sum up to', async () => {
    const gap = await row(`
      SELECT min(total.customers / sums.customers) AS low, max(total.customers / sums.customers) AS high, count(*)::INT AS days
      FROM '${directory}/usage/customers_total.csv' total
      JOIN (SELECT day, sum(customers) AS customers FROM '${directory}/usage/customers.csv' GROUP BY day) sums USING (day)`);
    expect(Number(gap['low'])).toBeGreaterThan(0.7);
    expect(Number(gap['high'])).toBeLessThan(0.8);
    expect(gap['days']).toBe(416);
  });

  it('lets the cost per request rise by more than a quarter in search, and nowhere else', async () => {
    const changes = await pairs(`
      SELECT team, max(unit) FILTER (month = '${last}') / max(unit) FILTER (month = '${first}') - 1 FROM (
        SELECT team, month, cost / requests AS unit
        FROM (SELECT team, month, sum(EffectiveCost) AS cost FROM charge GROUP BY ALL)
        JOIN (SELECT team, month, sum(requests) AS requests FROM request GROUP BY ALL) USING (team, month)) GROUP BY team`);
    expect(changes.size).toBe(9);
    for (const [team, rise] of changes) {
      if (team === 'search') {
        expect(rise).toBeGreaterThan(0.25);
      } else {
        expect(rise).toBeLessThan(0.02);
      }
    }
  });

  it('steps up what search consumes per job and per request by half on the day of the regression', async () => {
    const day = dayText(sample.story.regression);
    const step = (usage: string) => `
      SELECT sum(quantity) FILTER (day >= DATE '${day}') / sum(units) FILTER (day >= DATE '${day}')
        / (sum(quantity) FILTER (day < DATE '${day}') / sum(units) FILTER (day < DATE '${day}'))
      FROM (SELECT ChargePeriodStart::DATE AS day, sum(ConsumedQuantity) AS quantity FROM charge
            WHERE team = 'search' AND ServiceName = 'Amazon OpenSearch Service' GROUP BY ALL) JOIN (${usage}) USING (day)
      WHERE day BETWEEN DATE '${day}' - 28 AND DATE '${day}' + 27`;
    const jobs = await number(
      step(`SELECT day, jobs AS units FROM '${directory}/usage/jobs.csv' WHERE squad = 'search'`)
    );
    const requests = await number(
      step("SELECT timestamp::DATE AS day, sum(requests) AS units FROM request WHERE team = 'search' GROUP BY ALL")
    );
    expect(jobs).toBeCloseTo(1.5, 1);
    expect(requests).toBeCloseTo(1.5, 1);
  });

  it('lowers the contracted price of BigQuery by 30% on the day of the discount, and no list price', async () => {
    const day = dayText(sample.story.discount);
    const prices = await row(`
      SELECT max(price) FILTER (after) / max(price) FILTER (NOT after) AS contracted, max(list) FILTER (after) / max(list) FILTER (NOT after) AS list
      FROM (SELECT ChargePeriodStart >= DATE '${day}' AS after, sum(EffectiveCost) / sum(ConsumedQuantity) AS price, sum(ListCost) / sum(ConsumedQuantity) AS list
            FROM charge WHERE ServiceName = 'BigQuery' GROUP BY ALL)`);
    expect(Number(prices['contracted'])).toBeCloseTo(0.7, 4);
    expect(Number(prices['list'])).toBeCloseTo(1, 4);
  });

  it('moves requests from catalog to messaging', async () => {
    const share = (team: string, month: string) =>
      number(`SELECT sum(requests) FILTER (team = '${team}') / sum(requests) FROM request WHERE month = '${month}'`);
    expect((await share('messaging', last)) - (await share('messaging', first))).toBeGreaterThan(0.06);
    expect((await share('catalog', last)) - (await share('catalog', first))).toBeLessThan(-0.06);
  });
});

describe('the sample settings', () => {
  it('are accepted without a problem, and point to files that exist', () => {
    const raw: unknown = parse(readFileSync(path.join(directory, 'settings.yaml'), 'utf8'));
    const settings = parseSettings(JSON.stringify(raw), functionNames);
    expect(settings.problems).toEqual([]);
    expect([...settings.catalog.kpis.keys()]).toContain('cost_per_customer');
    expect(settings.catalog.connections.get('exports')).toMatchObject({ path: path.resolve(directory) });
    const series = [...settings.catalog.metrics.values()].flatMap(({ source, total }) => [
      source,
      ...(total ? [total] : []),
    ]);
    for (const { location } of series.filter((one) => one.type === 'files')) {
      expect(statSync(path.join(directory, location)).size).toBeGreaterThan(0);
    }
    expect(statSync(path.join(directory, 'usage/api_requests.csv')).size).toBeLessThan(15e6);
  });
});

describe('making the sample again', () => {
  it('gives the same for the same seed and day, and something else for another seed', async () => {
    const sums = (from: string) =>
      row(
        `SELECT count(*)::INT AS n, sum(EffectiveCost::DECIMAL(28, 8))::VARCHAR AS cost, (SELECT sum(requests)::VARCHAR FROM '${from}/usage/api_requests.csv') AS requests FROM '${from}/billing/focus/*.parquet'`
      );
    const again = mkdtempSync(path.join(tmpdir(), 'sample-data-'));
    const before = await sums(directory);
    await makeSampleData(again, { today });
    expect(await sums(again)).toEqual(before);
    await makeSampleData(again, { today, seed: 2 });
    const other = await sums(again);
    expect(other['cost']).not.toBe(before['cost']);
    expect(other['requests']).not.toBe(before['requests']);
    rmSync(again, { recursive: true });
  }, 30_000);
});
