import type { z } from 'zod';
import { sampleSettings } from '../../scripts/sample-data/settings-file.ts';
import { type dashboard, openProvisioned, type Provisioned, ranges, readDashboard, sql } from './provisioned.ts';

type Dashboard = z.output<typeof dashboard>;
type Panel = Dashboard['panels'][number];

const unitEconomics = readDashboard('unit-economics');
const team = readDashboard('team');
const dashboards = [unitEconomics, team];
let site: Provisioned;

beforeAll(async () => {
  site = await openProvisioned();
}, 60_000);
afterAll(() => site.end());

const rangeOf = ({ timeFrom }: Panel) => (timeFrom ? ranges.halfYear : ranges.dashboard);

/** Values of one panel by the field's team or formula or, without them, its name. */
async function valuesOf(model: Dashboard, title: string) {
  const found = model.panels.find((candidate) => candidate.title === title)!;
  const results = await site.ask(found.targets, rangeOf(found));
  const values = new Map<string, (number | string | null)[]>();
  for (const { schema, data } of Object.values(results).flatMap(({ frames }) => frames)) {
    schema.fields.forEach(({ name, type, labels }, index) => {
      if (type !== 'time') {
        values.set(labels?.['team'] ?? labels?.['formula'] ?? name, data.values[index] ?? []);
      }
    });
  }
  return values;
}

/** Effective cost by day and team: a charge longer than a day is spread evenly over its days. */
const cost = () => `
  SELECT day + CAST(i AS INTEGER) AS day, coalesce(nullif(team, 'chk'), 'checkout') AS team, sum(cost / days) AS cost FROM (
    SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, EffectiveCost::DOUBLE AS cost,
           coalesce(Tags->>'$.team', Tags->>'$.Team', Tags->>'$.k8s_label_team', 'unattributed') AS team,
           greatest(1, date_diff('day', CAST(ChargePeriodStart AS TIMESTAMP), CAST(ChargePeriodEnd AS TIMESTAMP))) AS days
    FROM '${site.directory}/billing/focus/*.parquet'), range(days) r(i) GROUP BY ALL`;
const requests = () =>
  `SELECT timestamp::DATE AS day, team, sum(requests) AS requests FROM '${site.directory}/usage/api_requests.csv' GROUP BY ALL`;
/** USD per million requests by team, from the first day to before the last one. */
const unitCost = (from: string, to: string) => `
  SELECT team, cost / requests * 1e6 AS unit FROM
    (SELECT team, sum(cost) AS cost FROM (${cost()}) WHERE day >= DATE '${from}' AND day < DATE '${to}' GROUP BY ALL)
    JOIN (SELECT team, sum(requests) AS requests FROM (${requests()}) WHERE day >= DATE '${from}' AND day < DATE '${to}' GROUP BY ALL)
    USING (team)`;

const panels = dashboards.flatMap((model) => model.panels.map((found) => [model.uid, found.title, found] as const));

describe('the provisioned dashboards', () => {
  it.each(panels)('%s: every query of "%s" answers with data', async (_, __, found) => {
    const results = await site.ask(found.targets, rangeOf(found));
    expect(Object.keys(results)).toEqual(found.targets.map(({ refId }) => refId));
    for (const { error, frames } of Object.values(results)) {
      expect(error).toBeUndefined();
      const numbers = frames.flatMap(({ schema, data }) =>
        schema.fields.flatMap(({ type }, index) => (type === 'number' ? (data.values[index] ?? []) : []))
      );
      expect(numbers.filter((value) => value !== null).length).toBeGreaterThan(0);
    }
  });

  it('ask a question in every title, and say in a description what the picture shows', () => {
    for (const [, title, { description }] of panels) {
      expect(title).toMatch(/^[A-Z].*\?$/);
      expect(description).not.toBe('');
    }
  });

  it("are set to the data source's time zone", () => {
    expect(dashboards.map(({ timezone }) => timezone)).toEqual(
      dashboards.map(() => sampleSettings('').timezone?.toLowerCase())
    );
  });
});

describe('the story in the pictures', () => {
  it('tells what SQL tells: spend and customers by month, and what one of them costs', async () => {
    const months = await sql(`
      SELECT strftime(month, '%Y-%m'), cost, customers, cost / customers FROM
        (SELECT date_trunc('month', day) AS month, sum(cost) AS cost FROM (${cost()}) GROUP BY ALL)
        JOIN (SELECT date_trunc('month', day) AS month, avg(customers) AS customers FROM '${site.directory}/usage/customers_total.csv' GROUP BY ALL)
        USING (month) WHERE month < DATE '2026-08-01' ORDER BY month`);
    const shown = await valuesOf(unitEconomics, 'Does the bill grow faster than the business?');
    expect(months.size).toBe(13);
    for (const [name, column] of [
      ['Spend', 0],
      ['Active customers', 1],
      ['Cost per active customer', 2],
    ] as const) {
      const values = shown.get(name) ?? [];
      expect(values).toHaveLength(13);
      [...months.values()].forEach((expected, index) => {
        expect(Number(values[index]) / expected[column]!).toBeCloseTo(1, 9);
      });
    }
    const [first, last] = [[...months.values()].at(0)!, [...months.values()].at(-1)!];
    expect(last[0]! / first[0]!).toBeGreaterThan(1.38);
    expect(last[2]! / first[2]!).toBeLessThan(0.83);
  });

  it('shows by team what SQL shows, and a rise in search alone', async () => {
    const first = await sql(unitCost('2025-07-01', '2025-08-01'));
    const last = await sql(unitCost('2026-07-01', '2026-08-01'));
    const shown = await valuesOf(unitEconomics, 'In which team does a million requests get dearer?');
    expect([...shown.keys()].sort()).toEqual([...first.keys()].sort());
    for (const [name, values] of shown) {
      expect(Number(values.at(0)) / first.get(name)![0]!).toBeCloseTo(1, 9);
      expect(Number(values.at(-1)) / last.get(name)![0]!).toBeCloseTo(1, 9);
      expect(Number(values.at(-1)) > Number(values.at(0))).toBe(name === 'search');
    }
  });

  it('compares the half-year with as many complete days before it, as SQL does', async () => {
    // Charges end 36 hours before today: the last complete day is 2026-08-18, the first of the range 2026-02-22.
    const now = await sql(unitCost('2026-02-22', '2026-08-19'));
    const before = await sql(unitCost('2025-08-28', '2026-02-22'));
    const shown = await valuesOf(unitEconomics, 'Who got dearer per request in half a year?');
    expect([...shown.keys()].sort()).toEqual([...now.keys()].sort());
    for (const [name, [value]] of shown) {
      expect(value).toBeCloseTo(now.get(name)![0]! / before.get(name)![0]! - 1, 9);
      expect(Number(value) > 0.02).toBe(name === 'search');
    }
  });

  it('names the two services that make search dearer', async () => {
    const shown = await valuesOf(team, 'Which services of $team grew faster than its requests?');
    const change = new Map(
      (shown.get('service') ?? []).map((name, index) => [name, Number(shown.get('Change per request')?.[index])])
    );
    const dearer = [...change].filter(([, value]) => value > 0.2).map(([name]) => name);
    expect(dearer.sort()).toEqual(['Amazon Elastic Compute Cloud', 'Amazon OpenSearch Service']);
  });
});
