import { UnitEconomicsError } from '../model/errors.ts';
import type { Column, Frame } from '../model/frame.ts';
import { ask, chargesAsSource, noticesOf, type Charge, type World } from './testing/ask.ts';

/** Drivers, digest, evidence and the marginal view through the whole way of a query (design section 4.17). */
const jobs = { name: 'jobs', title: 'OCR jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };

function charge(day: string, team: string, cost: number, quantity: number, more: Partial<Charge> = {}): Charge {
  return { day, team, cost, quantity, SkuId: 'gpu', ConsumedUnit: 'Hours', ...more };
}

/**
 * 1 June against 2 June. Team a: 5 jobs of 1 hour at 50, then 10 jobs of 1 hour at 70: the published 5 x 50 -> 10 x 70,
 * price 302.9432 and quantity 147.0568. Tax is not split.
 */
const published: World = {
  charges: [
    charge('2026-06-01', 'a', 250, 5),
    charge('2026-06-02', 'a', 700, 10),
    { day: '2026-06-01', cost: 10, team: 'a', category: 'Tax' },
    { day: '2026-06-02', cost: 12, team: 'a', category: 'Tax' },
  ],
  metrics: [jobs],
  usage: { jobs: [['2026-06-01', 5, 'a'], ['2026-06-02', 10, 'a']] }, // prettier-ignore
};
const second = { from: '2026-06-02', to: '2026-06-02' };
const query = { formulas: [{ expression: 'cost / jobs' }], result: 'drivers' };

/** Columns of a frame by name, numbers to four digits. */
function columns(frame: Frame | undefined): Record<string, (string | number | boolean | null)[]> {
  return Object.fromEntries(
    (frame?.fields ?? []).map(({ name, labels, column }) => [
      labels === undefined ? name : Object.values(labels).join(' '),
      cells(column),
    ])
  );
}

function cells(column: Column): (string | number | boolean | null)[] {
  if (column.type === 'string' || column.type === 'boolean') {
    return [...column.values];
  }
  return Array.from(column.values, (value, row) =>
    (column.valid?.[row] ?? 1) === 1 ? Math.round(value * 1e4) / 1e4 : null
  );
}

describe('semantics 17: drivers add up', () => {
  it('as a waterfall from the cost before to the cost after', async () => {
    const [frame] = await ask(published, query, second);
    expect(columns(frame)).toEqual({
      step: ['Before', 'Volume', 'Price', 'Not split', 'After'],
      start: [0, 260, 562.9432, 710, 0],
      total: [260, 0, 0, 0, 712],
      rise: [0, 302.9432, 147.0568, 2, 0],
      fall: [0, 0, 0, 0, 0],
      change: [260, 302.9432, 147.0568, 2, 712],
    });
    // ln(700 / 250) = ln 2 + ln 1.4: the log-mean 450 / 1.0296 times ln 2 is 302.9432 (volume), times ln 1.4 147.0568 (price).
    expect(frame?.name).toBe('Total cost rose by $452.00 (+174%). OCR jobs rose by 100%: $302.94 of growth; prices rose by 40%: $147.06; the rest: $2.00.'); // prettier-ignore
  });

  it('by midpoint as a check: 300 and 150', async () => {
    const [frame] = await ask(published, { ...query, drivers: { method: 'midpoint' } }, second);
    expect(columns(frame)['rise']).toEqual([0, 300, 150, 2, 0]);
  });

  it('says unit cost where quantities are not looked at', async () => {
    const [frame] = await ask(published, { ...query, drivers: { detail: 'group', as: 'table' } }, second);
    expect(Object.keys(columns(frame))).toContain('Unit cost');
    expect(columns(frame)['change']).toEqual([452]);
  });

  it('as one table where only the first is asked for', async () => {
    const asked = { ...query, drivers: { as: 'table' } };
    expect((await ask(published, asked, second)).map(({ name }) => name)).toEqual([expect.any(String), 'not split']);
    const [only, ...more] = await ask(published, { ...asked, tables: 'first' }, second);
    expect([columns(only)['change'], more]).toEqual([[452], []]);
    const digest = { ...query, result: 'digest', tables: 'first' };
    expect((await ask(published, digest, second)).map(({ name }) => name)).toEqual(['digest']);
    const effects = { ...query, drivers: { as: 'timeseries' }, tables: 'first', nulls: 'drop' };
    expect((await ask(published, effects, second)).length).toBeGreaterThan(1);
  });

  it('tells mix among groups, in a table whose last row is all of them', async () => {
    const mixed: World = {
      charges: [
        charge('2026-06-01', 'a', 100, 100), charge('2026-06-02', 'a', 50, 50),
        charge('2026-06-01', 'b', 10, 10), charge('2026-06-02', 'b', 15, 15),
      ],
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 5, 'a'], ['2026-06-01', 10, 'b'], ['2026-06-02', 15, 'b']] },
    }; // prettier-ignore
    const [frame] = await ask(mixed, { ...query, groupBy: ['team'], drivers: { as: 'table' } }, second);
    const found = columns(frame);
    // Jobs stay 20, and cost per job by team stays 10 and 1: all of the -45 is mix.
    expect(found).toMatchObject({
      team: ['a', 'b', 'all'],
      change: [-50, 5, -45],
      Mix: [-50, 5, -45],
      'units before': [10, 10, 20],
      'units after': [5, 15, 20],
      'cost per unit before': [10, 1, 5.5],
      'cost per unit after': [10, 1, 3.25],
    });
    expect(found['Volume']).toBeUndefined();
  });

  it('as numbers for an alert rule, only the effects asked for', async () => {
    const wasteful: World = {
      charges: [charge('2026-06-01', 'a', 100, 100), charge('2026-06-02', 'a', 400, 400)],
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 20, 'a']] }, // prettier-ignore
    };
    // Each job uses twice as much: of +300, L = 300 / ln 4; half the logarithm is volume, half efficiency.
    const frames = await ask(
      wasteful,
      { ...query, groupBy: ['team'], drivers: { as: 'numeric', effects: ['efficiency'] } },
      { ...second, fromAlert: true }
    );
    expect(frames.map((frame) => columns(frame))).toEqual([{ 'a efficiency': [150] }]);
    expect(frames[0]?.meta.type).toBe('numeric-multi');
  });

  it('bucket by bucket as a time series, without those that are not complete', async () => {
    const days: World = {
      charges: [1, 2, 3, 4].map((n) => charge(`2026-06-0${n}`, 'a', 100 * n, 10)),
      metrics: [jobs],
      usage: { jobs: [1, 2, 3, 4].map((n): [string, number, string] => [`2026-06-0${n}`, 10, 'a']) },
      now: '2026-06-06T00:00:00Z', // complete through 4 June, 00:00
    };
    const [frame] = await ask(
      days,
      { ...query, grain: 'day', drivers: { as: 'timeseries' } },
      { from: '2026-06-02', to: '2026-06-04' }
    );
    expect(columns(frame)).toMatchObject({ price: [100, 100, null] });
    expect(frame?.meta.type).toBe('timeseries-wide');
  });

  it('compares with a month before where asked', async () => {
    const [frame] = await ask(
      { ...published, charges: [charge('2026-05-02', 'a', 1, 1), ...(published.charges ?? [])] },
      { ...query, drivers: { compare: '1mo', as: 'table', detail: 'group' } },
      second
    );
    expect(columns(frame)['cost before']).toEqual([1]);
  });

  it('says nothing of usage where none is asked for', async () => {
    const [frame] = await ask(published, { ...query, formulas: [{ expression: 'cost' }] }, second);
    expect(frame?.name).toBe('Total cost rose by $452.00 (+174%).');
    expect(noticesOf(frame === undefined ? [] : [frame])).toBe('');
  });

  describe('before the bill begins', () => {
    // Nothing of May. June: 10 a day of team a on the 3rd to the 6th.
    const begun: World = {
      charges: ['03', '04', '05', '06'].map((day) => charge(`2026-06-${day}`, 'a', 10, 1)),
      metrics: [jobs],
      usage: { jobs: ['01', '02', '03', '04', '05', '06'].map((day) => [`2026-06-${day}`, 5, 'a']) },
    };
    const grouped = { ...query, groupBy: ['team'] };

    it('nothing is new', async () => {
      const asked = { from: '2026-06-03', to: '2026-06-04' };
      const frames = await ask(begun, { ...grouped, drivers: { as: 'table' } }, asked);
      expect(frames.map(({ name }) => name)).toEqual(['']);
      expect(columns(frames[0])['cost before']).toEqual([]);
      const text = 'Nothing to compare with: there is no cost before 2026-06-03. Compare later periods.';
      expect(noticesOf(frames)).toBe(text);
      const digest = await ask(begun, { ...grouped, result: 'digest' }, asked);
      expect(digest.map(({ name, fields }) => [name, fields])).toEqual([['digest', []]]);
      expect(noticesOf(digest)).toBe(text);
    });

    it('a range is compared on as many days as there are before it', async () => {
      // 4 to 6 June against 1 to 3 June, of which the 3rd has cost: so against the 6th, the last of three.
      const asked = { from: '2026-06-04', to: '2026-06-06' };
      const [frame] = await ask(begun, { ...query, drivers: { as: 'table' } }, asked);
      expect(columns(frame)).toMatchObject({ 'cost before': [10], 'cost after': [10], change: [0] });
      const text = 'There is no cost before 2026-06-03: only the last day of each period is compared.';
      expect(noticesOf(frame === undefined ? [] : [frame])).toBe(text);
      const [digest] = await ask(begun, { ...query, result: 'digest' }, asked);
      expect(columns(digest)).toMatchObject({ 'cost before': [10], 'cost after': [10] });
    });

    it('a bucket has no effects', async () => {
      const doubled: World = {
        ...begun,
        charges: [charge('2026-06-03', 'a', 10, 1), charge('2026-06-04', 'a', 20, 2)],
        usage: { jobs: [['2026-06-02', 1, 'a'], ['2026-06-03', 5, 'a'], ['2026-06-04', 10, 'a']] }, // prettier-ignore
      };
      const asked = { from: '2026-06-03', to: '2026-06-04' };
      const [frame] = await ask(doubled, { ...query, drivers: { as: 'timeseries' }, grain: 'day' }, asked);
      expect(columns(frame)).toMatchObject({ volume: [null, 10] });
      expect(noticesOf(frame === undefined ? [] : [frame])).toBe('');
    });
  });

  it.each(['cost / billed_cost', 'rolling(cost, 2d) / jobs', 'jobs'])('refuses %s', async (expression) => {
    await expect(ask(published, { ...query, formulas: [{ expression }] }, second)).rejects.toThrow(
      'The result drivers wants one formula with one cost and at most one metric'
    );
  });
});

