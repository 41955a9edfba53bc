import { ask, datesOf, noticesOf, seriesOf, type Charge, type World } from './testing/ask.ts';

/** The points of design section 4 that hold so far, by their numbers; every expected figure is worked out by hand. */
const jobs = { name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };
const customers = {
  name: 'customers',
  unit: 'customer',
  additivity: 'distinct',
  dimensions: { product: 'product' },
  total: { location: 't' },
};
const headcount = { name: 'people', unit: 'engineer', additivity: 'snapshot', dimensions: { team: 'team' } };

/** The same cost on each day of [from, to]. */
function daily(from: string, to: string, cost: number, more: Partial<Charge> = {}): Charge[] {
  return days(from, to).map((day) => ({ day, cost, ...more }));
}

function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) {
    all.push(new Date(t).toISOString().slice(0, 10));
  }
  return all;
}

const june = { from: '2026-06-01', to: '2026-06-30' };

describe('semantics 1: ratio of sums', () => {
  const world: World = {
    charges: [{ day: '2026-06-01', cost: 10, team: 'a' }, { day: '2026-06-02', cost: 10, team: 'a' }], // prettier-ignore
    metrics: [jobs],
    usage: { jobs: [['2026-06-01', 1, 'a'], ['2026-06-02', 9, 'a']] }, // prettier-ignore
  };

  it('divides 20 by 10, and never averages 10 and 1.11', async () => {
    const month = await ask(world, { formulas: [{ expression: 'cost / jobs' }], grain: 'month' }, june);
    expect(seriesOf(month)).toEqual({ 'cost / jobs': [2] });
    const range = await ask(
      world,
      { formulas: [{ expression: 'cost / jobs' }], result: 'numeric' },
      { from: '2026-06-01', to: '2026-06-02' }
    );
    expect(seriesOf(range)).toEqual({ 'cost / jobs': [2] });
  });

  it('gives the published 6.741935 per million tokens, not the mean of prices 8.8125', async () => {
    const tokens = { ...jobs, name: 'tokens', unit: 'token', dimensions: {} };
    const answer = await ask(
      {
        charges: [50, 50, 2.25, 2.25].map((cost) => ({ day: '2026-06-01', cost })),
        metrics: [tokens],
        usage: { tokens: [['2026-06-01', 10e6], ['2026-06-01', 2e6], ['2026-06-01', 3e6], ['2026-06-01', 0.5e6]] }, // prettier-ignore
      },
      { formulas: [{ name: 'per million', expression: 'cost / (tokens / 1_000_000)' }], result: 'numeric' },
      { from: '2026-06-01', to: '2026-06-01' }
    );
    expect(seriesOf(answer)['per million']?.[0]).toBeCloseTo(104.5 / 15.5, 9);
    expect(answer[0]?.fields[0]?.config?.unit).toBe('suffix: USD / 1M tokens');
  });
});

describe('semantics 2: one calendar', () => {
  it('widens a time series outward to whole buckets and stamps each with its start', async () => {
    const answer = await ask(
      { charges: daily('2026-05-01', '2026-07-31', 1) },
      { formulas: [{ expression: 'cost' }], grain: 'month' },
      { from: '2026-05-20', to: '2026-06-03' }
    );
    expect(datesOf(answer[0])).toEqual(['2026-05-01', '2026-06-01']);
    expect(seriesOf(answer)).toEqual({ cost: [31, 30] });
  });

  it('starts buckets at local midnight of the data source, with a 25-hour day', async () => {
    const answer = await ask(
      { charges: daily('2026-10-24', '2026-10-27', 1), settings: { timezone: 'Europe/Berlin' } },
      { formulas: [{ expression: 'cost' }], grain: 'day' },
      { from: '2026-10-25', to: '2026-10-26' }
    );
    const times = Array.from(answer[0]?.fields[0]?.column.values ?? [], Number);
    expect(times.slice(0, 3)).toEqual([
      Date.UTC(2026, 9, 24, 22),
      Date.UTC(2026, 9, 25, 23),
      Date.UTC(2026, 9, 26, 23),
    ]);
  });

  it('cuts ISO weeks on Monday', async () => {
    const answer = await ask(
      { charges: daily('2026-11-01', '2026-11-30', 1) },
      { formulas: [{ expression: 'cost' }], grain: 'week' },
      { from: '2026-11-10', to: '2026-11-17' }
    );
    expect(datesOf(answer[0])).toEqual(['2026-11-09', '2026-11-16']);
  });
});

