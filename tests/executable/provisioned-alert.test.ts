import { z } from 'zod';
import { dayText } from '../../pkg/series/civil.ts';
import { day, openProvisioned, type Provisioned, read, readDashboard, readRule, today } from './provisioned.ts';

const rule = readRule();
let site: Provisioned;

beforeAll(async () => {
  site = await openProvisioned();
}, 60_000);
afterAll(() => site.end());

describe('the provisioned alert rule', () => {
  const ofPlugin = rule.data.filter(({ datasourceUid }) => datasourceUid === 'uniteconomics');
  const threshold = z
    .object({
      expression: z.string(),
      conditions: z.array(z.object({ evaluator: z.object({ type: z.literal('gt'), params: z.tuple([z.number()]) }) })),
    })
    .parse(rule.data.find(({ refId }) => refId === rule.condition)?.model);

  /** As the alerting engine asks, its 35 days ending at `to`: change by team. */
  async function evaluate(to: number): Promise<Map<string, number>> {
    const queries = ofPlugin.map(({ model }) => ({ ...model, datasource: { uid: 'uniteconomics' } }));
    const length = ofPlugin[0]!.relativeTimeRange.from * 1000;
    const results = await site.ask(queries, { from: to - length, to });
    const { frames = [] } = results[threshold.expression] ?? {};
    expect(frames.every(({ schema }) => schema.meta.type === 'numeric-multi')).toBe(true);
    return new Map(
      frames
        .map(({ schema, data }) => [schema.fields[0]?.labels?.['team'] ?? '', data.values[0]?.[0]] as const)
        .filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number')
    );
  }
  const firing = (values: ReadonlyMap<string, number>) =>
    [...values].filter(([, value]) => value > threshold.conditions[0]!.evaluator.params[0]).map(([name]) => name);

  it('asks for 35 days', () => {
    expect(ofPlugin.map(({ relativeTimeRange }) => relativeTimeRange)).toEqual(
      ofPlugin.map(() => ({ from: (35 * day) / 1000, to: 0 }))
    );
  });

  it('fires for search in the weeks after the regression, and for no other team in the whole year', async () => {
    const regression = site.story.regression * day;
    const weeks = Array.from({ length: 44 }, (_, week) => Date.parse('2025-10-01') + week * 7 * day);
    const fired = new Map<string, string[]>();
    for (const to of weeks) {
      const values = await evaluate(to);
      expect(values.size).toBe(9);
      for (const name of firing(values)) {
        fired.set(name, [...(fired.get(name) ?? []), dayText(to / day)]);
      }
    }
    expect([...fired.keys()]).toEqual(['search']);
    const [first = '', last = ''] = [fired.get('search')?.at(0), fired.get('search')?.at(-1)];
    // A third of the 35 days, at half as dear again, is a rise of 16%; bills are three days late. 70 days later both are dear.
    expect(Date.parse(first)).toBeGreaterThan(regression);
    expect(Date.parse(first)).toBeLessThanOrEqual(regression + 21 * day);
    expect(Date.parse(last)).toBeLessThan(regression + 70 * day);
  }, 60_000);

  it('has the value for its message under the same labels', async () => {
    const { from } = ofPlugin[0]!.relativeTimeRange;
    const to = Date.parse(today);
    const queries = ofPlugin.map(({ model }) => ({ ...model, datasource: { uid: 'uniteconomics' } }));
    const results = await site.ask(queries, { from: to - from * 1000, to });
    const labels = (refId: string) => results[refId]?.frames.map(({ schema }) => schema.fields[0]?.labels?.['team']);
    expect(labels('B')).toEqual(labels('A'));
  });

  it('links to a panel that exists, and notifies a contact point that exists', () => {
    const { __dashboardUid__: uid, __panelId__: id } = rule.annotations;
    const found = [readDashboard('unit-economics'), readDashboard('team')]
      .find((model) => model.uid === uid)
      ?.panels.find((candidate) => String(candidate.id) === id);
    expect(found?.title).toBe('In which team does a million requests get dearer?');
    expect(rule.annotations['team_dashboard']).toContain(`d/${readDashboard('team').uid}?var-team=`);
    expect(read('alerting/contact-points.yaml')).toContain(`name: ${rule.notification_settings.receiver}\n`);
  });
});