describe('a digest', () => {
  const world: World = {
    charges: [
      { day: '2026-06-01', cost: 100, team: 'a', service: 's1' },
      { day: '2026-06-01', cost: 50, team: 'a', service: 's2' },
      { day: '2026-06-01', cost: 20, team: 'b', service: 's1' },
      { day: '2026-06-02', cost: 160, team: 'a', service: 's1' },
      { day: '2026-06-02', cost: 50, team: 'a', service: 's2' },
      { day: '2026-06-02', cost: 10, team: 'b', service: 's1' },
      { day: '2026-06-02', cost: 0.5, team: 'c', service: 's1' },
    ],
    metrics: [jobs],
    usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 14, 'a'], ['2026-06-01', 10, 'b'], ['2026-06-02', 10, 'b'], ['2026-06-02', 1, 'c']] }, // prettier-ignore
    settings: {
      dimensions: [
        { name: 'team', from: ['tag:team'] },
        { name: 'service', from: ['tag:service'] },
      ],
    },
  };

  it('ranks what moved, folds the small, splits each node by the units of its level', async () => {
    const [tree, top, flop] = await ask(
      world,
      { formulas: [{ expression: 'cost / jobs' }], groupBy: ['team', 'service'], result: 'digest', digest: { leastShare: 0.05 } }, // prettier-ignore
      second
    );
    expect(columns(tree)).toMatchObject({
      level: [0, 1, 2, 2, 1, 2, 1],
      path: ['all', 'a', 'a / s1', 'a / other (1)', 'b', 'b / s1', 'other (1)'],
      'cost before': [170, 150, 100, 50, 20, 20, 0],
      'cost after': [220.5, 210, 160, 50, 10, 10, 0.5],
      change: [50.5, 60, 60, 0, -10, -10, 0.5],
      'cost per unit before': [8.5, 15, 10, null, 2, 2, null],
      'cost per unit after': [8.82, 15, 11.4286, null, 1, 1, null],
    });
    expect(columns(tree)['explanation']?.[1]).toBe(
      'a cost rose by $60.00 (+40%). OCR jobs rose by 40%: $60.00 of growth.'
    );
    expect(columns(top)).toMatchObject({ path: ['a / s1'], change: [60] });
    expect(columns(flop)).toMatchObject({ path: ['b / s1'], change: [-10] });
  });
});

