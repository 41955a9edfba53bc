import type { Frame } from '../model/frame.ts';
import { ask, seriesOf, type World } from './testing/ask.ts';

const jobs = { name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };
const world: World = {
  charges: [
    { day: '2026-06-01', cost: 6, team: 'a' },
    { day: '2026-06-01', cost: 4, team: 'a' },
    { day: '2026-06-02', cost: 20, team: 'a' },
    { day: '2026-06-03', cost: 30, team: 'a' },
    { day: '2026-06-01', cost: 7, team: 'b' },
  ],
  metrics: [jobs],
  usage: { jobs: [['2026-06-01', 5, 'a'], ['2026-06-02', 10, 'a'], ['2026-06-03', 5, 'a'], ['2026-06-01', 1, 'b'], ['2026-06-03', 1, 'b']] }, // prettier-ignore
  now: '2026-06-05T00:00:00Z', // complete through 3 June
};

/** Rows of a table frame by column name. */
function rows(frame: Frame | undefined): Record<string, unknown>[] {
  const fields = frame?.fields ?? [];
  const length = fields[0]?.column.values.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(
      fields.map(({ name, column }) => {
        const isThere = column.type === 'string' || column.type === 'boolean' || (column.valid?.[row] ?? 1) === 1;
        const value = isThere ? column.values[row] : null;
        return [name, column.type === 'time' && typeof value === 'number' ? new Date(value).toISOString().slice(0, 16) : value]; // prettier-ignore
      })
    )
  );
}

describe('semantics 16: every answer explains itself', () => {
  it('result legs: each point with its legs, their rows, the part that counted and how far it is complete', async () => {
    const answer = await ask(
      world,
      { formulas: [{ name: 'per job', expression: 'cost / jobs' }], groupBy: ['team'], grain: 'week', result: 'legs' },
      { from: '2026-06-01', to: '2026-06-03' }
    );
    expect(answer.map(({ name, meta }) => [name, meta.type])).toEqual([['per job', 'table']]);
    // The week of 1 June is in progress: its two complete days count. a: 30 / 15. b has no jobs on 2 June: 7 / 1 on one day.
    expect(rows(answer[0])).toEqual([
      {
        time: '2026-06-01T00:00', team: 'a', 'per job': 2, cost: 30, 'cost rows': 3, jobs: 15, 'jobs rows': 2, counted: 1,
        complete: false, 'complete through': '2026-06-03T00:00', 'as of': '2026-06-05T00:00',
      },
      {
        time: '2026-06-01T00:00', team: 'b', 'per job': 7, cost: 7, 'cost rows': 1, jobs: 1, 'jobs rows': 1, counted: 0.5,
        complete: false, 'complete through': '2026-06-03T00:00', 'as of': '2026-06-05T00:00',
      },
    ]); // prettier-ignore
  });

  it('names each leg in the context in which a function uses it', async () => {
    const answer = await ask(
      world,
      { formulas: [{ name: 'x', expression: 'share(cost) - timeShift(cost, 1d) / total(cost)' }], groupBy: ['team'], grain: 'day', result: 'legs' }, // prettier-ignore
      { from: '2026-06-02', to: '2026-06-02' }
    );
    const [a] = rows(answer[0]);
    expect(a).toMatchObject({ team: 'a', cost: 20, 'total(cost)': 20, 'timeShift(cost, 1 day)': 10, x: 0.5 });
  });

  it('result freshness: a row for each source, with its newest value and how far it is complete', async () => {
    const answer = await ask(
      world,
      { formulas: [{ expression: 'cost / jobs' }], result: 'freshness' },
      { from: '2026-06-01', to: '2026-06-03' }
    );
    expect(rows(answer[0])).toEqual([
      { source: 'cost dataset cloud', provider: null, newest: '2026-06-04T00:00', 'complete through': '2026-06-03T00:00', age: 86_400_000, rows: 5, 'bad rows': 0 },
      { source: 'metric jobs', provider: null, newest: '2026-06-04T00:00', 'complete through': '2026-06-04T00:00', age: 86_400_000, rows: 5, 'bad rows': 0 },
    ]); // prettier-ignore
  });
});

