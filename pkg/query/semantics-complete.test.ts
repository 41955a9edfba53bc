import { ask, datesOf, noticesOf, seriesOf, type Charge, type World } from './testing/ask.ts';

/** Charges of the same cost on each day of June 2026 up to the last. */
function june(last: number, more: Readonly<Record<string, string>> = {}): Charge[] {
  return Array.from({ length: last }, (_, index) => ({
    day: `2026-06-${String(index + 1).padStart(2, '0')}`,
    cost: 10,
    ...more,
  }));
}

const whole = { from: '2026-06-01', to: '2026-06-30' };
const jobs = { name: 'jobs', unit: 'job', additivity: 'additive' };

describe('a whole range that is not complete', () => {
  // Now minus 48 h is 18 June, 00:00: 17 days are complete and 13 are not.
  const world: World = { charges: june(30), now: '2026-06-20T00:00:00Z' };
  const cost = { formulas: [{ expression: 'cost' }] };

  it.each(['numeric', 'table'])('says how far a %s is computed', async (result) => {
    const answer = await ask(world, { ...cost, result }, whole);
    expect(seriesOf(answer)['cost']).toEqual([170]);
    expect(noticesOf(answer)).toBe('Computed through 2026-06-17; 13 days of the range are not complete yet.');
    expect(answer[0]?.meta.custom?.computedThrough).toBe('2026-06-18T00:00:00.000Z');
  });

  it('says nothing where all of it is complete, or is to be included, or in an alert rule', async () => {
    const quiet = [
      await ask(world, { ...cost, result: 'numeric' }, { from: '2026-06-01', to: '2026-06-17' }),
      await ask(world, { ...cost, result: 'numeric', incomplete: 'include' }, whole),
      await ask(world, { ...cost, result: 'numeric' }, { ...whole, fromAlert: true }),
    ];
    expect(quiet.map(noticesOf)).toEqual(['', '', '']);
    expect(quiet.map((answer) => answer[0]?.meta.custom?.computedThrough)).toEqual([
      '2026-06-18T00:00:00.000Z',
      '2026-07-01T00:00:00.000Z',
      '2026-06-18T00:00:00.000Z',
    ]);
  });

  it('leaves a range without one complete day to the notice that it has', async () => {
    const answer = await ask(world, { ...cost, result: 'numeric' }, { from: '2026-06-18', to: '2026-06-30' });
    expect(noticesOf(answer)).toBe(
      'cost is complete through 2026-06-17, and the range has no complete day yet; widen the range.'
    );
    expect(answer[0]?.meta.custom).not.toHaveProperty('computedThrough');
  });

  it('tells formulas apart whose legs reach differently far', async () => {
    const two: World = {
      ...world,
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 1], ...june(29).map(({ day }): [string, number] => [day, 5])] },
      now: '2026-07-31T00:00:00Z', // the bill reaches to the 30th, the metric to the 29th
    };
    const formulas = [{ expression: 'cost' }, { name: 'per job', expression: 'cost / jobs' }, { expression: 'jobs' }];
    const answer = await ask(two, { formulas, result: 'table' }, whole);
    expect(noticesOf(answer)).toBe(
      'per job, jobs: computed through 2026-06-29; 1 day of the range is not complete yet.'
    );
    expect(answer[0]?.meta.custom?.computedThrough).toBe('2026-06-30T00:00:00.000Z');
  });
});

describe('in the time zone of the data source', () => {
  it.each([
    ['Europe/Berlin', '2026-06-29T12:00:00Z', '2026-06-27'], // now minus 48 h: 27 June, 14:00 there
    ['America/New_York', '2026-06-29T02:00:00Z', '2026-06-26'], // 26 June, 22:00 there
    ['Pacific/Auckland', '2026-06-29T13:00:00Z', '2026-06-28'], // 28 June, 01:00 there
  ])('%s: the first incomplete day is named by its date', async (timezone, now, date) => {
    const query = { formulas: [{ expression: 'cost' }], grain: 'day' };
    const answer = await ask({ charges: june(30), settings: { timezone }, now }, query, whole);
    expect(noticesOf(answer)).toBe(`From the day of ${date} on values are not complete yet.`);
  });

  it.each(['America/New_York', 'Pacific/Apia', 'Europe/Berlin'])(
    '%s: the last day of a daily bill is complete',
    async (timezone) => {
      const world: World = { charges: june(10), settings: { timezone } };
      const alert = { from: '2026-06-09', to: '2026-06-10', fromAlert: true };
      const days = await ask(world, { formulas: [{ expression: 'cost' }], grain: 'day' }, alert);
      const last = datesOf(days[0]).at(-1);
      const asked = { formulas: [{ expression: 'cost' }], result: 'numeric' };
      const sum = seriesOf(await ask(world, asked, { from: '2026-05-30', to: '2026-06-12' }))['cost'];
      // East of UTC the instant at which 10 June begins is still of the 9th.
      expect([last, sum]).toEqual([timezone === 'America/New_York' ? '2026-06-10' : '2026-06-09', [100]]);
    }
  );
});