describe('a digest splits as the drivers do', () => {
  const days = ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'];
  /** Two days against two: a's jobs are missing on the 4th, b's hours double, c has no jobs at all; tax and credits. */
  const world: World = {
    charges: [
      ...days.map((day) => charge(day, 'a', 100, 10, { service: 's1' })),
      ...days.map((day, n) => charge(day, 'b', n < 2 ? 50 : 100, n < 2 ? 5 : 10, { service: 's1' })),
      ...days.map((day, n) => charge(day, 'c', 10 + n, 1, { service: 's2' })),
      { day: '2026-06-01', cost: 8, team: 'a', service: 's2', category: 'Tax' },
      { day: '2026-06-03', cost: 20, team: 'a', service: 's2', category: 'Tax' },
      { day: '2026-06-04', cost: -15, team: 'b', service: 's2', category: 'Credit' },
    ],
    metrics: [{ ...jobs, gaps: 'none' }],
    usage: {
      jobs: ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-05'].map((day): [string, number, string] => [day, 10, 'a'])
        .concat([...days, '2026-06-05'].map((day): [string, number, string] => [day, 10, 'b'])),
    },
    settings: { dimensions: [{ name: 'team', from: ['tag:team'] }, { name: 'service', from: ['tag:service'] }] },
  }; // prettier-ignore
  const asked = { from: '2026-06-03', to: '2026-06-04' };
  const digest = {
    formulas: [{ expression: 'cost / jobs' }],
    groupBy: ['team'],
    result: 'digest',
    digest: { leastShare: 0 },
  };

  it('at the whole, with tax, credits and missing units apart', async () => {
    const [tree] = await ask(world, digest, asked);
    // a: 200 -> 100 count, for 20 -> 10 jobs; b: 100 -> 200 for 20 -> 20. Jobs 40 -> 30.
    const [ofA, ofB] = [100 / Math.LN2, 100 / Math.LN2];
    const volume = (ofA + ofB) * Math.log(30 / 40);
    const found = columns(tree);
    expect(found).toMatchObject({
      path: ['all', 'b', 'a', 'c'],
      change: [101, 85, 12, 4],
      'Not split': [101, -15, 112, 4],
      'Unit cost': [100, 100, 0, 0],
      'units before': [40, 20, 20, null],
      'units after': [30, 20, 10, null],
      // As in the formula all charges of the days that count: a (208 / 20, 120 / 10), b (100 / 20, 185 / 20), and c in all.
      'cost per unit before': [(208 + 100 + 21) / 40, 5, 10.4, null],
      'cost per unit after': [(120 + 185 + 25) / 30, 9.25, 12, null],
    });
    expect(found['Volume']).toEqual([expect.closeTo(volume, 3), 0, -100, 0]);
    expect(found['Mix']?.[0]).toBeCloseTo(-100 - volume, 3);
    expect(tree?.meta.notices?.at(-1)?.text).toBe(
      'Of the change, not split by units: tax $12.00, credits -$15.00, days without known units $100.00, units not known $4.00.'
    );
    const [byTeam] = await ask(
      world,
      { ...query, groupBy: ['team'], drivers: { as: 'table', detail: 'group' } },
      asked
    );
    // The drivers' last row is the digest's first.
    const all = (columnsOf: Record<string, unknown[]>, row: number) =>
      ['Volume', 'Mix', 'Unit cost', 'Not split', 'cost per unit after'].map((name) => columnsOf[name]?.[row]);
    expect(columns(byTeam)['team']).toEqual(['b', 'a', 'c', 'all']);
    expect(all(columns(byTeam), 3)).toEqual(all(found, 0));
  });

  it('by SKU where asked: efficiency and price', async () => {
    const [tree] = await ask(world, { ...digest, digest: { leastShare: 0, detail: 'sku' } }, asked);
    expect(columns(tree)).toMatchObject({
      path: ['all', 'b', 'a', 'c'],
      Efficiency: [100, 100, 0, 0],
      'Not split': [101, -15, 112, 4],
    });
    expect(columns(tree)['Price'] ?? columns(tree)['Unit cost']).toBeUndefined();
  });

  it('below the level of its units by those of the level above', async () => {
    const [tree] = await ask(world, { ...digest, groupBy: ['team', 'service'] }, asked);
    const found = columns(tree);
    expect(found['path']).toEqual(['all', 'b', 'b / s1', 'b / s2', 'a', 'a / s2', 'a / other (1)', 'c', 'c / s2']);
    expect(found['Not split']).toEqual([101, -15, 0, -15, 112, 12, null, 4, 4]);
    expect(found['units after']).toEqual([30, 20, 20, 20, 10, 10, null, null, null]);
  });
});

