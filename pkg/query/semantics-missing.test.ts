import { ask, noticesOf, seriesOf, type World } from './testing/ask.ts';

/** Days on which a leg is missing (design section 4.3), formula by formula; every figure is worked out by hand beside it. */
const flow = (name: string) => ({ name, unit: 'job', additivity: 'additive' });

function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) {
    all.push(new Date(t).toISOString().slice(0, 10));
  }
  return all;
}

const daily = (from: string, to: string, value: number) => days(from, to).map((day): [string, number] => [day, value]);
const without = (rows: [string, number][], gone: string) => rows.filter(([day]) => day !== gone);
const charges = (from: string, to: string, cost: number) => days(from, to).map((day) => ({ day, cost }));
const june = { from: '2026-06-01', to: '2026-06-30' };

async function value(world: World, expression: string, more: Record<string, unknown>, asked = june) {
  return seriesOf(await ask(world, { formulas: [{ name: 'x', expression }], ...more }, asked))['x'];
}

describe('semantics 3: a missing day counts for the legs that look at it', () => {
  it('does not hold last month against this one', async () => {
    const world: World = {
      charges: charges('2026-06-01', '2026-06-30', 10),
      metrics: [flow('a')],
      usage: { a: daily('2026-05-01', '2026-06-30', 2) },
    };
    // June's 30 x 10 over May's 31 x 2, though May has no cost.
    const expected = [300 / 62];
    expect(await value(world, 'cost / timeShift(a, 1 MONTH)', { grain: 'month' })).toEqual(expected);
    expect(await value(world, 'cost / timeShift(a, 1 MONTH)', { result: 'numeric' })).toEqual(expected);
  });

  it('compares with the budget of a year ago', async () => {
    const world: World = {
      charges: charges('2026-06-01', '2026-06-30', 10),
      settings: { budgets: [{ name: 'plan', amounts: [{ date: '2025-06', value: 200 }, { date: '2026-07', value: 310 }] }] }, // prettier-ignore
    };
    const answer = await ask(
      world,
      { formulas: [{ name: 'x', expression: 'cost / timeShift(plan, 1 YEAR)' }], grain: 'month' },
      june
    );
    expect(seriesOf(answer)).toEqual({ x: [1.5] });
    expect(noticesOf(answer)).not.toContain('left out');
  });

  const gap: World = {
    charges: charges('2026-06-01', '2026-06-30', 10),
    metrics: [flow('a')],
    usage: { a: without(daily('2026-06-01', '2026-06-30', 2), '2026-06-28') },
  };

  it('leaves it out of a window only where both legs are in the window', async () => {
    const asked = { from: '2026-06-27', to: '2026-06-30' };
    // Seven days of 10 over the day's own 2; the 28th has no a.
    expect(await value(gap, 'rolling(cost, 7d) / a', { grain: 'day' }, asked)).toEqual([35, null, 35, 35]);
    // From the 28th on six days of both count: 60 over 12.
    expect(await value(gap, 'rolling(cost / a, 7d)', { grain: 'day' }, asked)).toEqual([5, 5, 5, 5]);
  });

  it('counts the days that leave the windows of complete buckets, each once', async () => {
    const asked = { from: '2026-06-27', to: '2026-06-30' };
    const query = { formulas: [{ name: 'x', expression: 'rolling(cost / a, 7d)' }], grain: 'day' };
    expect(noticesOf(await ask(gap, query, asked))).toContain('x: 1 day is left out');
    const plain = { formulas: [{ name: 'x', expression: 'rolling(cost, 7d) / a' }], grain: 'day' };
    expect(noticesOf(await ask(gap, plain, asked))).not.toContain('left out');
  });

  it('names what has no value, and says nothing of the buckets before there was any', async () => {
    const world: World = { ...gap, usage: { a: without(daily('2026-05-20', '2026-06-30', 2), '2026-06-28') } };
    const query = { formulas: [{ name: 'x', expression: 'cost / a' }], grain: 'month' };
    // The cost begins on 1 June: of January to May nothing could be known. In June the 28th is missing.
    const year = { from: '2026-01-01', to: '2026-06-30' };
    expect(noticesOf(await ask(world, query, year))).toContain('x: 1 day is left out, because a has no value there.');
    // Of a metric that begins within a month, the days before are told: the month's value is that of a part of it.
    const late: World = { ...gap, usage: { a: daily('2026-06-11', '2026-06-30', 2) } };
    expect(noticesOf(await ask(late, query, year))).toContain('x: 10 days are left out, because a has no value there.'); // prettier-ignore
  });

  it('says which part of the windows counted', async () => {
    const asked = { from: '2026-06-27', to: '2026-06-30' };
    const query = { formulas: [{ name: 'x', expression: 'rolling(cost / a, 7d)' }], grain: 'day', result: 'legs' };
    const { counted } = seriesOf(await ask(gap, query, asked));
    expect(counted).toEqual([1, 6 / 7, 6 / 7, 6 / 7]);
  });
});

