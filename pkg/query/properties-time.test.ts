import fc from 'fast-check';
import { dayText } from '../series/civil.ts';
import { ask, datesOf, seriesOf, type World } from './testing/ask.ts';

/**
 * Laws of stretches of time that hold for any data (design sections 4.3, 4.4, 4.14): days without a charge, metrics with
 * missing days, stocks and distinct counts, metrics by week, time zones with and without daylight saving time.
 */
const first = 20_514; // 2026-03-02, a Monday: both changes of the clocks in March lie within
const length = 45;

const amount = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined, freq: 4 });
const anyDay = fc.record({ cost: amount, jobs: amount, orders: amount, people: amount, users: amount });
type Day = Readonly<Record<'cost' | 'jobs' | 'orders' | 'people' | 'users', number | undefined>>;
/** The ends have everything, so that every leg begins and ends with the data. */
const whole: Day = { cost: 5, jobs: 3, orders: 2, people: 4, users: 6 };
const anyDays = fc
  .array(anyDay, { minLength: length - 2, maxLength: length - 2 })
  .map((days): readonly Day[] => [whole, ...days, whole]);
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');

const flow = { unit: 'job', additivity: 'additive', dimensions: { team: 'team' } };
const metrics = [
  { ...flow, name: 'jobs' },
  { ...flow, name: 'orders' },
  { ...flow, name: 'wk', nativeGrain: 'week', dimensions: {} },
  { name: 'people', unit: 'engineer', additivity: 'snapshot' },
  { name: 'users', unit: 'user', additivity: 'distinct', aggregate: { time: 'average' } },
];

function world(days: readonly Day[], timezone = 'UTC', shift = 0): World {
  const text = (offset: number) => dayText(first + offset + shift);
  const values = (name: keyof Day, teams: (offset: number) => readonly string[] = () => ['a']) =>
    days.flatMap((day, offset) =>
      teams(offset).flatMap((team): [string, number, string][] =>
        day[name] === undefined ? [] : [[text(offset), day[name], team]]
      )
    );
  return {
    charges: values('cost', (offset) => [offset % 3 === 0 ? 'b' : 'a']).map(([day, cost, team]) => ({
      day,
      cost,
      team,
    })),
    metrics,
    usage: {
      jobs: values('jobs', () => ['a', 'b']), // each the same, so that both together have twice as many
      orders: values('orders', () => ['a', 'b']),
      people: values('people'),
      users: values('users'),
      wk: days.flatMap((_, offset): [string, number][] => (offset % 7 === 0 ? [[text(offset), 7]] : [])),
    },
    settings: { timezone },
  };
}

const between = (from: number, to: number) => ({ from: dayText(first + from), to: dayText(first + to) });
const all = between(0, length - 1);

async function values(of: World, expressions: readonly string[], query: Record<string, unknown> = {}, asked = all) {
  const formulas = expressions.map((expression, index) => ({ name: `f${index}`, expression }));
  const [frame, ...others] = await ask(of, { formulas, grain: 'day', incomplete: 'include', ...query }, asked);
  return { series: seriesOf(frame === undefined ? [] : [frame, ...others]), dates: datesOf(frame) };
}

/** By date, so that answers over different ranges can be held against each other. */
async function byDate(of: World, expression: string, query: Record<string, unknown>, asked: typeof all) {
  const { series, dates } = await values(of, [expression], query, asked);
  return new Map(dates.map((date, index) => [date, Object.values(series).map((all) => all[index] ?? null)]));
}

const spans = fc.constantFrom('1d', '3d', '7d', '28d');
const grains = fc.constantFrom('day', 'week', 'month');

