import fc from 'fast-check';
import { ask, noticesOf, seriesOf, type Charge, type World } from '../testing/ask.ts';

/** Two days of three teams and a platform; every share is worked out by hand beside it. */
const charges: Charge[] = [
  { day: '2026-06-01', cost: 60, team: 'a', service: 'db' },
  { day: '2026-06-01', cost: 30, team: 'b', service: 'db' },
  { day: '2026-06-01', cost: 90, team: 'platform', service: 'db' },
  { day: '2026-06-01', cost: 10 },
  { day: '2026-06-02', cost: 60, team: 'a', service: 'db' },
  { day: '2026-06-02', cost: 40, team: 'platform', service: 'net' },
];
const jobs = { name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };
const usage = { jobs: [['2026-06-01', 1, 'a'], ['2026-06-01', 3, 'b'], ['2026-06-01', 1, 'c']] } as const; // prettier-ignore
const asked = { from: '2026-06-01', to: '2026-06-02' };
const query = { formulas: [{ expression: 'cost' }], groupBy: ['team'], grain: 'day', allocation: 'allocated' };

function world(...allocations: Record<string, unknown>[]): World {
  return {
    charges,
    metrics: [jobs],
    usage: { jobs: usage.jobs.map((row) => [...row]) },
    settings: {
      dimensions: [{ name: 'team', from: ['tag:team'] }, { name: 'service', from: ['tag:service'] }],
      allocations: allocations.map((step, index) => ({ name: `step${index}`, dimension: 'team', from: ['platform'], ...step })),
    },
  }; // prettier-ignore
}

async function shares(allocation: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return seriesOf(await ask(world(allocation), { ...query, ...more }, asked));
}

