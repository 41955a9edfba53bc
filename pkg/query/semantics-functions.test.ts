import { ask, noticesOf, seriesOf, type Charge, type World } from './testing/ask.ts';

/** Functions over time and groups (design section 4.14); every figure is worked out by hand beside it. */
const jobs = { name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };
const people = { name: 'people', unit: 'engineer', additivity: 'snapshot' };

/** On day n of June (1 to 30) team a costs n and does 1 job, team b costs 2n and does 4. */
const days = Array.from({ length: 30 }, (_, index) => ({
  day: `2026-06-${String(index + 1).padStart(2, '0')}`,
  n: index + 1,
}));
const world: World = {
  charges: days.flatMap(({ day, n }): Charge[] => [{ day, cost: n, team: 'a' }, { day, cost: 2 * n, team: 'b' }]), // prettier-ignore
  metrics: [jobs],
  usage: { jobs: days.flatMap(({ day }): [string, number, string][] => [[day, 1, 'a'], [day, 4, 'b']]) }, // prettier-ignore
};
const june = { from: '2026-06-01', to: '2026-06-30' };
const last = { from: '2026-06-29', to: '2026-06-30' };

async function series(expression: string, more: Record<string, unknown> = {}, asked = last, from: World = world) {
  return seriesOf(await ask(from, { formulas: [{ name: 'x', expression }], grain: 'day', ...more }, asked));
}