describe('semantics 3: whole-range results', () => {
  const world: World = {
    charges: [
      ...daily('2026-06-01', '2026-06-10', 10, { team: 'a' }),
      ...daily('2026-06-01', '2026-06-10', 6, { team: 'b' }),
    ],
    metrics: [jobs],
    usage: {
      jobs: days('2026-06-01', '2026-06-10').flatMap((day): [string, number, string][] =>
        day === '2026-06-05' ? [[day, 2, 'b']] : [[day, 5, 'a'], [day, 2, 'b']]
      ), // prettier-ignore
    },
  };

  it('leaves a day on which a leg is missing for a group out of all sums of that group, and counts it', async () => {
    const query = {
      formulas: [{ expression: 'cost / jobs' }, { name: 'spend', expression: 'cost' }],
      groupBy: ['team'],
      result: 'table',
    };
    const answer = await ask(world, query, { from: '2026-06-01', to: '2026-06-10' });
    expect(seriesOf(answer)).toEqual({ 'cost / jobs': [2, 3], spend: [100, 60] }); // a: 90 / 45 over nine days
    expect(noticesOf(answer)).toContain('cost / jobs: 1 day is left out');
  });

  it('ends where its legs are complete, unless asked to include the rest', async () => {
    // Complete through is now minus 48 h: 6 June, 12:00, so that days up to the 5th are complete.
    const late = { ...world, now: '2026-06-08T12:00:00Z' };
    const asked = { from: '2026-06-01', to: '2026-06-10' };
    const cut = await ask(late, { formulas: [{ expression: 'cost' }], result: 'numeric' }, asked);
    expect(seriesOf(cut)).toEqual({ cost: [80] });
    const all = await ask(
      late,
      { formulas: [{ expression: 'cost' }], result: 'numeric', incomplete: 'include' },
      asked
    );
    expect(seriesOf(all)).toEqual({ cost: [160] });
  });

  it('compares with as many complete days before', async () => {
    const steps: World = {
      charges: [...daily('2026-06-01', '2026-06-05', 1), ...daily('2026-06-06', '2026-06-10', 3)],
      now: '2026-06-12T00:00:00Z',
    };
    // Complete through is 10 June, 00:00: the range 7 to 12 June holds three complete days (9), the three before it 1 + 1 + 3.
    const answer = await ask(
      steps,
      { formulas: [{ expression: 'cost' }, { name: 'before', expression: 'previous(cost)' }], result: 'numeric' },
      { from: '2026-06-07', to: '2026-06-12' }
    );
    expect(seriesOf(answer)).toEqual({ cost: [9], before: [5] });
  });

  it('says what to do when no day of the range is complete', async () => {
    const answer = await ask(
      { ...world, now: '2026-06-06T00:00:00Z' },
      { formulas: [{ expression: 'cost' }], result: 'numeric' },
      { from: '2026-06-05', to: '2026-06-06' }
    );
    expect(noticesOf(answer)).toContain('complete through 2026-06-03');
    expect(noticesOf(answer)).toContain('widen the range');
  });
});