describe('evidence and the marginal view', () => {
  // Cost is 100 + 2 x jobs: spend rises, cost per job falls, one more job costs 2.
  const counts = [100, 120, 150, 160, 200];
  const world: World = {
    charges: counts.map((n, index) => ({ day: `2026-06-0${index + 1}`, cost: 100 + 2 * n })),
    metrics: [{ ...jobs, dimensions: {} }],
    usage: { jobs: counts.map((n, index): [string, number] => [`2026-06-0${index + 1}`, n]) },
  };
  const asked = { from: '2026-06-01', to: '2026-06-05' };
  const formulas = [{ expression: 'cost / jobs' }];

  it('states that unit cost falls as spend rises, with figures and conditions', async () => {
    const [frame] = await ask(world, { formulas, grain: 'day', result: 'evidence' }, asked);
    // 300 -> 500 is +66.7%, 100 -> 200 jobs +100%, 3.00 -> 2.50 is -16.7%.
    expect(columns(frame)).toMatchObject({
      verdict: ['unit cost falls as spend rises'],
      spend: [0.6667],
      units: [1],
      'unit cost': [-0.1667],
      'unit cost before': [3],
      'unit cost after': [2.5],
      correlation: [1],
    });
    expect(columns(frame)['statement']).toEqual([
      'Unit cost falls as spend rises: spend +67%, OCR jobs +100%, cost per job -17%. Whether growth raises the bill stays open: 5 periods are few. Based on 5 complete periods, 100% of cost has usage, correlation of cost and units 1.00.',
    ]);
  });

  it('gives slope, fixed part and elasticity as numbers', async () => {
    const frames = await ask(world, { formulas, grain: 'day', result: 'marginal' }, asked);
    const values = Object.assign({}, ...frames.map((frame) => columns(frame))) as Record<string, number[]>;
    // Means: 146 jobs, 392 USD; elasticity 2 x 146 / 392.
    expect(values).toMatchObject({
      'marginal cost': [2],
      'fixed cost per bucket': [100],
      elasticity: [0.7449],
      correlation: [1],
      'best lag': [0],
    });
  });

  it('leaves out each figure that has too few points, the lag too', async () => {
    const two = { from: '2026-06-01', to: '2026-06-02' };
    const frames = await ask(world, { formulas, grain: 'day', result: 'marginal' }, two);
    expect(frames.flatMap(({ fields }) => fields)).toEqual([]);
  });

  it('compares a stock per day, and tells one more unit without the days of a month', async () => {
    // 31, 28 and 31 days of 100, 200 and 300 GB at 0.01 a GB and day, and 5 a day for nothing in particular.
    const months = [
      ['2026-01', 31, 100],
      ['2026-02', 28, 200],
      ['2026-03', 31, 300],
    ] as const;
    const days = months.flatMap(([month, length, gb]) =>
      Array.from({ length }, (_, n) => ({ day: `${month}-${String(n + 1).padStart(2, '0')}`, gb }))
    );
    const stored: World = {
      charges: days.map(({ day, gb }) => ({ day, cost: 5 + 0.01 * gb })),
      metrics: [{ name: 'stored', title: 'Stored data', unit: 'GB', additivity: 'snapshot', dimensions: {} }],
      usage: { stored: days.map(({ day, gb }): [string, number] => [day, gb]) },
    };
    const formulas = [{ expression: 'cost / (stored / 1000)' }];
    const asked = { from: '2026-01-01', to: '2026-03-31' };
    const [frame] = await ask(stored, { formulas, grain: 'month', result: 'evidence' }, asked);
    // 6 -> 8 a day is +33%, 0.06 -> 0.02667 a GB and day -55.6%. The formula: 31 x 6 / 0.1 = 1860 -> 31 x 8 / 0.3 = 826.67.
    expect(columns(frame)).toMatchObject({
      spend: [0.3333],
      units: [2],
      'unit cost': [-0.5556],
      'unit cost before': [1860],
      'unit cost after': [826.6667],
      correlation: [1],
    });
    expect(columns(frame)['statement']?.[0]).toContain('spend per day +33%, stored data +200%, cost per GB -56%.');
    const frames = await ask(stored, { formulas, grain: 'month', result: 'marginal' }, asked);
    // A mean month has 30 days: 1,000 GB more cost 10 a day, 300 a month; 150 a month stay.
    const values = Object.assign({}, ...frames.map((one) => columns(one))) as Record<string, number[]>;
    expect(values).toMatchObject({ 'marginal cost': [300], 'fixed cost per bucket': [150], correlation: [1] });
    expect(frames[0]?.fields[0]?.config?.unit).toBe('suffix: USD / 1k GB / month');
  });

  it('finds no change where only the month is shorter', async () => {
    const days = Array.from({ length: 59 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    const stored: World = {
      charges: days.map((day) => ({ day, cost: 10 })),
      metrics: [{ name: 'stored', unit: 'GB', additivity: 'snapshot', dimensions: {} }],
      usage: { stored: days.map((day): [string, number] => [day, 100]) },
    };
    const [frame] = await ask(
      stored,
      { formulas: [{ expression: 'cost / stored' }], grain: 'month', result: 'evidence' },
      { from: '2026-01-01', to: '2026-02-28' }
    );
    expect(columns(frame)).toMatchObject({ verdict: ['no clear change'], spend: [0], 'unit cost': [0] });
  });

  it('compares by the day where a flow is not known on some days, and says how many are left out', async () => {
    // Each day of May, June and July costs 10, 12 and 14 for 5, 6 and 7 jobs; on 4 to 17 July jobs are not known.
    const days = Array.from({ length: 92 }, (_, n) => new Date(Date.UTC(2026, 4, 1 + n)).toISOString().slice(0, 10));
    const jobsOn = (day: string) => Number(day.slice(5, 7));
    const world: World = {
      charges: days.map((day) => ({ day, cost: 2 * jobsOn(day) })),
      metrics: [{ ...jobs, dimensions: {} }],
      usage: {
        jobs: days
          .filter((day) => day < '2026-07-04' || day > '2026-07-17')
          .map((day): [string, number] => [day, jobsOn(day)]),
      },
    };
    const query = { formulas: [{ expression: 'cost / jobs' }], grain: 'month' };
    const asked = { from: '2026-05-01', to: '2026-07-31' };
    const [frame] = await ask(world, { ...query, result: 'evidence' }, asked);
    // 10 -> 14 and 5 -> 7 a day: +40% each. By the month it would be 310 -> 238, and less spend. 196 of 1,104 have no jobs.
    expect(columns(frame)['statement']?.[0]).toBe(
      'No clear change: spend per day +40%, OCR jobs per day +40%, cost per job unchanged. Based on 3 complete periods, 14 days without cost or units left out, 82% of cost has usage, correlation of cost and units 1.00.'
    );
    const frames = await ask(world, { ...query, result: 'marginal' }, asked);
    const values = Object.assign({}, ...frames.map((one) => columns(one))) as Record<string, number[]>;
    expect(values).toMatchObject({ 'marginal cost': [2], 'fixed cost per bucket': [0], correlation: [1] });
  });

  it.each(['evidence', 'marginal'])('%s is refused without a metric, with the way out', async (result) => {
    await expect(ask(published, { formulas: [{ expression: 'cost' }], grain: 'day', result }, second)).rejects.toThrow(
      `The result ${result} holds cost against units: write a formula with a metric, such as cost / jobs, in the place of cost.`
    );
  });

  it('tells for each group which part of its cost has usage', async () => {
    // a has jobs on 3 of 4 days with 10 each, and 30 on the other: 30 of 60. b has none. In all the fourth day has no total.
    const days = [1, 2, 3, 4].map((n) => `2026-06-0${n}`);
    const partly: World = {
      charges: days.flatMap((day, n) => [
        { day, cost: n === 2 ? 30 : 10, team: 'a' },
        { day, cost: 5, team: 'b' },
      ]),
      metrics: [{ ...jobs, gaps: 'none' }],
      usage: { jobs: days.filter((_, n) => n !== 2).map((day): [string, number, string] => [day, 2, 'a']) },
    };
    const asked = { from: '2026-06-01', to: '2026-06-04' };
    const evidence = { formulas, grain: 'day', result: 'evidence' };
    const [byTeam] = await ask(partly, { ...evidence, groupBy: ['team'] }, asked);
    expect(columns(byTeam)).toMatchObject({ team: ['a', 'b'], coverage: [0.5, 0] });
    // 45 of 80 lie on days with a known total.
    const [whole] = await ask(partly, evidence, asked);
    expect(columns(whole)).toMatchObject({ coverage: [0.5625] });
  });
});

/**
 * April against the first days of May, in small: 4 days against 4. Teams a and b cost 100 a day for 50 jobs each; on 3 and 4
 * May the jobs of a are missing. Nothing about a job changed: 2.00 before and after.
 */
describe('semantics 9: missing usage is not a regression', () => {
  const days = (month: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => `2026-${month}-0${from + n}`);
  const teams = ['a', 'b'];
  const all = [...days('04', 1, 4), ...days('05', 1, 4)];
  const missing = ['2026-05-03', '2026-05-04'];
  const world = (gaps: string): World => ({
    charges: all.flatMap((day) => teams.map((team) => charge(day, team, 100, 10))),
    metrics: [{ ...jobs, gaps }],
    usage: {
      jobs: all.flatMap((day) =>
        teams.filter((team) => team === 'b' || !missing.includes(day)).map((team): [string, number, string] => [day, 50, team])
      ).concat([['2026-05-05', 50, 'a'], ['2026-05-05', 50, 'b']]),
    },
  }); // prettier-ignore
  const asked = { from: '2026-05-01', to: '2026-05-04' };
  const byTeam = { ...query, groupBy: ['team'], drivers: { as: 'table', compare: '1mo' } };

  it.each(['sku', 'group'])('holds cost against units on the days on which they are known: %s', async (detail) => {
    const frames = await ask(world('none'), { ...byTeam, drivers: { ...byTeam.drivers, detail } }, asked);
    // a: 200 of 400 counts, for 100 of 200 jobs; L(200, 400) = 200 / ln 2. Units in all 400 -> 300, of a 200 -> 100.
    const weight = 200 / Math.LN2;
    const volumeOfA = weight * Math.log(3 / 4);
    const volumeOfB = 400 * Math.log(3 / 4);
    const found = columns(frames[0]);
    expect(found).toMatchObject({
      team: ['a', 'b', 'all'],
      change: [0, 0, 0],
      'Not split': [200, 0, 200],
      'units before': [200, 200, 400],
      'units after': [100, 200, 300],
      'cost per unit before': [2, 2, 2],
      'cost per unit after': [2, 2, 2],
    });
    const near = (numbers: readonly number[]) => numbers.map((value) => expect.closeTo(value, 3) as unknown);
    expect(found['Volume']).toEqual(near([volumeOfA, volumeOfB, volumeOfA + volumeOfB]));
    expect(found['Mix']).toEqual(near([-200 - volumeOfA, -volumeOfB, -200 - volumeOfA - volumeOfB]));
    expect(['Efficiency', 'Price', 'Unit cost'].filter((name) => name in found)).toEqual([]);
    expect(frames[0]?.name).toContain('cost on 2 days without known OCR jobs rose: $200.00');
    expect(columns(frames[1])).toEqual({ reason: ['days without known units'], 'cost before': [0], 'cost after': [200], change: [200] }); // prettier-ignore
  });

  it('in total likewise: a day on which a team is missing has no total', async () => {
    const frames = await ask(world('none'), { ...query, drivers: { as: 'table', compare: '1mo' } }, asked);
    // 800 -> 400 counts, for 400 -> 200 jobs; the other 400 on 2 days are not split.
    expect(columns(frames[0])).toMatchObject({ Volume: [-400], 'Not split': [400], 'cost per unit after': [2] });
    expect(columns(frames[0])['Efficiency']).toBeUndefined();
  });

  it('takes a missing day for 0 jobs where the metric says so', async () => {
    const [frame] = await ask(world('zero'), byTeam, asked);
    // All 400 of a count, for 100 jobs: 4.00 a job. L = 400, each job needs twice as much: 400 ln 2.
    expect(columns(frame)).toMatchObject({ 'cost per unit after': [4, 2, 2.6667] });
    expect(columns(frame)['Efficiency']?.[0]).toBeCloseTo(400 * Math.LN2, 3);
  });

  it('keeps a team out whose units are missing in one of the periods, and brings in one that is new', async () => {
    const late: World = {
      charges: [charge('2026-06-01', 'a', 100, 10), charge('2026-06-01', 'late', 40, 4), charge('2026-06-02', 'a', 100, 10), charge('2026-06-02', 'late', 60, 4), charge('2026-06-02', 'new', 30, 3)],
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 10, 'a'], ['2026-06-02', 5, 'late'], ['2026-06-02', 10, 'new']] },
    }; // prettier-ignore
    const [frame] = await ask(late, { ...byTeam, drivers: { as: 'table' } }, second);
    // Jobs 10 -> 20 in all, for those that are known in both; new goes to mix whole. late has cost before, without known jobs.
    expect(columns(frame)).toMatchObject({
      team: ['new', 'late', 'a', 'all'],
      Volume: [0, 0, expect.closeTo(100 * Math.LN2, 3), expect.closeTo(100 * Math.LN2, 3)],
      Mix: [30, 0, expect.closeTo(-100 * Math.LN2, 3), expect.closeTo(30 - 100 * Math.LN2, 3)],
      'Not split': [0, 20, 0, 20],
      'units before': [0, null, 10, 10],
      'units after': [10, null, 10, 20],
    });
  });

  it('counts the days of a stock on which it is known', async () => {
    const world: World = {
      charges: [1, 2, 3, 4].map((n) => charge(`2026-06-0${n}`, 'a', 30, 3)),
      metrics: [{ ...jobs, additivity: 'snapshot', gaps: 'none' }],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 10, 'a'], ['2026-06-04', 10, 'a'], ['2026-06-05', 10, 'a']] }, // prettier-ignore
    };
    const [frame] = await ask(world, { ...byTeam, drivers: { as: 'table' } }, { from: '2026-06-03', to: '2026-06-04' });
    // 60 for 2 days -> 30 for the one of 2 that is known: the calendar takes the whole -30, and 30 are not split. 10 for
    // a day's 30: 90 a month of 30 days.
    expect(columns(frame)).toMatchObject({
      Calendar: [-30, -30],
      'Not split': [30, 30],
      'cost per unit before': [90, 90],
      'cost per unit after': [90, 90],
    });
  });
});