describe('semantics 14: functions over time', () => {
  it('rolling(x, 7d) divides the sums of seven days', async () => {
    // 23 to 29 June: 3 x (23 + … + 29) = 546 over 35 jobs; 24 to 30 June: 567 over 35.
    expect(await series('rolling(cost / jobs, 7d)')).toEqual({ x: [15.6, 16.2] });
  });

  it('rolling is missing until there is that much data', async () => {
    const { x } = await series('rolling(cost, 3d)', {}, { from: '2026-06-01', to: '2026-06-04' });
    expect(x).toEqual([null, null, 18, 27]); // 3 x (1 + 2 + 3), 3 x (2 + 3 + 4)
  });

  describe('rolling counts from the first value of the source, not from what a range happens to read', () => {
    const gap: World = {
      charges: days.map(({ day }) => ({ day, cost: 1 })),
      metrics: [{ name: 'a', unit: 'job', additivity: 'additive' }],
      usage: { a: days.flatMap(({ day, n }): [string, number][] => (n === 10 ? [] : [[day, 2]])) },
    };
    const ratio = 'rolling(cost / a, 7d)';

    it.each(['2026-06-01', '2026-06-10', '2026-06-15', '2026-06-16'])('in a range from %s', async (from) => {
      // 10 to 16 June: six days of 1 over six of 2, the 10th is missing.
      const { x } = await series(ratio, {}, { from, to: '2026-06-16' }, gap);
      expect(x?.at(-1)).toBe(0.5);
      expect(await series(ratio, { result: 'numeric' }, { from, to: '2026-06-16' }, gap)).toEqual({ x: [0.5] });
    });

    it('by group: a team that is new has no window yet', async () => {
      const teams: World = {
        charges: [{ day: '2026-06-04', cost: 30, team: 'a' }, { day: '2026-06-05', cost: 40, team: 'b' }, { day: '2026-06-30', cost: 1 }], // prettier-ignore
        metrics: [jobs],
        usage: { jobs: days.flatMap(({ day, n }): [string, number, string][] => (n < 5 ? [[day, 1, 'a']] : [[day, 1, 'a'], [day, 4, 'b']])) }, // prettier-ignore
      };
      // b begins on the 5th: three days of it end on the 7th; 40 over 12.
      for (const from of ['2026-06-05', '2026-06-06']) {
        const { a, b } = await series('rolling(cost / jobs, 3d)', { groupBy: ['team'] }, { from, to: '2026-06-07' }, teams); // prettier-ignore
        expect(a?.slice(-2)).toEqual([10, 0]); // 30 over 3, on the 7th the 30 of the 4th are out
        expect(b?.slice(-2)).toEqual([null, 40 / 12]);
      }
      const other = await series('rolling(jobs, 3d)', { groupBy: ['team'], limit: 1 }, { from: '2026-06-06', to: '2026-06-07' }, teams); // prettier-ignore
      expect(other).toEqual({ b: [null, 12], 'other (1)': [3, 3] });
    });

    it('by hour', async () => {
      const hours = Array.from({ length: 72 }, (_, index) => index);
      const hourly: World = {
        metrics: [{ name: 'a', unit: 'job', additivity: 'additive', nativeGrain: 'hour' }],
        usage: { a: hours.filter((hour) => hour !== 30).map((hour) => [new Date(Date.UTC(2026, 5, 1, hour)).toISOString(), 1]) }, // prettier-ignore
      };
      const asked = { from: '2026-06-02', to: '2026-06-02' };
      const { x } = await series('rolling(a, 6h)', { grain: 'hour' }, asked, hourly);
      expect(x?.slice(0, 8)).toEqual([6, 6, 6, 6, 6, 6, 5, 5]); // hour 30 is 06:00 of the 2nd
      const early = await series('rolling(a, 26h)', { grain: 'hour' }, asked, hourly);
      expect(early['x']?.slice(0, 2)).toEqual([null, 26]);
    });
  });

  it('timeShift goes back by days, and by months to the same day of the month', async () => {
    expect(await series('timeShift(cost, 1 DAY)')).toEqual({ x: [84, 87] });
    const july: World = { charges: [...(world.charges ?? []), { day: '2026-07-31', cost: 5 }] };
    const shifted = await series('timeShift(cost, 1 MONTH)', {}, { from: '2026-07-29', to: '2026-07-31' }, july);
    expect(shifted).toEqual({ x: [87, 90, 90] }); // 29 June, 30 June, and 30 June again for 31 July
  });

  it("Costory's alert formula is the relative change to the day before", async () => {
    const { x } = await series('(cost - timeShift(cost, 1 DAY)) / abs(timeShift(cost, 1 DAY))');
    expect(x?.[1]).toBeCloseTo(3 / 87, 12);
  });

  it('cumulative(x) begins with the range, monthToDate(x) with the month', async () => {
    const asked = { from: '2026-06-03', to: '2026-06-05' };
    expect(await series('cumulative(cost)', {}, asked)).toEqual({ x: [9, 21, 36] });
    expect(await series('monthToDate(cost)', {}, asked)).toEqual({ x: [18, 30, 45] });
    const ratio = (await series('cumulative(cost / jobs)', {}, asked))['x'] ?? [];
    expect(ratio[2]).toBeCloseTo(36 / 15, 12); // not the mean of 9/5, 12/5 and 15/5 weighted otherwise
  });

  it('average a stock over the window by its own rule, with the time basis of the window', async () => {
    const stock: World = {
      charges: days.map(({ day }) => ({ day, cost: 10 })),
      metrics: [people],
      usage: { people: days.map(({ day, n }): [string, number] => [day, n]) },
    };
    // 10 days: 100 USD, mean of 21 … 30 is 25.5, a third of a month: 100 / 25.5 / (10 / 30).
    const { x } = await series('rolling(cost / people, 10d)', {}, last, stock);
    expect(x?.[1]).toBeCloseTo(100 / 25.5 / (10 / 30), 12);
  });

  it('work over a whole range: as many days before, a month before, a window that ends with it', async () => {
    const numeric = { result: 'numeric' };
    const asked = { from: '2026-06-21', to: '2026-06-30' };
    // 21 … 30 sum to 255, 11 … 20 to 155, times 3.
    expect(await series('cost', numeric, asked)).toEqual({ x: [765] });
    expect(await series('previous(cost)', numeric, asked)).toEqual({ x: [465] });
    expect(await series('timeShift(cost, 10d)', numeric, asked)).toEqual({ x: [465] });
    expect(await series('rolling(cost, 20d)', numeric, asked)).toEqual({ x: [1230] });
    expect(await series('monthToDate(cost)', numeric, asked)).toEqual({ x: [1395] }); // 3 x 30 x 31 / 2
    expect(await series('cumulative(cost)', numeric, asked)).toEqual({ x: [765] });
  });

  it('nest from the outside in', async () => {
    // The three days that ended two days ago: on the 30th 26 + 27 + 28 = 81, times 3.
    expect((await series('timeShift(rolling(cost, 3d), 2d)'))['x']?.[1]).toBe(243);
  });

  it('take whole months before where the buckets are months, whatever their length', async () => {
    const two: World = { charges: [...(world.charges ?? []), { day: '2026-07-01', cost: 1 }] };
    const asked = { from: '2026-07-01', to: '2026-07-31' };
    expect(await series('timeShift(cost, 1mo)', { grain: 'month' }, asked, two)).toEqual({ x: [1395] });
    expect(await series('previous(cost)', { grain: 'month' }, asked, two)).toEqual({ x: [1395] });
  });

  it('are incomplete as long as what they look at is', async () => {
    const late = { ...world, now: '2026-06-29T12:00:00Z' }; // complete through 27 June, 12:00
    const answer = await ask(
      late,
      { formulas: [{ name: 'now', expression: 'cost' }, { name: 'then', expression: 'timeShift(cost, 3d)' }], grain: 'day', incomplete: 'hide' }, // prettier-ignore
      { from: '2026-06-26', to: '2026-06-29' }
    );
    expect(seriesOf(answer)).toEqual({ now: [78, null, null, null], then: [69, 72, 75, 78] });
  });

  it('refuse to look between values that a metric does not have', async () => {
    const monthly = { ...people, nativeGrain: 'month' };
    const usage = { people: [['2026-05-01', 10], ['2026-06-01', 20]] as const }; // prettier-ignore
    const coarse: World = { ...world, metrics: [monthly], usage: { people: usage.people.map((row) => [...row]) } };
    await expect(series('rolling(cost / people, 28d)', {}, june, coarse)).rejects.toThrow(
      'x looks back by days, and people has no values by day. Look back by months, or set gaps of the metric so that it can be read by day.'
    );
    const { x } = await series('timeShift(people, 1 MONTH)', {}, june, coarse);
    expect(x).toEqual([10]);
  });

  it('refuse hours of what is computed by day', async () => {
    await expect(series('timeShift(cost, 2 HOURS)')).rejects.toThrow('x looks back by hours');
  });
});