describe('semantics 4: grain', () => {
  const monthly = { ...headcount, nativeGrain: 'month', dimensions: {} };
  const charges = daily('2026-06-01', '2026-07-31', 30);

  it('cannot go below the native grain of a metric whose gaps are not filled', async () => {
    const answer = await ask(
      { charges, metrics: [{ ...monthly, gaps: 'none' }], usage: { people: [['2026-06-01', 10], ['2026-07-01', 12]] } }, // prettier-ignore
      { formulas: [{ expression: 'cost / people' }], grain: 'day' },
      { from: '2026-06-01', to: '2026-07-31' }
    );
    expect(datesOf(answer[0])).toEqual(['2026-06-01', '2026-07-01']);
    expect(seriesOf(answer)['cost / people']?.[0]).toBeCloseTo(90, 9); // 900 / 10 in one month
  });

  it('holds a stock on each day of its period', async () => {
    const answer = await ask(
      { charges, metrics: [{ ...monthly, gaps: 'hold' }], usage: { people: [['2026-06-01', 10], ['2026-07-01', 12]] } }, // prettier-ignore
      { formulas: [{ name: 'people', expression: 'people' }], grain: 'day' },
      { from: '2026-06-30', to: '2026-07-01' }
    );
    expect(seriesOf(answer)).toEqual({ people: [10, 12] });
  });

  it('spreads a flow over the days of its own period, even when the range cuts it', async () => {
    const answer = await ask(
      {
        charges,
        metrics: [{ ...monthly, name: 'revenue', additivity: 'additive', gaps: 'spread' }],
        usage: { revenue: [['2026-06-01', 300]] },
      },
      { formulas: [{ expression: 'revenue' }], grain: 'day' },
      { from: '2026-06-29', to: '2026-06-30' }
    );
    expect(seriesOf(answer)).toEqual({ revenue: [10, 10] });
  });

  describe('beside a metric by week', () => {
    const weekly = { ...jobs, name: 'wk', dimensions: {}, nativeGrain: 'week', gaps: 'none' };
    const mondays = ['2026-05-25', '2026-06-01', '2026-06-08', '2026-06-15', '2026-06-22', '2026-06-29'];
    const beside = async (metric: Record<string, unknown>, rows: [string, number][], from: string, to: string) =>
      seriesOf(
        await ask(
          { metrics: [weekly, { ...monthly, ...metric, name: 'x' }], usage: { wk: mondays.map((day) => [day, 7]), x: rows } }, // prettier-ignore
          { formulas: [{ name: 'x', expression: 'x + 0 * wk / wk * x' }], grain: 'week', incomplete: 'include' },
          { from, to }
        )
      )['x'];
    const revenue = { additivity: 'additive', gaps: 'spread' };

    it('spreads a flow over the days of its period, whatever weeks are in view', async () => {
      const rows: [string, number][] = [['2026-06-01', 300], ['2026-07-01', 620]]; // prettier-ignore
      expect(await beside(revenue, rows, '2026-06-10', '2026-06-10')).toEqual([70]); // 7 x 10
      expect(await beside(revenue, rows, '2026-06-08', '2026-06-21')).toEqual([70, 70]);
      expect(await beside(revenue, rows, '2026-06-22', '2026-06-30')).toEqual([70, 120]); // 2 x 10 + 5 x 20
    });

    it('has no sum for a week of which some days are unknown', async () => {
      expect(await beside(revenue, [['2026-06-01', 300]], '2026-05-25', '2026-06-30')).toEqual([null, 70, 70, 70, 70, null]); // prettier-ignore
    });

    it('averages a stock over the days of the week', async () => {
      const rows: [string, number][] = [['2026-06-01', 10], ['2026-07-01', 17]]; // prettier-ignore
      expect(await beside({ gaps: 'hold' }, rows, '2026-06-22', '2026-06-30')).toEqual([10, 15]); // (2 x 10 + 5 x 17) / 7
    });
  });

  it('draws a straight line between the values of a stock', async () => {
    const answer = await ask(
      { charges, metrics: [{ ...monthly, gaps: 'linear' }], usage: { people: [['2026-06-01', 10], ['2026-07-01', 40]] } }, // prettier-ignore
      { formulas: [{ expression: 'people' }], grain: 'day' },
      { from: '2026-06-01', to: '2026-06-16' }
    );
    expect(seriesOf(answer)['people']?.[15]).toBeCloseTo(25, 9); // half of the 30 days of June
  });

  it('chooses auto by range and native grains alone', async () => {
    const grainOf = async (from: string, to: string) =>
      (await ask({ charges }, { formulas: [{ expression: 'cost' }] }, { from, to }))[0]?.meta.custom?.grain;
    expect(await grainOf('2026-06-01', '2026-06-01')).toBe('day'); // a cost is never interpolated to hours
    expect(await grainOf('2026-01-01', '2026-03-31')).toBe('day');
    expect(await grainOf('2026-01-01', '2026-06-30')).toBe('week');
    expect(await grainOf('2025-01-01', '2026-06-30')).toBe('month');
  });

  it('reads hours where every leg has them', async () => {
    const hourly = { ...jobs, nativeGrain: 'hour', dimensions: {} };
    const answer = await ask(
      { metrics: [hourly], usage: { jobs: [['2026-06-01T00:00:00Z', 3], ['2026-06-01T01:00:00Z', 4]] } }, // prettier-ignore
      { formulas: [{ expression: 'jobs' }], grain: 'hour' },
      { from: '2026-06-01', to: '2026-06-01' }
    );
    expect(seriesOf(answer)['jobs']?.slice(0, 3)).toEqual([3, 4, null]);
  });
});