describe('what the drivers leave open is said', () => {
  const notices = (frame: Frame | undefined) => (frame?.meta.notices ?? []).map(({ text }) => text);

  it('names the reasons for which cost is not split, and cost without a quantity', async () => {
    const world: World = {
      charges: [
        charge('2026-06-01', 'a', 100, 10), charge('2026-06-02', 'a', 150, 10),
        { day: '2026-06-01', cost: 50, team: 'a', SkuId: 'support' }, { day: '2026-06-02', cost: 80, team: 'a', SkuId: 'support' },
        { day: '2026-06-02', cost: 12, team: 'a', category: 'Tax' }, { day: '2026-06-02', cost: -7, team: 'a', category: 'Credit' },
        { day: '2026-06-01', cost: 5, team: 'a', category: 'Purchase' },
      ],
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 10, 'a']] },
    }; // prettier-ignore
    const frames = await ask(world, { ...query, drivers: { as: 'table' } }, second);
    expect(notices(frames[0]).slice(-2)).toEqual([
      'Efficiency and price stay together as unit cost: the bill has no quantity of a SKU for $80.00 of the cost.',
      'Of the change, not split by units: tax $12.00, credits -$7.00, purchases -$5.00.',
    ]);
    expect(columns(frames[1])).toEqual({
      reason: ['tax', 'credits', 'purchases'],
      'cost before': [0, 0, 5],
      'cost after': [12, -7, 0],
      change: [12, -7, -5],
    });
  });

  it('splits cost with its shares of what is shared, which have no quantity', async () => {
    // The platform's 100 goes to a and b in halves on both days: a 150 -> 250, b 70 -> 70, at as many jobs.
    const world: World = {
      charges: [
        charge('2026-06-01', 'a', 100, 10), charge('2026-06-01', 'b', 20, 2), charge('2026-06-01', 'platform', 100, 10),
        charge('2026-06-02', 'a', 200, 20), charge('2026-06-02', 'b', 20, 2), charge('2026-06-02', 'platform', 100, 10),
      ],
      metrics: [jobs],
      usage: { jobs: ['2026-06-01', '2026-06-02'].flatMap((day) => [[day, 10, 'a'], [day, 10, 'b']] as [string, number, string][]) },
      settings: { allocations: [{ name: 'platform', dimension: 'team', from: ['platform'], by: 'even' }] },
    }; // prettier-ignore
    const asked = { ...query, groupBy: ['team'], drivers: { as: 'table' }, allocation: 'allocated' };
    const [frame] = await ask(world, asked, second);
    expect(columns(frame)).toMatchObject({ team: ['a', 'b', 'platform', 'all'], 'Unit cost': [100, 0, 0, 100] });
    expect(notices(frame).at(-1)).toBe(
      'Efficiency and price stay together as unit cost: shares of shared cost have no quantity for $320.00 of the cost.'
    );
  });

  it.each(['drivers', 'digest'])(
    'keeps efficiency and price together for a bill without quantities: %s',
    async (result) => {
      const bill = chargesAsSource(published.charges ?? []);
      const world: World = {
        ...published,
        cost: {
          ...bill,
          fetch: (request, signal) =>
            request.measure === 'ConsumedQuantity'
              ? Promise.reject(new UnitEconomicsError('notFound', 'The files have no column ConsumedQuantity.'))
              : bill.fetch(request, signal),
        },
      };
      const asked = { ...query, result, drivers: { as: 'table' }, digest: { detail: 'sku' } };
      const [frame] = await ask(world, asked, second);
      expect(columns(frame)).toMatchObject({ Volume: [302.9432], 'Unit cost': [147.0568], 'Not split': [2] });
      expect(notices(frame)[0]).toContain('the bill has no quantity of a SKU for $700.00 of the cost.');
    }
  );

  it('shows no effect that is rounding of its cost', async () => {
    // 0.1 + 0.2 against 0.3 leaves 5.6e-17, at as many jobs and hours.
    const world: World = {
      charges: [charge('2026-06-01', 'a', 0.3, 3), charge('2026-06-02', 'a', 0.1, 1), charge('2026-06-02', 'a', 0.2, 2)],
      metrics: [jobs],
      usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 10, 'a']] },
    }; // prettier-ignore
    const [frame] = await ask(world, query, second);
    expect(columns(frame)['step']).toEqual(['Before', 'After']);
  });

  it('writes cost per unit in the scale of the formula', async () => {
    const frames = await ask(
      published,
      { ...query, formulas: [{ expression: 'cost / (jobs / 1000)' }], drivers: { as: 'table' } },
      second
    );
    // 260 for 5 jobs and 712 for 10, tax included as in the formula: 52,000 and 71,200 for 1,000 jobs.
    expect(columns(frames[0])).toMatchObject({ 'cost per unit before': [52_000], 'cost per unit after': [71_200] });
    const units = Object.fromEntries((frames[0]?.fields ?? []).map(({ name, config }) => [name, config?.unit]));
    expect(units).toMatchObject({ 'cost per unit after': 'suffix: USD / 1k jobs', 'units after': 'suffix: jobs' });
  });
});

