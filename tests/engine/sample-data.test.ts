import { DuckDBListValue } from '@duckdb/node-api';
import { framesOf, numbersOf } from './site.ts';
import { ask, bill, closeStory, openStory, sql as rowsOf, usage } from './story.ts';

/** The whole way of a query over the sample data against SQL written here, on the raw files. */
beforeAll(openStory, 120_000);
afterAll(closeStory);

async function sql(statement: string): Promise<number[][]> {
  return (await rowsOf(statement)).map((row) => row.map(Number));
}

const customers = () => usage('customers_total.csv');

/** Effective cost by day: a charge longer than a day is spread evenly over its days. */
const effectiveByDay = () => `
  WITH charges AS (
    SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, EffectiveCost::DECIMAL(38, 12) AS cost,
           greatest(1, date_diff('day', CAST(ChargePeriodStart AS TIMESTAMP), CAST(ChargePeriodEnd AS TIMESTAMP))) AS days
    FROM ${bill()}
  )
  SELECT day + CAST(i AS INTEGER) AS day, sum(cost::DOUBLE / days) AS cost FROM charges, range(days) r(i) GROUP BY 1`;

/** The same by team: three spellings of the tag, and chk for checkout. */
const effectiveByTeam = () => `
  WITH charges AS (
    SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, EffectiveCost::DECIMAL(38, 12) AS cost,
           coalesce(nullif(Tags->>'team', ''), nullif(Tags->>'Team', ''), nullif(Tags->>'k8s_label_team', '')) AS tag,
           greatest(1, date_diff('day', CAST(ChargePeriodStart AS TIMESTAMP), CAST(ChargePeriodEnd AS TIMESTAMP))) AS days
    FROM ${bill()}
  )
  SELECT day + CAST(i AS INTEGER) AS day, CASE tag WHEN 'chk' THEN 'checkout' ELSE tag END AS team, sum(cost::DOUBLE / days) AS cost
  FROM charges, range(days) r(i) GROUP BY ALL`;
const requests = () => `
  SELECT CAST("timestamp" AS TIMESTAMP)::DATE AS day, team, sum(requests) AS units
  FROM ${usage('api_requests.csv')} GROUP BY ALL`;
/** A squad without a row had no job that day. */
const jobs = () => `
  SELECT CAST(day AS DATE) AS day, CASE squad WHEN 'chk' THEN 'checkout' ELSE squad END AS team, sum(jobs) AS units
  FROM ${usage('jobs.csv')} GROUP BY ALL`;