describe('semantics 6: additivity is a type', () => {
  it('fails an entry that contradicts itself', async () => {
    const wrong = { ...jobs, aggregate: { time: 'average' } };
    await expect(ask({ metrics: [wrong] }, { formulas: [{ expression: 'jobs' }] }, june)).rejects.toThrow(
      'average over time contradicts additivity additive, which allows sum'
    );
  });

  it('averages a stock over time and adds it up over groups', async () => {
    const answer = await ask(
      { metrics: [headcount], usage: { people: [['2026-06-01', 4, 'a'], ['2026-06-02', 6, 'a'], ['2026-06-01', 1, 'b'], ['2026-06-02', 1, 'b']] } }, // prettier-ignore
      { formulas: [{ expression: 'people' }], result: 'numeric', incomplete: 'include' },
      { from: '2026-06-01', to: '2026-06-02' }
    );
    expect(seriesOf(answer)).toEqual({ people: [6] }); // (4 + 1 + 6 + 1) / 2
  });

  it('takes the total of a distinct count from its own series, never from a sum', async () => {
    const world: World = {
      metrics: [customers],
      usage: { customers: [['2026-06-01', 7, 'x'], ['2026-06-01', 8, 'y']], 'customers/total': [['2026-06-01', 12]] }, // prettier-ignore
    };
    const asked = { from: '2026-06-01', to: '2026-06-01' };
    expect(seriesOf(await ask(world, { formulas: [{ expression: 'customers' }], result: 'numeric' }, asked))).toEqual({
      customers: [12],
    });
  });

  it('refuses to add a distinct count up and names the way out', async () => {
    await expect(
      ask({ metrics: [{ ...customers, total: undefined }] }, { formulas: [{ expression: 'cost / customers' }] }, june)
    ).rejects.toThrow(
      'customers counts different things, so its groups cannot be added up, and it has no total counted by its source. Declare total: under the metric, or group by product.'
    );
  });
});

describe('semantics 7: a flow over a stock has a time basis', () => {
  const world: World = {
    charges: daily('2026-06-01', '2026-07-31', 100),
    metrics: [{ ...headcount, dimensions: {} }],
    usage: { people: days('2026-06-01', '2026-07-31').map((day): [string, number] => [day, 50]) },
  };
  const cost = (per?: string) => ({ formulas: [{ name: 'c', expression: 'cost / people', ...(per && { per }) }] });

  it('is the same per month whether it is asked by day, by month or over the range', async () => {
    const byMonth = seriesOf(await ask(world, { ...cost(), grain: 'month' }, june));
    expect(byMonth['c']?.[0]).toBeCloseTo(60, 9); // 3000 / 50
    const byDay = seriesOf(await ask(world, { ...cost(), grain: 'day' }, june));
    expect(byDay['c']?.[0]).toBeCloseTo(60, 9); // 100 / 50 in 1/30 of June
    const range = seriesOf(
      await ask(world, { ...cost(), result: 'numeric' }, { from: '2026-06-16', to: '2026-07-31' })
    );
    expect(range['c']?.[0]).toBeCloseTo((46 * 100) / 50 / (15 / 30 + 1), 9);
  });

  it('says so in the unit, and takes another basis', async () => {
    const day = await ask(world, { ...cost('day'), grain: 'month' }, june);
    expect(seriesOf(day)['c']?.[0]).toBeCloseTo(2, 9);
    expect(day[0]?.fields[1]?.config?.unit).toBe('suffix: USD / engineer / day');
    const bucket = await ask(world, { ...cost('bucket'), grain: 'day' }, june);
    expect(seriesOf(bucket)['c']?.[0]).toBeCloseTo(2, 9);
  });

  it('refuses a basis of the bucket in an alert rule whose grain is open', async () => {
    await expect(ask(world, cost('bucket'), { ...june, fromAlert: true })).rejects.toThrow(
      'an alert rule needs a fixed length'
    );
  });
});