describe('semantics 14: functions over groups', () => {
  const grouped = { groupBy: ['team'] };

  it('share(x) is the part of the total, and refused for a ratio', async () => {
    expect(await series('share(jobs)', grouped)).toEqual({ a: [0.2, 0.2], b: [0.8, 0.8] });
    await expect(series('share(cost / jobs)', grouped)).rejects.toThrow('the groups of a ratio do not add up');
  });

  it('share(x) is refused where the groups do not add up to the total', async () => {
    const daily = { name: 'dau', unit: 'user', additivity: 'distinct', dimensions: { team: 'team' }, total: { location: 't' } }; // prettier-ignore
    const overlapping: World = {
      metrics: [daily],
      usage: { dau: [['2026-06-30', 2, 'a'], ['2026-06-30', 2, 'b']], 'dau/total': [['2026-06-30', 3]] }, // prettier-ignore
    };
    const day = { from: '2026-06-30', to: '2026-06-30' };
    await expect(series('share(dau)', grouped, day, overlapping)).rejects.toThrow(
      'the groups of dau do not add up to its total, so it has no share'
    );
    // The way out that the words name: each team saw two of three users.
    const part = await series('dau / total(dau)', grouped, day, overlapping);
    expect(part).toEqual({ a: [2 / 3], b: [2 / 3] });
    await expect(series('share(min(cost, 5))', grouped)).rejects.toThrow('the groups of this do not add up');
    // Of 3 x 30 USD, a third is team a's.
    const linear = await series('share(2 * cost - cost / 2)', grouped);
    expect(linear['a']?.[1]).toBeCloseTo(1 / 3, 12);
  });

  it('rank(x) gives places, the same for equals, and none to rests', async () => {
    const teams: World = {
      charges: [{ day: '2026-06-01', cost: 5, team: 'a' }, { day: '2026-06-01', cost: 9, team: 'b' }, { day: '2026-06-01', cost: 5, team: 'c' }, { day: '2026-06-01', cost: 1, team: 'd' }, { day: '2026-06-01', cost: 99 }], // prettier-ignore
    };
    expect(await series('rank(cost)', grouped, { from: '2026-06-01', to: '2026-06-01' }, teams)).toEqual({
      b: [1],
      a: [2],
      c: [2],
      d: [4],
      unattributed: [null],
    });
  });

  it('total(x) and functions over time go together', async () => {
    expect((await series('total(rolling(cost / jobs, 7d))', grouped))['x']).toEqual([15.6, 16.2]);
  });
});