describe('the sample data', () => {
  it('gives the billed cost of every month to the cent', async () => {
    const expected = await sql(
      `SELECT month(CAST(ChargePeriodStart AS TIMESTAMP)), sum(BilledCost::DECIMAL(38, 12)) FROM ${bill()}
       WHERE CAST(ChargePeriodStart AS TIMESTAMP) >= '2025-08-01' AND CAST(ChargePeriodStart AS TIMESTAMP) < '2026-07-01'
       GROUP BY date_trunc('month', CAST(ChargePeriodStart AS TIMESTAMP)), 1 ORDER BY date_trunc('month', CAST(ChargePeriodStart AS TIMESTAMP))`
    );
    const months =
      numbersOf(
        await ask(
          { formulas: [{ name: 'c', expression: 'cloud.billed_cost' }], grain: 'month' },
          '2025-08-01',
          '2026-07-01'
        )
      )['c'] ?? [];
    expect(months).toHaveLength(11);
    months.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]?.[1] ?? NaN, 2);
    });
  });

  it('gives cost per active customer by month as SQL does', async () => {
    const expected = await sql(
      `WITH cost AS (SELECT date_trunc('month', day) AS month, sum(cost) AS cost FROM (${effectiveByDay()}) GROUP BY 1),
            count AS (SELECT date_trunc('month', day) AS month, avg(customers) AS customers FROM ${customers()} GROUP BY 1)
       SELECT cost / customers FROM cost JOIN count USING (month) WHERE month >= '2025-08-01' AND month < '2026-07-01' ORDER BY month`
    );
    const months =
      numbersOf(
        await ask(
          { formulas: [{ name: 'c', expression: 'cost_per_customer' }], grain: 'month' },
          '2025-08-01',
          '2026-07-01'
        )
      )['c'] ?? [];
    expect(months).toHaveLength(11);
    months.forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]?.[0] ?? NaN, 9);
    });
  });

  it('gives one value over a range that is the ratio of its sums', async () => {
    const [[expected] = []] = await sql(
      `WITH cost AS (SELECT sum(cost) AS cost FROM (${effectiveByDay()}) WHERE day >= '2025-08-16' AND day < '2026-06-01'),
            count AS (SELECT avg(customers) AS customers FROM ${customers()} WHERE day >= '2025-08-16' AND day < '2026-06-01')
       SELECT cost / customers / (16 / 31.0 + 9) FROM cost, count`
    );
    const range = numbersOf(
      await ask(
        { formulas: [{ name: 'c', expression: 'cost_per_customer' }], result: 'numeric' },
        '2025-08-16',
        '2026-06-01'
      )
    );
    expect(range['c']?.[0]).toBeCloseTo(expected ?? NaN, 9);
  });

  it('gives cost per request by team and month as SQL does, with the tag spellings and values brought together', async () => {
    const expected = await rowsOf(
      `WITH cost AS (SELECT team, date_trunc('month', day) AS month, sum(cost) AS cost FROM (${effectiveByTeam()}) GROUP BY ALL),
            units AS (SELECT team, date_trunc('month', day) AS month, sum(units) AS units FROM (${requests()}) GROUP BY ALL)
       SELECT team, list(cost / (units / 1000) ORDER BY month) FROM cost JOIN units USING (team, month)
       WHERE month >= '2026-03-01' AND month < '2026-07-01' GROUP BY team ORDER BY team`
    );
    const query = { formulas: [{ expression: 'cost / (api_requests / 1000)' }], groupBy: ['team'], grain: 'month' };
    const byTeam = numbersOf(await ask(query, '2026-03-01', '2026-07-01'));
    expect(expected.length).toBeGreaterThan(5);
    for (const [team, list] of expected) {
      const months = byTeam[String(team)] ?? [];
      const figures = list instanceof DuckDBListValue ? list.items.map(Number) : [];
      expect(months).toHaveLength(4);
      expect(figures).toHaveLength(4);
      months.forEach((value, index) => {
        const figure = figures[index] ?? NaN;
        expect(Math.abs((value ?? NaN) - figure)).toBeLessThan(1e-9 * figure);
      });
    }
    expect(Object.keys(byTeam).sort()).toEqual([...expected.map(([team]) => String(team)), 'unattributed'].sort());
    expect(byTeam['unattributed']).toEqual([null, null, null, null]); // no request is without a team
  });

  it('gives the cost of a job over all teams as SQL does: the total is divided, the groups are not averaged', async () => {
    const [[expected] = []] = await sql(
      `WITH cost AS (SELECT sum(cost) AS cost FROM (${effectiveByDay()}) WHERE day >= '2026-03-10' AND day < '2026-07-04'),
            units AS (SELECT sum(units) AS units FROM (${jobs()}) WHERE day >= '2026-03-10' AND day < '2026-07-04')
       SELECT cost / units FROM cost, units`
    );
    const figure = expected ?? NaN;
    const isExpected = (value: number | null | undefined) => Math.abs((value ?? NaN) - figure) < 1e-9 * figure;
    const whole = { formulas: [{ name: 'c', expression: 'cost / ocr_jobs' }], result: 'numeric' };
    expect(numbersOf(await ask(whole, '2026-03-10', '2026-07-04'))['c']?.map(isExpected)).toEqual([true]);
    const grouped = {
      formulas: [
        { name: 'whole', expression: 'total(cost) / total(ocr_jobs)' },
        { name: 'own', expression: 'cost / ocr_jobs' },
      ],
      groupBy: ['team'],
      result: 'table',
    };
    const { whole: totals = [], own = [] } = numbersOf(await ask(grouped, '2026-03-10', '2026-07-04'));
    expect(totals.length).toBeGreaterThan(5);
    expect(totals.map(isExpected)).not.toContain(false);
    expect(own.map(isExpected)).not.toContain(true);
  });

  it('adds its groups up to the whole, unattributed cost included', async () => {
    const groups = numbersOf(
      await ask(
        {
          formulas: [{ name: 'c', expression: 'cost' }],
          groupBy: ['team', 'ServiceName'],
          result: 'table',
          limit: 1000,
        },
        '2026-01-01',
        '2026-07-01'
      )
    );
    const whole = numbersOf(
      await ask({ formulas: [{ name: 'c', expression: 'cost' }], result: 'table' }, '2026-01-01', '2026-07-01')
    );
    const sum = (groups['c'] ?? []).reduce<number>((total, value) => total + (value ?? 0), 0);
    expect(sum).toBeCloseTo(whole['c']?.[0] ?? NaN, 4);
    const folded = numbersOf(
      await ask(
        { formulas: [{ name: 'c', expression: 'cost' }], groupBy: ['team', 'ServiceName'], result: 'table', limit: 5 },
        '2026-01-01',
        '2026-07-01'
      )
    );
    expect((folded['c'] ?? []).reduce<number>((total, value) => total + (value ?? 0), 0)).toBeCloseTo(
      whole['c']?.[0] ?? NaN,
      4
    );
  });

  it('tells what it answers with', async () => {
    const [frame] = framesOf(
      await ask(
        { formulas: [{ expression: 'cost / api_requests' }], groupBy: ['team'], grain: 'month' },
        '2026-01-01',
        '2026-07-01'
      )
    );
    expect(frame?.meta.custom?.attributionCoverage).toBeGreaterThan(0.85);
    expect(frame?.meta.custom?.attributionCoverage).toBeLessThan(0.97); // 7 to 8% of the cost has no team
    expect(frame?.meta.executedQueryString).toContain(
      'cost = EffectiveCost of cloud (long charges spread), all charge categories'
    );
  });
});