describe('shared cost', () => {
  it('in equal parts, among the teams that have cost', async () => {
    expect(await shares({ by: 'even' })).toEqual({
      a: [105, 80],
      b: [75, 20],
      platform: [0, 0],
      unattributed: [10, 0],
    });
  });

  it('as their own cost of the day', async () => {
    // 90 in parts of 60 and 30; on the second day only a has cost.
    expect(await shares({ by: 'cost' })).toEqual({
      a: [120, 100],
      b: [60, 0],
      platform: [0, 0],
      unattributed: [10, 0],
    });
  });

  it('by fixed weights, to one that had no cost too', async () => {
    expect(await shares({ by: { weights: { a: 50, c: 50 } } })).toEqual({
      a: [105, 80], b: [30, 0], c: [45, 20], platform: [0, 0], unattributed: [10, 0],
    }); // prettier-ignore
  });

  it('by usage of the day; a day without any keeps its cost where it was, in sight', async () => {
    // 90 in parts of 1, 3 and 1; the second day has no jobs.
    expect(await shares({ by: { metric: 'jobs' } })).toEqual({
      a: [78, 60], b: [84, 0], c: [18, 0], platform: [0, 40], unattributed: [10, 0],
    }); // prettier-ignore
  });

  it('of a database by its writes, as published: 100,045 and 1,000,600', async () => {
    // A database of 1,100.645 is 0.001 a write: 100.045 for Email and 1,000.60 for Messaging.
    const database: World = {
      ...world({ from: ['database'], by: { metric: 'writes' } }),
      charges: [{ day: '2026-06-01', cost: 1100.645, team: 'database' }],
      metrics: [{ ...jobs, name: 'writes', unit: 'write' }],
      usage: { writes: [['2026-06-01', 100_045, 'Email'], ['2026-06-01', 1_000_600, 'Messaging']] },
    }; // prettier-ignore
    const found = seriesOf(await ask(database, query, { from: '2026-06-01', to: '2026-06-01' }));
    expect(found).toMatchObject({
      Email: [expect.closeTo(100.045, 9)],
      Messaging: [expect.closeTo(1000.6, 9)],
      database: [0],
    });
  });

  it('of charges without the key, by the name of the rest', async () => {
    const found = await shares({ from: ['unattributed'], to: ['a'], by: 'even' });
    expect(found).toMatchObject({ a: [70, 60], unattributed: [0, 0], platform: [90, 40] });
  });

  it('keeps the other dimensions of the charge', async () => {
    const found = await shares({ by: { weights: { a: 100 } } }, { groupBy: ['team', 'service'] });
    expect(found).toMatchObject({ 'a, db': [150, 60], 'a, net': [0, 40], 'platform, db': [0, 0] });
  });

  it('reaches a team that alone is asked for', async () => {
    const filters = [{ dimension: 'team', values: ['a'] }];
    expect(await shares({ by: 'even' }, { filters })).toEqual({ a: [105, 80] });
    expect(await shares({ by: 'even' }, { filters, groupBy: [] })).toEqual({ cost: [105, 80] });
    expect(await shares({ by: 'even' }, { filters: [], groupBy: [] })).toEqual({ cost: [190, 100] });
  });

  it('is the same for a filter on another dimension as for the whole split by it', async () => {
    const own: World = {
      ...world({ by: 'cost' }),
      charges: [
        { day: '2026-06-01', cost: 30, team: 'a', service: 'db' },
        { day: '2026-06-01', cost: 60, team: 'a', service: 'net' },
        { day: '2026-06-01', cost: 30, team: 'b', service: 'db' },
        { day: '2026-06-01', cost: 20, team: 'c', service: 'net' },
        { day: '2026-06-01', cost: 70, team: 'platform', service: 'db' },
      ],
    };
    const day = { from: '2026-06-01', to: '2026-06-01' };
    const db = [{ dimension: 'service', values: ['db'] }];
    // a, b and c cost 90, 30 and 20 of 140: of the platform's 70 they get 45, 15 and 10, all of it for db.
    const split = seriesOf(await ask(own, { ...query, groupBy: ['team', 'service'] }, day));
    expect(split).toMatchObject({ 'a, db': [75], 'b, db': [45], 'c, db': [10] });
    expect(seriesOf(await ask(own, { ...query, filters: db }, day))).toEqual({ a: [75], b: [45], c: [10], platform: [0] }); // prettier-ignore
    expect(seriesOf(await ask(own, { ...query, filters: db, groupBy: [] }, day))).toEqual({ cost: [130] });
    const even = { ...own, settings: world({ by: 'even' }).settings };
    // Three teams have cost, one of them none for db.
    expect(seriesOf(await ask(even, { ...query, filters: db }, day))['c']?.[0]).toBeCloseTo(70 / 3, 9);
  });

  it('in steps, one after the other', async () => {
    const steps = world({ from: ['unattributed'], by: { weights: { platform: 100 } } }, { by: 'even', to: ['a', 'b'] });
    // 10 go to the platform first: 100 on the first day, half of it to each.
    expect(seriesOf(await ask(steps, query, asked))).toEqual({ a: [110, 80], b: [80, 20], platform: [0, 0], unattributed: [0, 0] }); // prettier-ignore
  });

  it('as charged, and both side by side', async () => {
    expect(await shares({ by: 'even' }, { allocation: 'direct' })).toMatchObject({ a: [60, 60], platform: [90, 40] });
    expect(await shares({ by: 'even' }, { allocation: 'both' })).toMatchObject({ 'cost (direct): a': [60, 60], 'cost (allocated): a': [105, 80] }); // prettier-ignore
    const legs = [{ name: 'own', kind: 'cost', allocation: 'direct' }];
    expect(await shares({ by: 'even' }, { legs, formulas: [{ expression: 'cost - own' }] })).toMatchObject({ a: [45, 20] }); // prettier-ignore
  });

  it('warns where the same metric allocates and divides', async () => {
    const answer = await ask(world({ by: { metric: 'jobs' } }), { ...query, formulas: [{ expression: 'cost / jobs' }] }, asked); // prettier-ignore
    expect(noticesOf(answer)).toContain('jobs both shares out the cost of platform and divides it');
    expect(answer[0]?.meta.executedQueryString).toContain('allocated by step0');
  });

  it.each([
    [{ by: { weights: { a: 50, b: 40 } } }, 'must add up to 100'],
    [{ to: ['platform'], by: 'even' }, 'a value cannot share its cost with itself'],
    [{ by: 'chance' }, 'by'],
  ])('refuses %j', async (step, message) => {
    await expect(ask(world(step), query, asked)).rejects.toThrow(message);
  });

  it('refuses a step that gives back, and a metric that is not there', async () => {
    await expect(
      ask(world({ by: 'even' }, { from: ['a'], to: ['platform'], by: 'even' }), query, asked)
    ).rejects.toThrow('platform gave its cost away in an earlier step and cannot receive in this one');
    await expect(ask(world({ by: { metric: 'gone' } }), query, asked)).rejects.toThrow('is by the metric gone');
  });

  it('adds up to what was charged, whatever is shared how', async () => {
    const teams = ['a', 'b', 'c', 'platform'];
    const any = fc.array(
      fc.record({ day: fc.constantFrom('2026-06-01', '2026-06-02'), team: fc.constantFrom(...teams), cents: fc.integer({ min: -500, max: 100_000 }) }), // prettier-ignore
      { minLength: 1, maxLength: 30 }
    );
    const by = fc.constantFrom('even', 'cost', { weights: { a: 33.3, b: 33.3, c: 33.4 } }, { metric: 'jobs' });
    await fc.assert(
      fc.asyncProperty(any, by, async (rows, method) => {
        const random = { ...world({ by: method }), charges: rows.map(({ cents, ...row }) => ({ ...row, cost: cents / 100 })) }; // prettier-ignore
        const found = Object.values(seriesOf(await ask(random, { ...query, incomplete: 'include' }, asked))).flat();
        const sum = found.reduce<number>((all, value) => all + (value ?? 0), 0);
        expect(Math.abs(sum * 100 - rows.reduce((all, { cents }) => all + cents, 0))).toBeLessThan(1e-6);
      }),
      { numRuns: 60 }
    );
  });
});