describe('semantics 9: coalesce() and if() choose, and count the days of what they choose', () => {
  const asked = { from: '2026-06-01', to: '2026-06-03' };
  const world: World = {
    charges: charges('2026-06-01', '2026-06-03', 10),
    metrics: [flow('a'), flow('b')],
    usage: {
      a: without(daily('2026-06-01', '2026-06-03', 1), '2026-06-02'),
      b: daily('2026-06-01', '2026-06-03', 5),
    },
  };

  it.each([
    ['coalesce(a, 0) + coalesce(b, 0)', [6, 5, 6], 17], // 2 + 15
    ['coalesce(a, b)', [1, 5, 1], 2], // over the range a is there: 1 + 1
    ['coalesce(a, 0) + b', [6, 5, 6], 17],
    ['if(coalesce(a, 0) > 0, cost, 2 * cost)', [10, 20, 10], 30],
    ['cost / coalesce(a, b)', [10, 2, 10], 15], // 30 / 2: the days of cost are not those of what is chosen
    ['coalesce(cost / a, 0)', [10, 0, 10], 10], // within one argument legs go together: 20 / 2
    ['coalesce(cost / a, cost / b)', [10, 2, 10], 10],
    ['b > 3 ? b : a', [5, 5, 5], 15],
    ['a > 0 ? b : 0', [5, null, 5], 15], // the condition is missing on the 2nd
    ['a + b', [6, null, 6], 12], // without coalesce() the 2nd leaves both
  ])('%s', async (expression, byDay, range) => {
    expect(await value(world, expression, { grain: 'day' }, asked)).toEqual(byDay);
    expect(await value(world, expression, { result: 'numeric' }, asked)).toEqual([range]);
  });

  it('keeps its value when a leg goes from almost missing to missing', async () => {
    const sum = 'coalesce(a, 0) + coalesce(b, 0)';
    const once: World = { ...world, usage: { ...world.usage, a: [['2026-06-01', 1], ['2026-06-04', 1]] } }; // prettier-ignore
    expect(await value(once, sum, { result: 'numeric' }, { from: '2026-06-01', to: '2026-06-03' })).toEqual([16]);
    expect(await value(once, sum, { result: 'numeric' }, { from: '2026-06-02', to: '2026-06-03' })).toEqual([10]);
  });

  it('shows a leg once for each argument that counts other days of it', async () => {
    const query = { formulas: [{ name: 'x', expression: 'coalesce(a / b, 0) + coalesce(b / b, 0)' }], result: 'legs' };
    const [frame] = await ask(world, { ...query, grain: 'week' }, asked);
    expect(frame?.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['x', 'a', 'a rows', 'b', 'b rows', 'b (2)', 'b (2) rows', 'counted'])
    );
    const shown = seriesOf([frame!]);
    expect([shown['b'], shown['b (2)']]).toEqual([[10], [15]]); // the first stands beside a, which has two days
  });
});

describe('a filter that no charge passes', () => {
  const world: World = {
    charges: [{ day: '2026-06-01', cost: 10, team: 'dev' }],
    settings: { dimensions: [{ name: 'team', from: ['tag:team'] }] },
  };
  const said = async (...filters: object[]) =>
    noticesOf(await ask(world, { formulas: [{ expression: 'cost' }], filters }, june));

  it('is told, with what nobody has', async () => {
    expect(await said({ dimension: 'team', values: ['devv', 'prodd'] })).toContain('No charge has team devv or prodd in this range.'); // prettier-ignore
  });

  it('is none where one does, or where nothing is named', async () => {
    expect(await said({ dimension: 'team', values: ['dev', 'prodd'] })).not.toContain('No charge has');
    expect(await said({ dimension: 'team', op: 'notIn', values: ['dev'] })).not.toContain('No charge has');
    expect(await said()).not.toContain('No charge has');
  });
});
