import { ask, seriesOf, type World } from './testing/ask.ts';

/** Units and time bases through the whole way of a query (design sections 4.7 and 4.15); every figure is worked out by hand. */
function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) {
    all.push(new Date(t).toISOString().slice(0, 10));
  }
  return all;
}

const summer = days('2026-06-01', '2026-07-31');

/** 100 USD a day and 50 people: 62 USD per engineer in July, 60 in June. */
const team: World = {
  charges: summer.map((day) => ({ day, cost: 100 })),
  metrics: [
    { name: 'people', unit: 'engineer', additivity: 'snapshot' },
    { name: 'jobs', unit: 'job', additivity: 'additive' },
  ],
  usage: {
    people: summer.map((day): [string, number] => [day, 50]),
    jobs: summer.map((day): [string, number] => [day, 5]),
  },
  settings: {
    kpis: [
      { name: 'yearly', expression: 'cost / people', per: 'year' },
      { name: 'monthly', expression: 'cost / people', per: 'month' },
    ],
  },
};
const midJuly = { from: '2026-07-14', to: '2026-07-14' };

async function one(world: World, expression: string, more: Record<string, unknown> = {}, asked = midJuly) {
  const frames = await ask(world, { formulas: [{ name: 'x', expression }], grain: 'day', ...more }, asked);
  const field = frames[0]?.fields.find(({ column }) => column.type === 'number');
  return { value: seriesOf(frames)['x']?.[0], unit: field?.config?.unit };
}

describe('semantics 7: the time basis is that of the stretch of time which the flow covers', () => {
  const perMonth = 'suffix: USD / engineer / month';

  it.each([
    ['cost / people', 62],
    // 17 June to 14 July: 2800 / 50 = 56 in 14/30 of June and 14/31 of July.
    ['rolling(cost, 28d) / people', 56 / (14 / 30 + 14 / 31)],
    ['rolling(cost / people, 28d)', 56 / (14 / 30 + 14 / 31)],
    ['rolling(cost, 28d) / rolling(people, 28d)', 56 / (14 / 30 + 14 / 31)],
    ['monthToDate(cost) / people', 62], // 1400 / 50 = 28 in 14/31 of July
    ['cumulative(cost) / people', 62],
    ['timeShift(cost, 1 MONTH) / people', 60], // 100 / 50 in 1/30 of June
    ['previous(timeShift(cost, 1 MONTH)) / people', 60],
    ['-monthToDate(cost) / people', -62],
    ['2 * monthToDate(cost) / people', 124],
    ['(monthToDate(cost) + monthToDate(cost)) / people', 124],
    ['(monthToDate(cost) - 0.1 * monthToDate(cost)) / people', 55.8],
    ['max(monthToDate(cost), 0) / people', 62],
    ['monthToDate(cost) * (1 / people)', 62],
    ['cost / people - timeShift(cost / people, 1 MONTH)', 2], // 62 - 60
  ])('%s', async (expression, expected) => {
    const { value, unit } = await one(team, expression);
    expect(value).toBeCloseTo(expected, 9);
    expect(unit).toBe(perMonth);
  });

  it('also where a stock is held against a flow', async () => {
    // 50 engineers for 14/31 of July and 1400 USD.
    const expected = { value: expect.closeTo((50 * (14 / 31)) / 1400, 12) as number, unit: 'suffix: engineer months / USD' }; // prettier-ignore
    expect(await one(team, 'people / monthToDate(cost)')).toEqual(expected);
    expect(await one(team, 'people * (1 / monthToDate(cost))')).toEqual(expected);
  });

  it('counts the days that the flow counts', async () => {
    // No jobs on 30 June: 29 days of both, 145 jobs among 50, in 29/30 of June.
    const gap: World = { ...team, usage: { ...team.usage, jobs: summer.filter((day) => day !== '2026-06-30').map((day): [string, number] => [day, 5]) } }; // prettier-ignore
    const asked = { from: '2026-06-01', to: '2026-06-30' };
    const over = async (expression: string) => (await one(gap, expression, { result: 'numeric' }, asked)).value;
    expect(await over('jobs / people')).toBeCloseTo(145 / 50 / (29 / 30), 9);
    expect(await over('coalesce(jobs, 0) / people')).toBeCloseTo(145 / 50 / (29 / 30), 9);
    expect(await over('rolling(jobs, 7d) / people')).toBeCloseTo(30 / 50 / (6 / 30), 9);
    expect(await over('coalesce(cost, 0) / people + 0 * cost / people')).toBeCloseTo(60, 9);
  });

  it('needs none where flows cancel, whatever their stretches', async () => {
    expect((await one(team, 'rolling(cost, 28d) / cost')).value).toBe(28);
    expect((await one(team, 'cost * people / (jobs * people)')).value).toBe(20);
  });

  it.each(['(cost - previous(cost)) / people', '(monthToDate(cost) + cost) * (1 / people)'])(
    'refuses %s, whose parts cover different stretches',
    async (expression) => {
      await expect(one(team, expression)).rejects.toThrow(
        'amounts over different stretches of time have no time basis together; divide each of them by itself'
      );
    }
  );

  it('keeps a month and a year apart, and cancels equals', async () => {
    // Per year 100 / 50 x 365, per month 62.
    const ratio = await one(team, 'yearly / monthly');
    expect(ratio.value).toBeCloseTo(730 / 62, 9);
    expect(ratio.unit).toBe('suffix: months / year');
    expect(await one(team, 'monthly / monthly')).toEqual({ value: 1, unit: 'percentunit' });
    expect((await one(team, 'monthly * (people / cost)')).unit).toBe('percentunit');
    expect((await one(team, 'yearly ^ 2')).unit).toBe('suffix: USD^2 / engineer^2 / year^2');
    await expect(one(team, 'yearly - monthly')).rejects.toThrow(
      'cannot subtract USD / engineer / year and USD / engineer / month'
    );
  });
});