describe('semantics 8: keys are mapped, then joined', () => {
  const world: World = {
    charges: [
      { day: '2026-06-01', cost: 60, team: 'a' },
      { day: '2026-06-01', cost: 30, team: 'B' },
      { day: '2026-06-01', cost: 5 },
      { day: '2026-06-01', cost: 5, team: 'only-cost' },
    ],
    settings: { dimensions: [{ name: 'team', from: ['tag:team'], values: { B: 'b' } }] },
    metrics: [jobs],
    usage: { jobs: [['2026-06-01', 6, 'a'], ['2026-06-01', 3, 'b'], ['2026-06-01', 9, 'only-usage'], ['2026-06-01', 7, null]] }, // prettier-ignore
  };
  const asked = { from: '2026-06-01', to: '2026-06-01' };
  const query = { formulas: [{ expression: 'cost / jobs' }], groupBy: ['team'], grain: 'day' };

  it('keeps the three rests apart', async () => {
    const answer = await ask(world, query, asked);
    expect(seriesOf(answer)).toEqual({
      a: [10],
      b: [10],
      'only-cost': [null],
      'only-usage': [null],
      unattributed: [null],
    });
    expect(answer[0]?.meta.custom?.attributionCoverage).toBeCloseTo(0.9, 9); // 90 of 100
  });

  it('shows unattributed cost where no ratio is asked', async () => {
    expect(seriesOf(await ask(world, { ...query, formulas: [{ expression: 'cost' }] }, asked))['unattributed']).toEqual(
      [5]
    );
  });

  it('folds groups beyond the limit by their legs, not by their ratios', async () => {
    const answer = seriesOf(await ask(world, { ...query, limit: 1 }, asked));
    expect(Object.keys(answer)).toEqual(['a', 'other (3)', 'unattributed']);
    expect(answer['other (3)']?.[0]).toBeCloseTo(35 / 12, 9);
  });

  it('never folds for an alert rule', async () => {
    const frames = await ask(world, { ...query, limit: 1 }, { ...asked, fromAlert: true });
    expect(Object.keys(seriesOf(frames))).toEqual(['a', 'b']);
  });

  it('refuses a leg without the grouping dimension, names both ways out, and both work', async () => {
    const metrics = [{ ...jobs, dimensions: {} }];
    const flat: World = { ...world, metrics, usage: { jobs: [['2026-06-01', 10]] } };
    await expect(ask(flat, query, asked)).rejects.toThrow(
      'The metric jobs has no grouping dimension team (it has: none). Write total(jobs) to use its total for every group, or set broadcast: true on the leg.'
    );
    const total = seriesOf(await ask(flat, { ...query, formulas: [{ expression: 'cost / total(jobs)' }] }, asked));
    expect(total).toEqual({ a: [6], b: [3], 'only-cost': [0.5], unattributed: [0.5] });
    const legs = [{ name: 'all_jobs', kind: 'usage', metric: 'jobs', broadcast: true }];
    const broadcast = seriesOf(
      await ask(flat, { ...query, legs, formulas: [{ expression: 'cost / all_jobs' }] }, asked)
    );
    expect(broadcast).toEqual(total);
  });

  it('applies a filter to both sides and refuses it where a leg lacks the dimension', async () => {
    const filters = [{ dimension: 'team', op: 'in', values: ['b'] }];
    expect(seriesOf(await ask(world, { ...query, filters }, asked))).toEqual({ b: [10] });
    const flat: World = { ...world, metrics: [{ ...jobs, dimensions: {} }], usage: { jobs: [['2026-06-01', 10]] } };
    await expect(ask(flat, { formulas: [{ expression: 'cost / jobs' }], filters }, asked)).rejects.toThrow(
      'no filtering dimension team'
    );
    expect(
      seriesOf(
        await ask(flat, { formulas: [{ name: 'c', expression: 'cost / total(jobs)' }], filters, grain: 'day' }, asked)
      )
    ).toEqual({ c: [3] });
  });
});

