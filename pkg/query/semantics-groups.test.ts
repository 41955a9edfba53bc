import { ask, seriesOf, type Asked, type World } from './testing/ask.ts';

const day: Asked = { from: '2026-06-01', to: '2026-06-01' };
const cost = { formulas: [{ expression: 'cost' }], groupBy: ['team'] };
const jobs = { name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };

function charges(...costs: readonly (readonly [number, string?])[]): World['charges'] {
  return costs.map(([amount, team]) => ({ day: '2026-06-01', cost: amount, ...(team !== undefined && { team }) }));
}

describe('groups never share a name', () => {
  const named: World = { charges: charges([1], [2, 'unattributed'], [3, 'other (1)'], [4, 'a']) };

  it('a value that is called like the rest is one with it, and an alert rule gets each label once', async () => {
    const answer = await ask(named, { ...cost, result: 'numeric' }, { ...day, fromAlert: true });
    const labels = answer.flatMap(({ fields }) => fields.map((field) => field.labels?.['team']));
    expect(labels.toSorted()).toEqual(['a', 'other (1)', 'unattributed']);
    expect(seriesOf(answer)).toEqual({ a: [4], 'other (1)': [3], unattributed: [3] });
  });

  it('the fold takes another name where a value has its own', async () => {
    const crowded: World = { charges: charges([9, 'other (2)'], [8, 'other (2) #2'], [2, 'b'], [1, 'c'], [0.5]) };
    const answer = await ask(crowded, { ...cost, grain: 'day', limit: 2 }, day);
    expect(seriesOf(answer)).toEqual({
      'other (2)': [9],
      'other (2) #2': [8],
      'other (2) #3': [3],
      unattributed: [0.5],
    });
  });

  it('on the usage side too: rows that name the rest have no key', async () => {
    const world: World = {
      charges: charges([6, 'a'], [4]),
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 2, 'a'], ['2026-06-01', 5, 'unattributed'], ['2026-06-01', 8, null]] }, // prettier-ignore
    };
    const query = { ...cost, formulas: [{ expression: 'cost / jobs' }], result: 'table' };
    expect(seriesOf(await ask(world, query, day))).toEqual({ 'cost / jobs': [3, null] }); // no ratio of what has no team
    const rest = { formulas: [{ expression: 'jobs' }], result: 'numeric', filters: [{ dimension: 'team', values: ['unattributed'] }] }; // prettier-ignore
    expect(seriesOf(await ask(world, rest, day))).toEqual({ jobs: [13] });
  });
});

it('a pattern means the same for costs and for usage: the rest goes by its name', async () => {
  const world: World = {
    charges: charges([30, 'a'], [5]),
    metrics: [jobs],
    usage: {
      jobs: [
        ['2026-06-01', 15, 'a'],
        ['2026-06-01', 2, null],
      ],
    },
  };
  const both = async (...values: string[]) =>
    seriesOf(
      await ask(
        world,
        {
          formulas: [{ expression: 'cost' }, { expression: 'jobs' }],
          filters: [{ dimension: 'team', op: 'regex', values }],
          result: 'table',
        },
        day
      )
    );
  expect(await both('.*')).toEqual({ cost: [35], jobs: [17] });
  expect(await both('un.+')).toEqual({ cost: [5], jobs: [2] });
  expect(await both('a')).toEqual({ cost: [30], jobs: [15] });
});

it('an alert rule has all its groups or none: more than 1000 are refused', async () => {
  const many = (count: number): World => ({
    charges: charges(...Array.from({ length: count }, (_, index) => [1, `t${index}`] as const)),
  });
  const query = { ...cost, result: 'numeric', limit: 5 };
  const alert = { ...day, fromAlert: true };
  const groups = (await ask(many(1000), query, alert)).flatMap(({ fields }) => fields);
  expect(groups).toHaveLength(1000); // nothing is folded
  await expect(ask(many(1001), query, alert)).rejects.toMatchObject({
    code: 'tooMuch',
    message: 'The query has 1001 groups and an alert rule can have 1000. Filter team.',
  });
});