describe('going back by months from what is no whole month', () => {
  const world: World = {
    charges: Array.from({ length: 130 }, (_, index) => ({
      day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
      cost: 1,
    })), // to 10 May
  };
  const shifted = async (expression: string, grain: object, from: string, to: string) =>
    ask(world, { formulas: [{ name: 'x', expression }], ...grain }, { from, to });

  it('says that the days are not as many', async () => {
    const range = await shifted('timeShift(cost, 1 MONTH)', { result: 'numeric' }, '2026-03-01', '2026-03-30');
    expect(seriesOf(range)['x']).toEqual([28]); // all of February
    expect(noticesOf(range)).toBe(
      'x: timeShift(cost, 1 month) covers 28 days where the range has 30, because months differ in length. Go back by days, such as 28d, or look at whole months.'
    );
    // 23 to 29 March goes back to 23 to 28 February, 6 days; 16 to 22 March to as many in February.
    const weeks = await shifted('cost / timeShift(cost, 1 MONTH)', { grain: 'week' }, '2026-03-16', '2026-03-29');
    expect(seriesOf(weeks)['x']).toEqual([1, 7 / 6]);
    expect(noticesOf(weeks)).toContain('covers 6 days where the week has 7, in 1 of 2 weeks');
  });

  it.each([
    ['timeShift(cost, 28d)', { result: 'numeric' }, '2026-03-01', '2026-03-30'],
    ['timeShift(cost, 1 MONTH)', { result: 'numeric' }, '2026-03-01', '2026-03-31'], // whole months
    ['timeShift(cost, 1 MONTH)', { grain: 'month' }, '2026-03-01', '2026-03-31'],
    ['timeShift(cost, 1 MONTH)', { grain: 'day' }, '2026-03-01', '2026-03-31'],
    ['timeShift(cost, 1 MONTH)', { result: 'numeric' }, '2026-04-01', '2026-04-20'], // 20 days in March too
  ])('says nothing of %s %j from %s to %s', async (expression, grain, from, to) => {
    expect(noticesOf(await shifted(expression, grain, from, to))).toBe('');
  });
});

describe('a bucket in which data begins or ends', () => {
  // Sunday 31 May to Saturday 20 June: one day, two whole weeks, six days. A job costs 10, 5 and 5 in the whole weeks' days.
  const days = Array.from({ length: 21 }, (_, n) => new Date(Date.UTC(2026, 4, 31 + n)).toISOString().slice(0, 10));
  const closed: World = {
    charges: days.map((day) => ({ day, cost: 10 })),
    metrics: [{ ...jobs, until: '2026-06-20' }],
    usage: { jobs: days.map((day, n) => [day, n < 8 ? 1 : 2]) },
    settings: {
      costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: '.', until: '2026-06-20' }],
    },
  };
  const weekly = { formulas: [{ name: 'x', expression: 'cost / jobs' }], grain: 'week' };
  const asked = { from: days[0] ?? '', to: days.at(-1) ?? '' };
  const first = 'The week of 2026-05-25 has data for 1 of its 7 days only';
  const last = 'The week of 2026-06-15 has data for 6 of its 7 days only';

  it('is no period of the evidence', async () => {
    const [frame] = await ask(closed, { ...weekly, result: 'evidence' }, asked);
    const text = frame?.fields.find(({ name }) => name === 'statement')?.column.values;
    // 70 for 7 jobs, then 70 for 14.
    expect(String(text)).toContain('spend unchanged, jobs +100%, cost per job -50%. Based on 2 complete periods, 2 not complete left out'); // prettier-ignore
    expect(noticesOf(frame === undefined ? [] : [frame])).toContain(
      `${first} and is left out.\n${last} and is left out.`
    );
  });

  it('is not complete, and what follows is', async () => {
    const legs = await ask(closed, { ...weekly, result: 'legs' }, asked);
    const complete = legs[0]?.fields.find(({ name }) => name === 'complete')?.column.values;
    expect(complete).toEqual([false, true, true, false]);
    const frames = await ask(closed, weekly, asked);
    expect(seriesOf(frames)['x']).toEqual([10, 10, 5, 5]);
    expect(noticesOf(frames)).toContain(`${first}.\n${last}.`);
    expect(frames[0]?.meta.custom).not.toHaveProperty('incompleteFrom');
  });

  it('is taken as it is where incomplete ones are included', async () => {
    const frames = await ask(closed, { ...weekly, incomplete: 'include' }, asked);
    expect(noticesOf(frames)).not.toContain('only');
  });
});

describe('a closed dataset', () => {
  const until = (last: string): World => ({
    charges: june(10),
    settings: { costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: '.', until: last }] },
  });
  const cost = { formulas: [{ expression: 'cost' }], result: 'numeric' };

  it('says that it counts as 0 after its end', async () => {
    const frames = await ask(until('2026-06-10'), cost, { from: '2026-06-11', to: '2026-06-12' });
    expect(seriesOf(frames)['cost']).toEqual([0]);
    expect(noticesOf(frames)).toBe('Cost dataset cloud is closed since 2026-06-10: after it its cost counts as 0.');
  });

  it('says nothing of a range up to its end', async () => {
    expect(noticesOf(await ask(until('2026-06-10'), cost, { from: '2026-06-01', to: '2026-06-10' }))).toBe('');
  });
});