describe('semantics 9: missing is not zero', () => {
  const world: World = {
    charges: [
      ...daily('2026-06-01', '2026-06-03', 10, { team: 'a' }),
      { day: '2026-06-01', cost: 4, team: 'b' },
      { day: '2026-06-10', cost: 1, team: 'b' },
    ],
    metrics: [jobs],
    usage: { jobs: [['2026-06-01', 5, 'a'], ['2026-06-02', 0, 'a'], ['2026-06-01', 2, 'b'], ['2026-06-02', 2, 'b'], ['2026-06-03', 2, 'b']] }, // prettier-ignore
  };

  it('gives null for a zero and for a missing denominator, never an infinity, and says so', async () => {
    const answer = await ask(
      world,
      { formulas: [{ expression: 'cost / jobs' }], groupBy: ['team'], grain: 'day' },
      { from: '2026-06-01', to: '2026-06-03' }
    );
    expect(seriesOf(answer)).toEqual({ a: [2, null, null], b: [2, 0, 0] }); // an absent cost before complete through is 0
    expect(noticesOf(answer)).toContain('1 value is missing because the denominator is zero');
  });

  it('knows no cost before the data begins and none after it ends', async () => {
    const answer = await ask(
      world,
      { formulas: [{ expression: 'cost' }], grain: 'day' },
      { from: '2026-05-31', to: '2026-06-12' }
    );
    expect(seriesOf(answer)['cost']).toEqual([null, 14, 10, 10, 0, 0, 0, 0, 0, 0, 1, null, null]);
  });

  it('lets a policy decide otherwise', async () => {
    const query = { formulas: [{ expression: 'coalesce(cost / jobs, 0)' }], groupBy: ['team'], grain: 'day' };
    expect(seriesOf(await ask(world, query, { from: '2026-06-01', to: '2026-06-03' }))['a']).toEqual([2, 0, 0]);
  });
});

describe('semantics 10: completeness gate', () => {
  const world: World = { charges: daily('2026-06-01', '2026-06-10', 10), now: '2026-06-08T12:00:00Z' };
  const query = { formulas: [{ expression: 'cost' }], grain: 'day' };
  const asked = { from: '2026-06-04', to: '2026-06-08' };

  it('marks what is not complete', async () => {
    const answer = await ask(world, query, asked);
    expect(seriesOf(answer)['cost']).toEqual([10, 10, 10, 10, 10]);
    expect(answer[0]?.meta.custom).toMatchObject({
      completeThrough: '2026-06-06T12:00:00.000Z',
      incompleteFrom: '2026-06-06T00:00:00.000Z',
    });
  });

  it('hides it, or includes it, as asked', async () => {
    expect(seriesOf(await ask(world, { ...query, incomplete: 'hide' }, asked))['cost']).toEqual([
      10,
      10,
      null,
      null,
      null,
    ]);
    expect(
      (await ask(world, { ...query, incomplete: 'include' }, asked))[0]?.meta.custom?.incompleteFrom
    ).toBeUndefined();
  });

  it('is left out of alert evaluations unless they say include', async () => {
    const alert = { ...asked, fromAlert: true };
    expect(datesOf((await ask(world, query, alert))[0])).toEqual(['2026-06-04', '2026-06-05']);
    expect(datesOf((await ask(world, { ...query, incomplete: 'include' }, alert))[0])).toHaveLength(5);
  });

  it('holds nothing back for a dataset that is closed', async () => {
    const costs = [{ name: 'old', connection: 'here', format: 'focus', location: '.', until: '2026-06-05' }];
    const answer = await ask(
      { ...world, charges: daily('2026-06-01', '2026-06-05', 10), settings: { costs } },
      query,
      asked
    );
    expect(seriesOf(answer)['cost']).toEqual([10, 10, 0, 0, 0]);
  });
});

describe('semantics 11: money is not mixed', () => {
  it('refuses two currencies and names the way out', async () => {
    const charges = [{ day: '2026-06-01', cost: 1 }, { day: '2026-06-01', cost: 1, currency: 'EUR' }]; // prettier-ignore
    await expect(ask({ charges }, { formulas: [{ expression: 'cost' }] }, june)).rejects.toThrow(
      'cost (EffectiveCost) mixes currencies EUR, USD, which cannot be added up. Give rates for EUR or set currency: EUR in the settings, or filter by BillingCurrency.'
    );
    await expect(ask({ charges: charges.slice(1) }, { formulas: [{ expression: 'cost' }] }, june)).rejects.toThrow(
      'Give rates for EUR or set currency: EUR in the settings, or filter by BillingCurrency.'
    );
  });
});

