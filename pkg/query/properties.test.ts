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
});