describe('semantics 7: a KPI has a time basis of its own', () => {
  const june = { from: '2026-06-01', to: '2026-06-30' };
  const world: World = {
    ...team,
    settings: {
      kpis: [
        { name: 'per_head', expression: 'cost / people', target: 59 },
        { name: 'per_head_year', expression: 'cost / people', per: 'year', target: 700 },
        { name: 'doubled', expression: '2 * per_head', target: 100 },
        { name: 'contrary', expression: '2 * per_head', per: 'day' },
        { name: 'spend', expression: 'cost', target: 3000 },
      ],
    },
  };
  const over = (expression: string, more: Record<string, unknown> = {}) =>
    ask(world, { formulas: [{ name: 'x', expression, ...more }], result: 'numeric' }, june);

  it('which its number, its target and the thresholds keep', async () => {
    const frames = await over('per_head');
    expect(seriesOf(frames)['x']?.[0]).toBeCloseTo(60, 9);
    expect(frames[0]?.fields[0]?.config?.thresholds?.steps[1]?.value).toBe(59);
    expect(seriesOf(await over('per_head - per_head.target'))['x']?.[0]).toBeCloseTo(1, 9);
    expect(seriesOf(await over('doubled'))['x']?.[0]).toBeCloseTo(120, 9);
    expect(seriesOf(await over('per_head_year'))['x']?.[0]).toBeCloseTo(730, 9); // 3000 / 50 in 30/365 of a year
    expect(seriesOf(await over('per_head', { per: 'month' }))['x']?.[0]).toBeCloseTo(60, 9);
  });

  it('which another per of the formula cannot change', async () => {
    const words = 'per: day has no effect here, because the KPI per_head is per month wherever it is used; remove per, or write the expression of per_head in its place'; // prettier-ignore
    await expect(over('per_head', { per: 'day' })).rejects.toThrow(words);
    await expect(over('per_head - per_head.target', { per: 'day' })).rejects.toThrow(words);
    await expect(over('contrary')).rejects.toThrow(`in the KPI contrary (2 * per_head): ${words}`);
    expect(seriesOf(await over('cost / people', { per: 'day' }))['x']?.[0]).toBeCloseTo(2, 9);
    expect(seriesOf(await over('cost / jobs', { per: 'day' }))['x']).toEqual([20]); // without a basis, per says nothing
  });

  it('which is that of the range where only a target stands', async () => {
    expect(seriesOf(await over('spend.target / people'))['x']?.[0]).toBeCloseTo(60, 9);
  });
});

