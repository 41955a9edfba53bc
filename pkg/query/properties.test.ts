import fc from 'fast-check';
import { dayText } from '../series/civil.ts';
import { ask, seriesOf, type World } from './testing/ask.ts';

/** Laws that hold for any data: design sections 4.1, 4.3, 4.8. Amounts are whole cents, so that sums are exact. */
const first = 20_605; // 2026-06-01
const length = 61;
const range = { from: dayText(first), to: dayText(first + length - 1) };
const teams = ['a', 'b', 'c'];

const rows = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: length - 1 }),
    team: fc.constantFrom(...teams),
    cost: fc.integer({ min: 1, max: 10_000 }),
    jobs: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: 40 }
);
type Rows = readonly { day: number; team: string; cost: number; jobs: number }[];

function world(data: Rows, shift = 0): World {
  const day = (offset: number) => dayText(first + offset + shift);
  return {
    charges: data.map(({ day: offset, team, cost }) => ({ day: day(offset), team, cost })),
    metrics: [{ name: 'jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' }, gaps: 'zero' }],
    usage: { jobs: data.map(({ day: offset, team, jobs }): [string, number, string] => [day(offset), jobs, team]) },
  };
}

const ratio = { formulas: [{ name: 'r', expression: 'cost / jobs' }], incomplete: 'include' };
const spend = { formulas: [{ name: 's', expression: 'cost' }], incomplete: 'include' };

function total(series: Record<string, (number | null)[]>): number {
  return Object.values(series).flat().reduce<number>((sum, value) => sum + (value ?? 0), 0); // prettier-ignore
}

describe('laws', () => {
  it('keep sums when the grain changes', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('day', 'week', 'month', 'quarter'), async (data, grain) => {
        const buckets = seriesOf(await ask(world(data), { ...spend, groupBy: ['team'], grain }, range));
        expect(total(buckets)).toBe(data.reduce((sum, { cost }) => sum + cost, 0));
      }),
      { numRuns: 50 }
    );
  });

  it('do not look at the order of rows or legs', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const query = { ...ratio, groupBy: ['team'], result: 'table' };
        const forward = seriesOf(await ask(world(data), query, range));
        expect(seriesOf(await ask(world([...data].reverse()), query, range))).toEqual(forward);
        const swapped = { ...query, formulas: [{ name: 'r', expression: '1 / (jobs / cost)' }] };
        const inverse = seriesOf(await ask(world(data), swapped, range))['r'] ?? [];
        forward['r']?.forEach((value, index) => {
          expect(inverse[index]).toBeCloseTo(value ?? NaN, 9);
        });
      }),
      { numRuns: 30 }
    );
  });

  it('put the ratio of a range between the smallest and largest of its buckets', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const buckets = (seriesOf(await ask(world(data), { ...ratio, grain: 'day' }, range))['r'] ?? []).filter(
          (value) => value !== null
        );
        const [whole] = seriesOf(await ask(world(data), { ...ratio, result: 'numeric' }, range))['r'] ?? [];
        expect(whole).toBeGreaterThanOrEqual(Math.min(...buckets) - 1e-9);
        expect(whole).toBeLessThanOrEqual(Math.max(...buckets) + 1e-9);
      }),
      { numRuns: 50 }
    );
  });

  it('shift the answer with the range by whole days', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: -400, max: 400 }), async (data, shift) => {
        const query = { ...ratio, groupBy: ['team'], grain: 'day' };
        const shifted = { from: dayText(first + shift), to: dayText(first + length - 1 + shift) };
        expect(seriesOf(await ask(world(data, shift), query, shifted))).toEqual(
          seriesOf(await ask(world(data), query, range))
        );
      }),
      { numRuns: 30 }
    );
  });

  it('do not look at the order of groups', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.shuffledSubarray(teams, { minLength: 3 }), async (data, order) => {
        const query = { ...spend, groupBy: ['team'], grain: 'month' };
        const sorted = [...data].sort((a, b) => order.indexOf(a.team) - order.indexOf(b.team));
        expect(seriesOf(await ask(world(sorted), query, range))).toEqual(
          seriesOf(await ask(world(data), query, range))
        );
      }),
      { numRuns: 30 }
    );
  });

  it('scale with cost, and inversely with usage', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(2, 4, 8), async (data, factor) => {
        const query = { ...ratio, grain: 'month' };
        const once = seriesOf(await ask(world(data), query, range))['r'] ?? [];
        const dearer = data.map((row) => ({ ...row, cost: row.cost * factor }));
        const busier = data.map((row) => ({ ...row, jobs: row.jobs * factor }));
        // Powers of two change no digit of a double.
        expect(seriesOf(await ask(world(dearer), query, range))['r']).toEqual(
          once.map((value) => (value === null ? null : value * factor))
        );
        expect(seriesOf(await ask(world(busier), query, range))['r']).toEqual(
          once.map((value) => (value === null ? null : value / factor))
        );
      }),
      { numRuns: 30 }
    );
  });

  it('let cumulative() end at the whole range, and shares add up to one', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const steps = {
          formulas: [{ name: 'c', expression: 'cumulative(cost)' }],
          incomplete: 'include',
          grain: 'day',
        };
        const cumulated = (seriesOf(await ask(world(data), steps, range))['c'] ?? []).filter((value) => value !== null);
        expect(cumulated.at(-1)).toBe(data.reduce((sum, { cost }) => sum + cost, 0));
        const shares = { formulas: [{ name: 's', expression: 'share(cost)' }], groupBy: ['team'], result: 'table', incomplete: 'include' }; // prettier-ignore
        expect(total(seriesOf(await ask(world(data), shares, range)))).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 }
    );
  });

  it('make rolling() over the length of a bucket the bucket itself, and timeShift() by it the one before', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const of = async (expression: string, grain: string) =>
          seriesOf(await ask(world(data), { formulas: [{ name: 'x', expression }], incomplete: 'include', grain }, range))['x'] ?? []; // prettier-ignore
        const months = await of('cost', 'month');
        const shifted = await of('timeShift(cost, 1 MONTH)', 'month');
        expect(shifted.slice(1)).toEqual(months.slice(0, -1));
        expect(await of('previous(cost)', 'month')).toEqual(shifted);
        const days = await of('cost', 'day');
        const rolling = await of('rolling(cost, 1d)', 'day');
        expect(rolling).toEqual(days);
      }),
      { numRuns: 30 }
    );
  });
});