describe('laws of time', () => {
  it('rolling() of a ratio is the ratio of what is rolled, missing days or not', async () => {
    const ratio = fc.constantFrom(['cost', 'jobs'], ['jobs', 'orders'], ['cost', 'people'], ['cost', 'users'], ['people', 'users']); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyDays, ratio, spans, zone, grains, async (days, [a = '', b = ''], span, timezone, grain) => {
        const { series } = await values(
          world(days, timezone),
          [`rolling(${a} / ${b}, ${span})`, `rolling(${a}, ${span}) / rolling(${b}, ${span})`],
          { grain }
        );
        expect(series['f1']).toEqual(series['f0']);
      }),
      { numRuns: 60 }
    );
  });

  it('a rolling ratio divides the sums of those days of the window that have both', async () => {
    await fc.assert(
      fc.asyncProperty(anyDays, fc.constantFrom(3, 7), async (days, span) => {
        const { series } = await values(world(days), [`rolling(cost / jobs, ${span}d)`]);
        const expected = days.map((_, last) => {
          const window = days.slice(Math.max(0, last + 1 - span), last + 1).filter(({ jobs }) => jobs !== undefined);
          const sum = (name: 'cost' | 'jobs') => window.reduce((total, day) => total + (day[name] ?? 0), 0);
          return last + 1 < span || window.length === 0 ? null : sum('cost') / (2 * sum('jobs'));
        });
        expect(series['f0']).toEqual(expected);
      }),
      { numRuns: 40 }
    );
  });

  it('a ratio over a range divides the sums of those days that have both, a stock the mean of its days', async () => {
    const range = fc.tuple(fc.nat(length - 1), fc.nat(length - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(anyDays, range, async (days, [from, to]) => {
        const { series } = await values(
          world(days),
          ['cost / jobs', 'jobs / people'],
          { result: 'numeric', grain: 'auto' },
          between(from, to)
        );
        const view = days.slice(from, to + 1);
        const costed = view.filter(({ jobs }) => jobs !== undefined);
        const sum = (part: readonly Day[], name: keyof Day) => part.reduce((total, day) => total + (day[name] ?? 0), 0);
        expect(series['f0']).toEqual([costed.length === 0 ? null : sum(costed, 'cost') / (2 * sum(costed, 'jobs'))]);
        const staffed = view.flatMap((day, index) =>
          day.jobs === undefined || day.people === undefined ? [] : [{ ...day, date: dayText(first + from + index) }]
        );
        const months = staffed.reduce((total, { date }) => total + 1 / (date.startsWith('2026-03') ? 31 : 30), 0);
        const mean = sum(staffed, 'people') / staffed.length;
        const [stock] = series['f1'] ?? [];
        if (staffed.length === 0) {
          expect(stock).toBeNull();
        } else {
          const expected = (2 * sum(staffed, 'jobs')) / mean / months;
          expect(Math.abs((stock ?? NaN) - expected)).toBeLessThan(1e-9 * expected);
        }
      }),
      { numRuns: 60 }
    );
  });

  it('a bucket is the same in a wider range', async () => {
    const expressions = fc.constantFrom(
      'cost / jobs',
      'cost / people',
      'rolling(cost / jobs, 7d)',
      'rolling(people, 3d)',
      'rolling(cost, 7d) / jobs',
      'timeShift(cost / jobs, 1 MONTH)',
      'previous(cost) / jobs',
      'monthToDate(cost / users)',
      'coalesce(jobs, 0) + coalesce(orders, 0)'
    );
    const nested = fc
      .array(fc.nat(length - 1), { minLength: 4, maxLength: 4 })
      .map((ends) => ends.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(anyDays, expressions, nested, grains, zone, async (days, expression, ends, grain, timezone) => {
        const [wideFrom = 0, from = 0, to = 0, wideTo = 0] = ends;
        const data = world(days, timezone);
        const narrow = await byDate(data, expression, { grain }, between(from, to));
        const wide = await byDate(data, expression, { grain }, between(wideFrom, wideTo));
        for (const [date, value] of narrow) {
          expect([date, value]).toEqual([date, wide.get(date)]);
        }
        expect(narrow.size).toBeGreaterThan(0);
      }),
      { numRuns: 120 }
    );
  });

  it('a group is the same in a wider range, where both sides know it', async () => {
    await fc.assert(
      fc.asyncProperty(anyDays, fc.integer({ min: 10, max: 30 }), async (days, from) => {
        const query = { groupBy: ['team'], grain: 'day' };
        const narrow = await byDate(world(days), 'rolling(jobs / orders, 5d)', query, between(from, from + 5));
        const wide = await byDate(world(days), 'rolling(jobs / orders, 5d)', query, all);
        for (const [date, values] of narrow) {
          expect([...values].sort()).toEqual([...(wide.get(date) ?? [])].sort());
        }
      }),
      { numRuns: 40 }
    );
  });

  it('a formula is the same alone and beside others, in any order of formulas and legs', async () => {
    const legs = [
      { name: 'all_cost', kind: 'cost', measure: 'EffectiveCost' },
      { name: 'all_jobs', kind: 'usage', metric: 'jobs' },
      { name: 'weeks', kind: 'usage', metric: 'wk' },
      { name: 'staff', kind: 'usage', metric: 'people' },
    ];
    const expressions = ['all_cost', 'all_cost / all_jobs', 'all_cost / weeks', 'rolling(all_cost / staff, 7d)', 'weeks + all_jobs']; // prettier-ignore
    const shapes = fc.constantFrom({ result: 'numeric', grain: 'auto' }, { grain: 'month' }, { grain: 'week' });
    const shuffled = fc.shuffledSubarray([...expressions.keys()], { minLength: expressions.length });
    const order = fc.shuffledSubarray(legs, { minLength: legs.length });
    await fc.assert(
      fc.asyncProperty(anyDays, shapes, shuffled, order, zone, async (days, shape, indices, ordered, timezone) => {
        const data = world(days, timezone);
        const asked = between(3, length - 10);
        const formulas = indices.map((index) => ({ name: `f${index}`, expression: expressions[index] }));
        const query = { incomplete: 'include', ...shape };
        const beside = seriesOf(await ask(data, { ...query, legs: ordered, formulas }, asked));
        for (const formula of formulas) {
          const alone = seriesOf(await ask(data, { ...query, legs, formulas: [formula] }, asked));
          expect(Object.values(alone)).toEqual([beside[formula.name]]);
        }
      }),
      { numRuns: 30 }
    );
  });

  it('moves with the range by whole days', async () => {
    const expressions = fc.constantFrom(
      'cost / jobs',
      'rolling(cost / people, 7d)',
      'cumulative(jobs / orders)',
      'users'
    );
    await fc.assert(
      fc.asyncProperty(
        anyDays,
        expressions,
        fc.integer({ min: -200, max: 200 }),
        zone,
        async (days, expression, shift, timezone) => {
          const formulas = [{ name: 'x', expression, per: 'day' }]; // months differ in length
          const query = { formulas, grain: 'day', incomplete: 'include' };
          const shifted = between(5 + shift, length - 5 + shift);
          expect(seriesOf(await ask(world(days, timezone, shift), query, shifted))).toEqual(
            seriesOf(await ask(world(days, timezone), query, between(5, length - 5)))
          );
        }
      ),
      { numRuns: 40 }
    );
  });

  it('coalesce() gives what its arguments give alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyDays, grains, zone, async (days, grain, timezone) => {
        const { series } = await values(
          world(days, timezone),
          ['jobs', 'cost / orders', 'coalesce(jobs, orders)', 'orders', 'coalesce(cost / orders, 0)'],
          { grain }
        );
        const [jobs = [], ratio = [], either, orders = [], filled] = [0, 1, 2, 3, 4].map((index) => series[`f${index}`]); // prettier-ignore
        expect(either).toEqual(jobs.map((value, index) => value ?? orders[index] ?? null));
        expect(filled).toEqual(ratio.map((value) => value ?? 0));
      }),
      { numRuns: 40 }
    );
  });
});
