import type { z } from 'zod';
import { sampleSettings } from '../../scripts/sample-data/settings-file.ts';
import {
  type dashboard,
  dashboardNames,
  openProvisioned,
  type Provisioned,
  ranges,
  readDashboard,
  savedVariables,
  sql,
  withValues,
} from './provisioned.ts';

type Dashboard = z.output<typeof dashboard>;
type Panel = Dashboard['panels'][number];

const unitEconomics = readDashboard('unit-economics');
const team = readDashboard('team');
const drivers = readDashboard('drivers');
const executive = readDashboard('executive');
const dashboards = dashboardNames.map(readDashboard);
let site: Provisioned;

beforeAll(async () => {
  site = await openProvisioned();
}, 60_000);
afterAll(() => site.end());

const panelRanges = { '180d': ranges.halfYear, '13M': ranges.yearAndMonth, 'now/M': ranges.thisMonth };
const dashboardRanges = { 'now-13M/M': ranges.dashboard, 'now-1M/M': ranges.lastMonth };
const rangeOf = ({ time }: Dashboard, { timeFrom }: Panel) =>
  timeFrom ? panelRanges[timeFrom] : dashboardRanges[time.from];

/** Values of one panel by the field's team or formula or, without them, its name. */
async function valuesOf(model: Dashboard, title: string) {
  const found = model.panels.find((candidate) => candidate.title === title)!;
  const results = await site.ask(found.targets, rangeOf(model, found), savedVariables(model));
  const values = new Map<string, (number | string | boolean | null)[]>();
  const tables = Object.values(results).flatMap(({ frames: [first, ...more] }) =>
    first === undefined ? [] : first.schema.meta.type === 'table' ? [first] : [first, ...more]
  ); // of several tables a panel shows the first
  for (const { schema, data } of tables) {
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
/** Cost and requests by team, from the first day to before the last one. */
const costAndRequests = (from: string, to: string) => `
  SELECT team, cost, requests FROM
    (SELECT team, sum(cost) AS cost FROM (${cost()}) WHERE day >= DATE '${from}' AND day < DATE '${to}' GROUP BY ALL)
    JOIN (SELECT team, sum(requests) AS requests FROM (${requests()}) WHERE day >= DATE '${from}' AND day < DATE '${to}' GROUP BY ALL)
    USING (team)`;
/** USD per million requests by team, from the first day to before the last one. */
const unitCost = (from: string, to: string) =>
  `SELECT team, cost / requests * 1e6 AS unit FROM (${costAndRequests(from, to)})`;

const panels = dashboards.flatMap((model) =>
  model.panels.map((found) => [model.uid, found.title, model, found] as const)
);

describe('the provisioned dashboards', () => {
  it.each(panels)('%s: every query of "%s" answers with data', async (_, __, model, found) => {
    const results = await site.ask(found.targets, rangeOf(model, found), savedVariables(model));
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
    for (const [, title, , { description }] of panels) {
      expect(title).toMatch(/^[A-Z].*\?$/);
      expect(description).not.toBe('');
    }
  });

  it.each(dashboards.map((model) => [model.uid, model] as const))('%s leads to the report, which is there', async (_, model) => {
    const reports = model.links.filter(({ url }) => url.includes('/resources/'));
    expect(reports).toHaveLength(1);
    for (const { url } of reports) {
      const { pathname, search } = new URL(withValues(url, savedVariables(model)), 'http://grafana');
      const [, uid = '', path = ''] = /^\/api\/datasources\/uid\/(\w+)\/resources\/(\w+)$/.exec(pathname) ?? [];
      const { status, contentType, body } = await site.api.resource(uid, 'GET', path, search, Buffer.alloc(0));
      expect([status, contentType]).toEqual([200, 'text/html; charset=utf-8']);
      const title = model.uid === team.uid ? 'Unit economics of search, July 2026' : 'Unit economics, July 2026';
      expect(Buffer.from(body as Uint8Array).toString()).toContain(`<h1>${title}</h1>`);
    }
  }); // prettier-ignore

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
    const shown = await valuesOf(unitEconomics, 'Who got dearer?');
    expect([...shown.keys()].sort()).toEqual([...now.keys()].sort());
    for (const [name, [value]] of shown) {
      expect(value).toBeCloseTo(now.get(name)![0]! / before.get(name)![0]! - 1, 9);
      expect(Number(value) > 0.02).toBe(name === 'search');
    }
  });

  it('names the two services that make search dearer', async () => {
    const shown = await valuesOf(team, 'Which services got dearer?');
    const change = new Map(
      (shown.get('service') ?? []).map((name, index) => [name, Number(shown.get('Change per request')?.[index])])
    );
    const dearer = [...change].filter(([, value]) => value > 0.2).map(([name]) => name);
    expect(dearer.sort()).toEqual(['Amazon Elastic Compute Cloud', 'Amazon OpenSearch Service']);
  });

  it('splits the change of each team into effects that add up to what SQL shows', async () => {
    const before = await sql(costAndRequests('2026-06-01', '2026-07-01'));
    const after = await sql(costAndRequests('2026-07-01', '2026-08-01'));
    const shown = await valuesOf(drivers, 'Which teams moved it?');
    const column = (name: string) => (shown.get(name) ?? []).map(Number);
    const teams = (shown.get('team') ?? []).map(String);
    expect(teams.filter((name) => after.has(name)).sort()).toEqual([...after.keys()].sort());
    teams.forEach((name, row) => {
      const [first, last] = [before.get(name), after.get(name)];
      if (first !== undefined && last !== undefined) {
        const change = last[0]! - first[0]!;
        expect(column('change')[row]).toBeCloseTo(change, 6);
        const effects = ['Volume', 'Mix', 'Efficiency', 'Not split'].map((effect) => column(effect)[row] ?? 0);
        expect(effects.reduce((sum, effect) => sum + effect, 0)).toBeCloseTo(change, 6);
        expect([column('units before')[row], column('units after')[row]]).toEqual([first[1], last[1]]);
      }
    });
  });

  it('tells executives of each team what SQL shows of a year, and of search alone that it got dearer', async () => {
    const first = await sql(costAndRequests('2025-07-01', '2025-08-01'));
    const last = await sql(costAndRequests('2026-07-01', '2026-08-01'));
    const shown = await valuesOf(executive, 'Which teams grow, and which got dearer?');
    const teams = (shown.get('team') ?? []).map(String);
    expect(teams).toEqual(expect.arrayContaining([...last.keys()]));
    for (const [name, [spend, units]] of last) {
      const row = teams.indexOf(name);
      const [spendThen, unitsThen] = first.get(name)!;
      expect(shown.get('spend')?.[row]).toBeCloseTo(spend! / spendThen! - 1, 9);
      expect(shown.get('units')?.[row]).toBeCloseTo(units! / unitsThen! - 1, 9);
      expect(shown.get('unit cost')?.[row]).toBeCloseTo(spend! / units! / (spendThen! / unitsThen!) - 1, 9);
      expect(shown.get('verdict')?.[row]).toBe(
        name === 'search' ? 'unit cost rises with spend' : 'unit cost falls as spend rises'
      );
    }
  });
});
