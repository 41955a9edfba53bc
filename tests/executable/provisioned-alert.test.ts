import { z } from 'zod';
import { dayText } from '../../pkg/series/civil.ts';
import {
  dashboardNames,
  day,
  openProvisioned,
  type Provisioned,
  read,
  readDashboard,
  readRule,
  readRules,
  type Rule,
  sql,
  today,
} from './provisioned.ts';

let site: Provisioned;

beforeAll(async () => {
  site = await openProvisioned();
}, 60_000);
afterAll(() => site.end());

const ofPlugin = ({ data }: Rule) => data.filter(({ datasourceUid }) => datasourceUid === 'uniteconomics');

const threshold = ({ data, condition }: Rule) =>
  z
    .object({
      expression: z.string(),
      conditions: z.tuple([
        z.object({ evaluator: z.object({ type: z.literal('gt'), params: z.tuple([z.number()]) }) }),
      ]),
    })
    .parse(data.find(({ refId }) => refId === condition)?.model);

/** As the alerting engine asks, the 35 days ending at `to`: the value that is held against the threshold, by team. */
async function evaluate(rule: Rule, to: number): Promise<Map<string, number>> {
  const queries = ofPlugin(rule).map(({ model }) => ({ ...model, datasource: { uid: 'uniteconomics' } }));
  const length = ofPlugin(rule)[0]!.relativeTimeRange.from * 1000;
  const results = await site.ask(queries, { from: to - length, to });
  const { frames = [] } = results[threshold(rule).expression] ?? {};
  expect(frames.every(({ schema }) => schema.meta.type === 'numeric-multi')).toBe(true);
  return new Map(
    frames
      .map(({ schema, data }) => [schema.fields[0]?.labels?.['team'] ?? '', data.values[0]?.[0]] as const)
      .filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number')
  );
}

/** The days on which it fires, by team, over 44 weeks. */
async function firedIn(rule: Rule): Promise<ReadonlyMap<string, readonly string[]>> {
  const [{ evaluator }] = threshold(rule).conditions;
  const fired = new Map<string, string[]>();
  for (let week = 0; week < 44; week++) {
    const to = Date.parse('2025-10-01') + week * 7 * day;
    const values = await evaluate(rule, to);
    expect(values.size).toBeGreaterThanOrEqual(9);
    for (const [name, value] of values) {
      if (value > evaluator.params[0]) {
        fired.set(name, [...(fired.get(name) ?? []), dayText(to / day)]);
      }
    }
  }
  return fired;
}

describe.each(readRules())('the provisioned alert rule $uid', (rule) => {
  it('asks for 35 days', () => {
    expect(ofPlugin(rule).map(({ relativeTimeRange }) => relativeTimeRange)).toEqual(
      ofPlugin(rule).map(() => ({ from: (35 * day) / 1000, to: 0 }))
    );
  });

  it('fires for search in the weeks after the regression, and for no other team in the whole year', async () => {
    const regression = site.story.regression * day;
    const fired = await firedIn(rule);
    expect([...fired.keys()]).toEqual(['search']);
    const [first = '', last = ''] = [fired.get('search')?.at(0), fired.get('search')?.at(-1)];
    // A third of the 35 days, at half as dear again, is a rise of 16%; bills are three days late. 70 days later both are dear.
    expect(Date.parse(first)).toBeGreaterThan(regression);
    expect(Date.parse(first)).toBeLessThanOrEqual(regression + 21 * day);
    expect(Date.parse(last)).toBeLessThan(regression + 70 * day);
  }, 240_000);

  it('links to a panel that exists, and notifies a contact point that exists', () => {
    const { __dashboardUid__: uid, __panelId__: id } = rule.annotations;
    const found = dashboardNames
      .map(readDashboard)
      .find((model) => model.uid === uid)
      ?.panels.find((candidate) => String(candidate.id) === id);
    expect(found?.title).toBe(
      rule.uid === 'unit-cost-per-team'
        ? 'In which team does a million requests get dearer?'
        : 'What did each driver add?'
    );
    expect(rule.annotations['team_dashboard']).toContain(`d/${readDashboard('team').uid}?var-team=`);
    expect(read('alerting/contact-points.yaml')).toContain(`name: ${rule.notification_settings.receiver}\n`);
  });
});

it('cost per unit has the value for its message under the same labels', async () => {
  const queries = ofPlugin(readRule('unit-cost-per-team'));
  const { from } = queries[0]!.relativeTimeRange;
  const to = Date.parse(today);
  const models = queries.map(({ model }) => ({ ...model, datasource: { uid: 'uniteconomics' } }));
  const results = await site.ask(models, { from: to - from * 1000, to });
  const labels = (refId: string) => results[refId]?.frames.map(({ schema }) => schema.fields[0]?.labels?.['team']);
  expect(labels('B')).toEqual(labels('A'));
});

it('consumption is that of SQL over the bill, without growth and prices', async () => {
  const to = '2026-03-18';
  const days = (before: number) => {
    const end = dayText(Date.parse(to) / day - before);
    return `day >= DATE '${end}' - 35 AND day < DATE '${end}'`;
  };
  // Log-mean Divisia of quantity per request, SKU by SKU; all of search's SKUs occur in both stretches of 35 days.
  const found = await sql(`
    WITH used AS (
      SELECT SkuId, sum(EffectiveCost) FILTER (${days(35)}) AS c0, sum(EffectiveCost) FILTER (${days(0)}) AS c1,
             sum(ConsumedQuantity) FILTER (${days(35)}) AS q0, sum(ConsumedQuantity) FILTER (${days(0)}) AS q1
      FROM (SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, SkuId, EffectiveCost::DOUBLE AS EffectiveCost, ConsumedQuantity::DOUBLE AS ConsumedQuantity
            FROM read_parquet('${site.directory}/billing/focus/*.parquet') WHERE Tags->>'team' = 'search' AND ChargeCategory = 'Usage')
      GROUP BY SkuId HAVING c0 > 0 AND c1 > 0),
    own AS (
      SELECT sum(requests) FILTER (${days(35)}) AS u0, sum(requests) FILTER (${days(0)}) AS u1
      FROM (SELECT CAST(timestamp AS TIMESTAMP)::DATE AS day, requests FROM read_csv('${site.directory}/usage/api_requests.csv') WHERE team = 'search'))
    SELECT 'search', sum((c1 - c0) / ln(c1 / c0) * ln((q1 / u1) / (q0 / u0))) FROM used, own`);
  const values = await evaluate(readRule('consumption-per-team'), Date.parse(to));
  const [expected = NaN] = found.get('search') ?? [];
  expect(expected).toBeGreaterThan(10_000);
  expect(values.get('search')).toBeCloseTo(expected, 4);
});