describe('semantics 11: currencies are converted at dated rates', () => {
  const charges: Charge[] = [
    { day: '2026-06-05', cost: 10, currency: 'EUR', team: 'a' },
    { day: '2026-06-06', cost: 10, currency: 'EUR', team: 'a' },
    { day: '2026-06-06', cost: 5, team: 'a' },
    { day: '2026-07-01', cost: 10, currency: 'EUR', team: 'b' },
  ];
  const values = [
    { date: '2026-06-05', value: 1.1, keys: { currency: 'EUR' } },
    { date: '2026-06-08', value: 1.3, keys: { currency: 'EUR' } },
    { date: '2026-07-01', value: 1.5, keys: { currency: 'EUR' } },
  ];
  const query = { formulas: [{ expression: 'cost' }], groupBy: ['team'], grain: 'month' };
  const asked = { from: '2026-06-01', to: '2026-07-31' };

  it('of the day, the last one before a weekend', async () => {
    const answer = await ask({ charges, settings: { rates: { values } } }, query, asked);
    // a: 10 x 1.1 on Friday, the same rate on Saturday, and 5 USD: 27. b: 10 x 1.5.
    expect(seriesOf(answer)).toEqual({ a: [27, 0], b: [0, 15] });
    expect(noticesOf(answer)).toContain('EUR is converted to USD at 1.1 to 1.5, the rate of the day.');
    expect(answer[0]?.meta.executedQueryString).toContain('other currencies to USD at the rate of the day');
  });

  it('of the month, the mean of its rates', async () => {
    const answer = await ask({ charges, settings: { rates: { by: 'month', values } } }, query, asked);
    expect(seriesOf(answer)).toEqual({ a: [29, 0], b: [0, 15] }); // 20 x (1.1 + 1.3) / 2 + 5
  });

  it('and refused, with the date, where there is none', async () => {
    const pounds = [{ day: '2026-06-05', cost: 1, currency: 'GBP' }];
    await expect(ask({ charges: pounds, settings: { rates: { values } } }, query, asked)).rejects.toThrow(
      'There is no rate from GBP to USD for 2026-06-05. Give rates for GBP or set currency: GBP in the settings'
    );
    const late = [{ day: '2026-07-16', cost: 1, currency: 'EUR' }]; // 15 days after the last rate
    await expect(ask({ charges: late, settings: { rates: { values } } }, query, asked)).rejects.toThrow('2026-07-16');
  });
});

describe('semantics 12: savings compare like with like', () => {
  const charges: Charge[] = [
    { day: '2026-06-01', cost: 70, list: 100, category: 'Usage' },
    { day: '2026-06-01', cost: 0, list: 500, category: 'Purchase' },
    { day: '2026-06-01', cost: 7, list: 0, category: 'Tax' },
  ];
  const asked = { from: '2026-06-01', to: '2026-06-01' };

  it('restricts all cost legs to usage when list cost takes part', async () => {
    const answer = await ask(
      { charges },
      {
        formulas: [
          { name: 'saved', expression: 'list_cost - cost' },
          { name: 'spend', expression: 'cost' },
        ],
        result: 'numeric',
      },
      asked
    );
    expect(seriesOf(answer)).toEqual({ saved: [30], spend: [77] });
    expect(answer[0]?.meta.executedQueryString).toContain(
      'list_cost = ListCost of cloud (long charges spread), ChargeCategory Usage'
    );
  });

  it('lets a leg say otherwise', async () => {
    const legs = [{ name: 'all_list', kind: 'cost', measure: 'ListCost', chargeCategories: ['Usage', 'Purchase'] }];
    const answer = await ask(
      { charges },
      { legs, formulas: [{ name: 'l', expression: 'all_list' }], result: 'numeric' },
      asked
    );
    expect(seriesOf(answer)).toEqual({ l: [600] });
  });
});