describe('semantics 7: the bucket as a time basis in alert rules', () => {
  const perBucket = (expression: string, more: Record<string, unknown>) =>
    ask(team, { formulas: [{ name: 'x', expression, per: 'bucket' }], ...more }, { from: '2026-06-01', to: '2026-06-30', fromAlert: true }); // prettier-ignore

  it('needs a fixed grain', async () => {
    expect(seriesOf(await perBucket('cost / people', { grain: 'day' }))['x']?.[0]).toBe(2);
    await expect(perBucket('cost / people', {})).rejects.toThrow('set grain to day, week, month or another');
  });

  it.each(['numeric', 'table'])('is refused for a %s, whose bucket is its range', async (result) => {
    await expect(perBucket('cost / people', { grain: 'day', result })).rejects.toThrow(
      `the bucket of a ${result} is its whole range. Set per to day, month or year.`
    );
  });

  it('is found behind the basis of a KPI', async () => {
    await expect(perBucket('yearly / (cost / people)', {})).rejects.toThrow('an alert rule needs a fixed length');
  });
});

describe('semantics 15: a scale is never lost', () => {
  const world: World = {
    charges: [{ day: '2026-06-01', cost: 20 }],
    metrics: [
      { name: 'revenue', unit: 'USD', additivity: 'additive' },
      { name: 'jobs', unit: 'job', additivity: 'additive' },
      { name: 'done', unit: 'job', additivity: 'additive' },
      { name: 'users', unit: 'user', additivity: 'additive' },
    ],
    usage: { revenue: [['2026-06-01', 100]], jobs: [['2026-06-01', 4000]], done: [['2026-06-01', 1000]], users: [['2026-06-01', 50]] }, // prettier-ignore
    settings: { kpis: [{ name: 'per_k', expression: 'cost / (jobs / 1000)' }] },
  };
  const day = { from: '2026-06-01', to: '2026-06-01' };

  it.each([
    // 5 USD per 1k jobs
    ['per_k', 5, 'suffix: USD / 1k jobs'],
    // … for 4000 jobs: the cost again
    ['per_k * jobs', 20, 'currencyUSD'],
    ['jobs * per_k', 20, 'currencyUSD'],
    ['per_k * jobs - cost', 0, 'currencyUSD'],
    ['per_k * (jobs / 1000)', 20, 'currencyUSD'],
    // … at 80 jobs per user: 400 USD per 1k users
    ['per_k * (jobs / users)', 400, 'suffix: USD / 1k users'],
    ['cost / jobs * (jobs / 1000)', 20, 'currencyUSD'],
    ['cost / (revenue / 100)', 20, 'percent'],
    ['cost / revenue * 100', 20, 'percent'],
    ['cost / revenue', 0.2, 'percentunit'],
    ['(cost / 1000) / revenue', 0.0002, 'suffix: × 1k'],
    ['done / (jobs / 1000)', 250, 'suffix: per 1k'],
    ['cost / revenue * 1000', 200, 'suffix: per 1k'],
    ['cost / revenue * 1000 / 10', 20, 'percent'],
    ['(done / 1000) * jobs', 4_000_000, 'suffix: jobs^2'],
    ['(jobs / 1000) ^ 2', 16, 'suffix: (1k jobs)^2'],
    // A part of an amount is an amount.
    ['cost - 0.1 * revenue', 10, 'currencyUSD'],
    ['(cost * 1000 - revenue) / jobs', 4.975, 'suffix: USD / job'],
    ['cost * 1000 / jobs', 5, 'suffix: USD / 1k jobs'],
  ])('%s is %d, %s', async (expression, expected, unit) => {
    const answer = await one(world, expression, {}, day);
    expect(answer.value).toBeCloseTo(expected, 12);
    expect(answer.unit).toBe(unit);
  });

  it.each([
    ['cost / revenue + done / (jobs / 1000)', 'cannot add a plain ratio and per 1k'],
    ['cost / revenue * 100 > cost / revenue', 'cannot compare % and a plain ratio'],
    ['jobs - jobs / 1000', 'cannot subtract jobs and 1k jobs'],
  ])('refuses %s', async (expression, words) => {
    await expect(one(world, expression, {}, day)).rejects.toThrow(words);
  });

  it.each([
    ['log(cost / revenue)', Math.log(0.2), 'none'],
    ['log(cost / revenue) * 100', 100 * Math.log(0.2), 'none'],
    ['exp(cost / revenue)', Math.exp(0.2), 'none'],
    ['2 ^ (cost / revenue)', 2 ** 0.2, 'none'],
    // A mean growth is a part of the whole.
    ['(cost / revenue) ^ 0.5', Math.sqrt(0.2), 'percentunit'],
  ])('%s is a number, %s in %s', async (expression, expected, unit) => {
    const answer = await one(world, expression, {}, day);
    expect(answer.value).toBeCloseTo(expected, 12);
    expect(answer.unit).toBe(unit);
  });
});