describe('budgets and targets', () => {
  const planned: World = {
    ...world,
    now: '2026-07-10T00:00:00Z',
    settings: {
      budgets: [
        {
          name: 'team_budget',
          title: 'Budget',
          dimensions: { team: 'team' },
          amounts: [
            { date: '2026-06', value: 300, keys: { team: 'a' } },
            { date: '2026-06', value: 60, keys: { team: 'b' } },
            { date: '2026-07', value: 620, keys: { team: 'a' } },
          ],
        },
      ],
      kpis: [{ name: 'cost_per_job', title: 'Cost per job', expression: 'cost / jobs', target: 1.5 }],
    },
  };
  const june = { from: '2026-06-01', to: '2026-06-30' };

  it('spread a month over its days, by group, and are known ahead', async () => {
    const query = { formulas: [{ expression: 'team_budget' }], groupBy: ['team'], grain: 'day' };
    const answer = await ask(planned, query, { from: '2026-06-30', to: '2026-07-01' });
    expect(seriesOf(answer)).toEqual({ a: [10, 20], b: [2, null] });
    expect(answer[0]?.fields[1]?.config?.unit).toBe('currencyUSD');
    const later = await ask({ ...planned, now: '2026-06-01T00:00:00Z' }, { ...query, grain: 'month' }, june);
    expect(seriesOf(later)).toEqual({ a: [300], b: [60] });
  });

  it('take part in formulas in the currency of the data source', async () => {
    const query = { formulas: [{ name: 'used', expression: '100 * cost / team_budget' }], groupBy: ['team'], result: 'numeric', incomplete: 'include' }; // prettier-ignore
    const answer = await ask(planned, query, june);
    expect(seriesOf(answer)['a']?.[0]).toBeCloseTo((100 * 60) / 30, 9); // three days with cost: 3 x 10 of the budget
    expect(answer[0]?.fields[0]?.config?.unit).toBe('percent');
  });

  it('do not pass for usage: unattributed cost stays what it is, and coverage counts metrics alone', async () => {
    const query = { formulas: [{ expression: 'cost / team_budget' }], groupBy: ['team'], grain: 'month' };
    expect((await ask(planned, query, june))[0]?.meta.custom?.attributionCoverage).toBeUndefined();
  });

  it('a leg of kind budget has filters of its own', async () => {
    const legs = [{ name: 'plan_a', kind: 'budget', budget: 'team_budget', filters: [{ dimension: 'team', values: ['a'] }] }]; // prettier-ignore
    const answer = await ask(planned, { legs, formulas: [{ expression: 'plan_a' }], result: 'numeric' }, june);
    expect(seriesOf(answer)).toEqual({ plan_a: [300] });
  });

  it("a KPI's target is a number in its unit, and colours the KPI", async () => {
    const query = { formulas: [{ expression: 'cost_per_job' }, { name: 'over', expression: 'cost_per_job - cost_per_job.target' }], result: 'numeric', incomplete: 'include' }; // prettier-ignore
    const answer = await ask(planned, query, { from: '2026-06-01', to: '2026-06-01' });
    const series = seriesOf(answer);
    expect(series['Cost per job']?.[0]).toBeCloseTo(17 / 6, 12);
    expect(series['over']?.[0]).toBeCloseTo(17 / 6 - 1.5, 12);
    expect(answer[0]?.fields[0]?.config?.thresholds?.steps).toEqual([
      { value: null, color: 'green' },
      { value: 1.5, color: 'red' },
    ]);
    await expect(ask(planned, { formulas: [{ expression: 'cost_per_job.target + cost' }] }, june)).rejects.toThrow(
      'cannot add USD / job and USD'
    );
  });

  it('name what is missing', async () => {
    await expect(ask(world, { formulas: [{ expression: 'jobs.target' }] }, june)).rejects.toThrow('jobs.target');
    const legs = [{ name: 'p', kind: 'budget', budget: 'gone' }];
    await expect(ask(planned, { legs, formulas: [{ expression: 'p' }] }, june)).rejects.toThrow(
      'the leg p names the budget gone, which does not exist; budgets are team_budget'
    );
    await expect(
      ask({ ...world, settings: { budgets: [{ name: 'nothing' }] } }, { formulas: [{ expression: 'cost' }] }, june)
    ).rejects.toThrow('give amounts, or a connection');
  });
});

describe('semantics 15: units are carried', () => {
  const unitOf = async (expression: string, more: Record<string, unknown> = {}) =>
    (await ask(world, { formulas: [{ name: 'x', expression }], result: 'numeric', incomplete: 'include', ...more }, { from: '2026-06-01', to: '2026-06-02' }))[0]?.fields[0]?.config?.unit; // prettier-ignore

  it.each([
    ['cost', 'currencyUSD'],
    ['cost / jobs', 'suffix: USD / job'],
    ['cost / (jobs / 1000)', 'suffix: USD / 1k jobs'],
    ['1_000_000 * cost / jobs', 'suffix: USD / 1M jobs'],
    ['cost / list_cost', 'percentunit'],
    ['(cost / list_cost) * 100', 'percent'],
    ['jobs', 'suffix: jobs'],
    ['rank(cost)', 'none'],
    ['rolling(cost / jobs, 1d)', 'suffix: USD / job'],
  ])('%s is shown in %s', async (expression, unit) => {
    expect(await unitOf(expression)).toBe(unit);
  });

  it('refuses unlike units before anything is read', async () => {
    await expect(unitOf('cost + jobs')).rejects.toThrow('cannot add USD and jobs');
  });
});