it('semantics 17: a group that is new is growth, asked by group and alone', async () => {
  const world: World = {
    charges: [charge('2026-06-01', 'a', 100, 1), charge('2026-06-02', 'a', 100, 1), charge('2026-06-02', 'b', 270, 27)],
    metrics: [jobs],
    usage: { jobs: [['2026-06-01', 10, 'a'], ['2026-06-02', 10, 'a'], ['2026-06-02', 30, 'b']] },
  }; // prettier-ignore
  const table = { ...query, drivers: { as: 'table' } };
  const alone = { ...table, filters: [{ dimension: 'team', op: 'in', values: ['b'] }] };
  const [frame] = await ask(world, alone, second);
  expect(columns(frame)).toMatchObject({ Volume: [270], 'units before': [0], 'units after': [30] });
  expect(frame?.name).toContain('Jobs began: $270.00 of growth'.replace('Jobs', 'OCR jobs'));
  const [byTeam] = await ask(world, { ...table, groupBy: ['team'] }, second);
  expect(columns(byTeam)).toMatchObject({ team: ['b', 'a', 'all'], Mix: expect.arrayContaining([270]) as unknown });
});

describe('semantics 17: different things are not added up over groups', () => {
  const people = { name: 'people', unit: 'person', additivity: 'distinct', dimensions: { team: 'team' } };
  /** On 1 June 15 people, 5 of them with both teams; on 2 June 30, none with both. */
  const world = (total: boolean): World => ({
    charges: [
      charge('2026-06-01', 'a', 100, 1), charge('2026-06-01', 'b', 100, 1),
      charge('2026-06-02', 'a', 200, 2), charge('2026-06-02', 'b', 100, 1),
    ],
    metrics: [{ ...people, ...(total && { total: { location: 'total.csv' } }) }],
    usage: {
      people: [['2026-06-01', 10, 'a'], ['2026-06-01', 10, 'b'], ['2026-06-02', 20, 'a'], ['2026-06-02', 10, 'b']],
      'people/total': [['2026-06-01', 15], ['2026-06-02', 30]],
    },
  }); // prettier-ignore
  const asked = (result: string) => ({
    formulas: [{ expression: 'cost / people', per: 'day' }],
    groupBy: ['team'],
    result,
    drivers: { as: 'table', detail: 'group' },
  });
  // L is 100 / ln 2 for a and 100 for b; people double: 100 and 69.3147. Of a's share nothing changes, of b's half is left.
  const whole = {
    Volume: 169.3147,
    Mix: -69.3147,
    'units before': 15,
    'units after': 30,
    'cost per unit before': 13.3333,
    'cost per unit after': 10,
  };

  it('growth in all is that of the total which their source counts', async () => {
    const [frame] = await ask(world(true), asked('drivers'), second);
    const found = columns(frame);
    expect(found['team']).toEqual(['a', 'b', 'all']);
    expect(found).toMatchObject({ Volume: [100, 69.3147, 169.3147], Mix: [0, -69.3147, -69.3147] });
    expect(Object.fromEntries(Object.keys(whole).map((name) => [name, found[name]?.[2]]))).toEqual(whole);
    expect(found['units before']).toEqual([10, 10, 15]);
  });

  it('so it is at the root of a digest', async () => {
    const [frame] = await ask(world(true), asked('digest'), second);
    const found = columns(frame);
    expect(Object.fromEntries(Object.keys(whole).map((name) => [name, found[name]?.[0]]))).toEqual(whole);
  });

  it('without such a total drivers are refused with the ways out, and a digest splits the groups alone', async () => {
    await expect(ask(world(false), asked('drivers'), second)).rejects.toThrow(
      'people counts different things, so its groups cannot be added up, and it has no total counted by its source. Declare total: under the metric, or filter team to one value.'
    );
    const [frame] = await ask(world(false), asked('digest'), second);
    expect(columns(frame)).toMatchObject({
      path: ['all', 'a', 'other (1)'],
      change: [100, 100, 0],
      Volume: [0, 100, null],
      'Not split': [100, 0, null],
      'units before': [null, 10, null],
    });
    expect(noticesOf(frame === undefined ? [] : [frame])).toContain(
      'people counts different things and has no total counted by its source, so the change of all is not split; declare total: under the metric.'
    );
    const one = { ...asked('drivers'), filters: [{ dimension: 'team', op: 'in', values: ['a'] }] };
    expect(columns((await ask(world(false), one, second))[0])).toMatchObject({
      Volume: [100, 100],
      'units after': [20, 20],
    });
  });
});