describe('semantics 15: a quantity has the unit of its own leg', () => {
  const charge = (service: string, cost: number, quantity: number, unit: string) => ({ day: '2026-06-01', cost, quantity, svc: service, ConsumedUnit: unit }); // prettier-ignore
  const world: World = {
    charges: [charge('s3', 10, 100, 'GB'), charge('glacier', 6, 50, 'GB'), charge('ec2', 60, 30, 'Hours')],
  };
  const leg = (name: string, service: string) => ({ name, kind: 'cost', measure: 'ConsumedQuantity', filters: [{ dimension: 'tag:svc', values: [service] }] }); // prettier-ignore
  const legs = [leg('s3', 's3'), leg('glacier', 'glacier'), leg('ec2', 'ec2'), leg('none', 'nothing')];
  const day = { from: '2026-06-01', to: '2026-06-01' };

  it.each([
    ['s3', 100, 'suffix: GB'],
    ['ec2', 30, 'suffix: Hours'],
    ['cost / ec2', 76 / 30, 'suffix: USD / Hours'],
    ['cost / (s3 / 1000)', 760, 'suffix: USD / 1k GB'],
    ['s3 / ec2', 100 / 30, 'suffix: GB / Hours'],
    ['s3 / glacier', 2, 'percentunit'],
    ['s3 + glacier', 150, 'suffix: GB'],
    ['s3 + none', 100, 'suffix: GB'],
    ['log(s3 / glacier)', Math.log(2), 'none'],
  ])('%s is %d, %s', async (expression, expected, unit) => {
    const answer = await one(world, expression, { legs }, day);
    expect(answer.value).toBeCloseTo(expected, 12);
    expect(answer.unit).toBe(unit);
  });

  it.each([
    [
      's3 + ec2',
      'cannot add GB and Hours; divide one by the other, or show two formulas. In the data s3 is counted in GB and ec2 in Hours.',
    ],
    ['max(s3, ec2)', 'cannot use max on GB and Hours. In the data s3 is counted in GB and ec2 in Hours.'],
    ['ec2 > s3', 'cannot compare Hours and GB. In the data ec2 is counted in Hours and s3 in GB.'],
    ['log(s3 / ec2)', 'log needs a number without a unit, and this is in GB / Hours. In the data'],
  ])('refuses %s when it has read what they count', async (expression, words) => {
    await expect(one(world, expression, { legs }, day)).rejects.toThrow(words);
  });
});