describe('semantics 14: scalars', () => {
  it.each([
    ['sum(cost, cost)', [174, 180]],
    ['avg(cost, 3 * cost)', [174, 180]],
    ['floor(cost / 10)', [8, 9]],
    ['ceil(cost / 10)', [9, 9]],
    ['clamp(cost, 0, 88)', [87, 88]],
    ['sqrt(cost * cost)', [87, 90]],
    ['exp(log(cost / timeShift(cost, 0d)))', undefined],
    ['min(cost, 88) + max(cost, 88)', [175, 178]],
    ['cost > 88 ? 1 : 2', [2, 1]],
    ['cost > 88 && jobs == 5 || false', [0, 1]],
    ['-(2 ^ 3 ^ 2) % 100', [-12, -12]], // 2 ^ 9 = 512
  ])('%s', async (expression, expected) => {
    const work = series(expression);
    await (expected === undefined ? expect(work).rejects.toThrow('a length of time above zero') : expect(work).resolves.toEqual({ x: expected })); // prettier-ignore
  });

  it('gives nothing, never an infinity or NaN, where a function has no value', async () => {
    expect(await series('log(0 * cost / cost)')).toEqual({ x: [null, null] });
    expect(await series('sqrt(0 - cost / cost)')).toEqual({ x: [null, null] });
    expect(await series('exp(1000 * cost / cost)')).toEqual({ x: [null, null] });
  });
});

describe('semantics 9: four states', () => {
  it('zero usage, missing usage, missing cost and what is not complete yet are told apart', async () => {
    const states: World = {
      charges: [{ day: '2026-06-02', cost: 8, team: 'a' }, { day: '2026-06-03', cost: 8, team: 'a' }, { day: '2026-06-06', cost: 8, team: 'a' }], // prettier-ignore
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 4, 'a'], ['2026-06-02', 0, 'a'], ['2026-06-04', 4, 'a'], ['2026-06-05', 4, 'a']] }, // prettier-ignore
      now: '2026-06-07T00:00:00Z', // complete through 5 June, 00:00
    };
    const answer = await ask(
      states,
      { formulas: [{ name: 'x', expression: 'cost / jobs' }], grain: 'day' },
      { from: '2026-06-01', to: '2026-06-05' }
    );
    // 1: no cost yet (before the data), 2: zero jobs, 3: no jobs known, 4: cost absent inside the data is 0, 5: not complete.
    expect(seriesOf(answer)).toEqual({ x: [null, null, null, 0, null] });
    expect(noticesOf(answer)).toContain('the denominator is zero');
    expect(noticesOf(answer)).toContain(
      "jobs: 1 day between a group's first and last value has none; it counts as missing"
    );
    expect(answer[0]?.meta.custom?.incompleteFrom).toBe('2026-06-05T00:00:00.000Z');
  });
});
