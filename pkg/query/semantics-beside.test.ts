import { chargesAsSource, ask, noticesOf, seriesOf, type Charge, type World } from './testing/ask.ts';

/** A formula gives the same number whatever stands beside it (design sections 4.3, 4.4); figures are worked out by hand. */
function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) {
    all.push(new Date(t).toISOString().slice(0, 10));
  }
  return all;
}

const season = days('2026-05-01', '2026-08-31');
const mondays = season.filter((day) => new Date(day).getUTCDay() === 1);
const flow = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  unit: 'job',
  additivity: 'additive',
  ...more,
});
const world: World = {
  charges: season.map((day) => ({ day, cost: 10 })),
  metrics: [flow('wk', { nativeGrain: 'week' }), flow('mo', { nativeGrain: 'month' })],
  usage: {
    wk: mondays.map((day) => [day, 7]),
    mo: ['05', '06', '07', '08'].map((month) => [`2026-${month}-01`, 100]),
  },
};
const ratio = { name: 'r', expression: 'cost / wk' };
const spend = { name: 'c', expression: 'cost' };
const months = { from: '2026-06-01', to: '2026-07-31' };

describe('semantics 4: slots belong to a formula', () => {
  it.each([[[ratio, spend]], [[spend, ratio]]])('months of a cost are months beside weeks', async (formulas) => {
    // Five weeks start in June and four in July: 350 / 35 and 280 / 28.
    const answer = await ask(world, { formulas, grain: 'month' }, months);
    expect(seriesOf(answer)).toEqual({ r: [10, 10], c: [300, 310] });
    expect(Object.keys(seriesOf(answer))).toEqual(formulas.map(({ name }) => name));
    expect(noticesOf(answer)).toContain(
      'r: wk has no values by day, so that each week counts whole to the month in which it starts.'
    );
    expect(answer[0]?.meta.executedQueryString).toContain('by month in UTC, computed by day, r by week');
  });

  it('ranges of a cost have its days, beside whole weeks', async () => {
    const asked = { from: '2026-06-10', to: '2026-06-20' };
    const weekly = { name: 'w', expression: 'wk' };
    const before = { name: 'b', expression: 'previous(cost)' };
    const answer = await ask(world, { formulas: [weekly, spend, before], result: 'numeric' }, asked);
    expect(seriesOf(answer)).toEqual({ w: [14], c: [110], b: [110] }); // the weeks of 8 and 15 June
  });

  it('says how far each is computed', async () => {
    const late = { ...world, now: '2026-06-20T12:00:00Z' }; // cost complete through the 17th, the week of the 15th not
    const asked = { from: '2026-06-01', to: '2026-06-28' };
    const answer = await ask(late, { formulas: [ratio, spend], result: 'numeric' }, asked);
    expect(seriesOf(answer)).toEqual({ r: [10], c: [170] });
    expect(noticesOf(answer)).toContain('r: computed through 2026-06-14; 2 weeks of the range are not complete yet.');
    expect(noticesOf(answer)).toContain('c: computed through 2026-06-17; 11 days of the range are not complete yet.');
  });

  it('looks back by days beside a metric by month', async () => {
    const formulas = [
      { name: 'm', expression: 'cost / mo' },
      { name: 'x', expression: 'rolling(cost, 28d)' },
    ];
    const answer = await ask(world, { formulas, grain: 'month' }, months);
    expect(seriesOf(answer)).toEqual({ m: [3, 3.1], x: [280, 280] });
    await expect(
      ask(world, { formulas: [{ name: 'x', expression: 'rolling(cost / mo, 28d)' }] }, months)
    ).rejects.toThrow('x looks back by days, and mo has no values by day');
  });

  it('has one set of groups, in one order', async () => {
    const teams: World = {
      ...world,
      charges: season.flatMap((day): Charge[] => [
        { day, cost: 10, team: 'a' },
        { day, cost: 20, team: 'b' },
        { day, cost: 5, team: 'c' },
      ]),
      metrics: [flow('wk', { nativeGrain: 'week', dimensions: { team: 'team' } })],
      usage: { wk: mondays.flatMap((day): [string, number, string][] => [[day, 7, 'a'], [day, 7, 'b'], [day, 14, 'c']]) }, // prettier-ignore
    };
    const query = { formulas: [ratio, spend], groupBy: ['team'], grain: 'month', limit: 1 };
    const answer = await ask(teams, query, { from: '2026-06-01', to: '2026-06-30' });
    expect(seriesOf(answer)).toEqual({
      'r: b': [20],
      'r: other (2)': [5], // 5 weeks of 105 over 5 of 21
      'c: b': [600],
      'c: other (2)': [450],
    });
    expect(answer[0]?.meta.custom?.attributionCoverage).toBe(1);
  });

  it('reads each leg once', async () => {
    const source = chargesAsSource(world.charges ?? []);
    let reads = 0;
    const counting: World = {
      ...world,
      cost: { ...source, fetch: (...asked) => (reads++, source.fetch(...asked)) },
    };
    await ask(counting, { formulas: [ratio, spend], grain: 'month' }, months);
    expect(reads).toBe(1);
  });

  it('is not held back by a leg that no formula uses', async () => {
    const legs = [{ name: 'unused', kind: 'usage', metric: 'mo' }];
    const answer = await ask(
      world,
      { legs, formulas: [spend], grain: 'day' },
      { from: '2026-06-01', to: '2026-06-02' }
    );
    expect(seriesOf(answer)).toEqual({ c: [10, 10] });
  });
});