describe('commitments', () => {
  // Two instances covered (60 each at contracted prices, 40 amortised), one commitment half unused, 80 on demand, the purchase.
  const charges: Charge[] = [
    { day: '2026-06-01', cost: 40, contracted: 60, list: 70, CommitmentDiscountStatus: 'Used' },
    { day: '2026-06-01', cost: 40, contracted: 60, list: 70, CommitmentDiscountStatus: 'Used' },
    { day: '2026-06-01', cost: 20, contracted: 0, list: 0, CommitmentDiscountStatus: 'Unused' },
    { day: '2026-06-01', cost: 80, contracted: 80, list: 90 },
    { day: '2026-06-01', cost: 0, contracted: 100, list: 100, category: 'Purchase' },
  ];
  it.each([
    ['commitment_utilization', 80, 'percent'], // 80 of 100 amortised
    ['commitment_coverage', 60, 'percent'], // 120 of 200 at contracted prices
    ['savings_against_list', 50, 'currencyUSD'], // 230 - 180
    ['savings_against_contracted', 20, 'currencyUSD'], // 200 - 180
  ])('%s is %d', async (expression, expected, unit) => {
    const answer = await ask({ charges }, { formulas: [{ expression }], result: 'numeric' }, { from: '2026-06-01', to: '2026-06-01' }); // prettier-ignore
    expect(Object.values(seriesOf(answer))[0]?.[0]).toBeCloseTo(expected, 9);
    expect(answer[0]?.fields[0]?.config?.unit).toBe(unit);
  });

  it('keep their names: an entry of the settings cannot take one', async () => {
    const settings = { kpis: [{ name: 'commitment_coverage', expression: 'cost' }] };
    await expect(ask({ charges, settings }, { formulas: [{ expression: 'cost' }] }, june)).rejects.toThrow(
      'is reserved'
    );
  });
});

describe('semantics 14: functions re-evaluate, they do not average', () => {
  const world: World = {
    charges: [
      ...daily('2026-06-01', '2026-07-31', 10, { team: 'a' }),
      ...daily('2026-06-01', '2026-07-31', 2, { team: 'b' }),
    ],
    metrics: [jobs],
    usage: { jobs: days('2026-06-01', '2026-07-31').flatMap((day): [string, number, string][] => [[day, 1, 'a'], [day, 5, 'b']]) }, // prettier-ignore
  };

  it('total() divides the totals', async () => {
    const answer = await ask(
      world,
      { formulas: [{ expression: 'total(cost / jobs)' }], groupBy: ['team'], grain: 'month' },
      june
    );
    expect(seriesOf(answer)).toEqual({ 'total(cost / jobs)': [2] }); // 12 / 6, not the mean of 10 and 0.4
    const beside = await ask(
      world,
      {
        formulas: [
          { name: 'all', expression: 'total(cost / jobs)' },
          { name: 'own', expression: 'cost / jobs' },
        ],
        groupBy: ['team'],
        grain: 'month',
      },
      june
    );
    expect(seriesOf(beside)).toEqual({ 'all: a': [2], 'all: b': [2], 'own: a': [10], 'own: b': [0.4] });
  });

  it('previous() is one bucket earlier in a time series', async () => {
    const answer = await ask(
      world,
      { formulas: [{ name: 'before', expression: 'previous(cost)' }], grain: 'month' },
      { from: '2026-07-01', to: '2026-07-31' }
    );
    expect(seriesOf(answer)).toEqual({ before: [360] });
  });
});

describe('semantics 16: every answer explains itself', () => {
  it('carries plan, freshness, units and as-of time', async () => {
    const answer = await ask(
      { charges: daily('2026-06-01', '2026-06-30', 10), now: '2026-06-20T00:00:00Z' },
      { formulas: [{ expression: 'cost' }], grain: 'week' },
      june
    );
    expect(answer[0]?.meta.custom).toMatchObject({
      asOf: '2026-06-20T00:00:00.000Z',
      grain: 'week',
      units: { cost: 'USD' },
      freshness: [{ leg: 'cost', completeThrough: '2026-06-18T00:00:00.000Z', rows: 30, badRows: 0 }],
    });
    expect(answer[0]?.meta.executedQueryString).toBe(
      [
        'cost  [USD]',
        'from 2026-06-01 to 2026-07-06 (exclusive), by week in UTC, computed by day',
        'cost = EffectiveCost of cloud (long charges spread), all charge categories',
        'incomplete buckets: mark',
      ].join('\n')
    );
  });
});
