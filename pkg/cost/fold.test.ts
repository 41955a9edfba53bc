import type { CostRows } from './cost-rows.ts';
import { fold } from './fold.ts';
import { daySlots } from './slots.ts';

/** A run of rows: its group, its unit, and day, span, amount and charges of each row. */
type Run = readonly [group: string | null, unit: string | null, rows: readonly (readonly number[])[]];

function costRows(runs: readonly Run[]): CostRows {
  const rows = runs.flatMap(([, , own]) => own);
  let end = 0;
  const ends = runs.map(([, , own]) => (end += own.length));
  return {
    runCount: runs.length,
    starts: Uint32Array.from([0, ...ends.slice(0, -1)]),
    ends: Uint32Array.from(ends),
    text: (column) => runs.map((run) => (column === 0 ? run[0] : run[1])),
    numbers: (column) => Float64Array.from(rows, (row) => row[column] ?? NaN),
  };
}

/** [group, day, amount, charges], by group and day. */
function entries(parts: readonly CostRows[], from: number, to: number) {
  const { keys, groups, times, amounts, rows } = fold(parts, 1, daySlots({ from, to }));
  return [...groups]
    .map((group, at) => [keys[group]?.[0], times[at], amounts[at], rows[at]])
    .sort((a, b) => String(a).localeCompare(String(b)));
}

it('adds up a group that comes in runs of several parts, and keeps groups apart on the same day', () => {
  const files = costRows([
    ['a', 'USD', [[100, 1, 5, 2], [101, 1, 7, 1]]], // prettier-ignore
    ['b', 'USD', [[100, 1, 11, 1]]],
    ['a', null, [[101, 1, 13, 3]]],
  ]);
  const rollup = costRows([
    ['b', 'USD', [[101, 1, 17, 1]]],
    ['a', 'USD', [[100, 1, 19, 4]]],
    [null, 'USD', [[101, 1, 23, 1]]],
  ]);
  expect(entries([files, rollup], 100, 102)).toEqual([
    [null, 101, 23, 1],
    ['a', 100, 24, 6],
    ['a', 101, 20, 4],
    ['b', 100, 11, 1],
    ['b', 101, 17, 1],
  ]);
});

it('divides a long charge over its days and leaves out those outside the range', () => {
  const rows = costRows([['a', 'USD', [[98, 4, 8, 1]]]]);
  expect(entries([rows], 100, 103)).toEqual([
    ['a', 100, 2, 1],
    ['a', 101, 2, 1],
  ]);
});

it('loses nothing of small amounts beside large ones', () => {
  const rows = costRows([['a', 'USD', [[100, 1, 1e16, 1], [100, 1, 1, 1], [100, 1, -1e16, 1]]]]); // prettier-ignore
  expect(entries([rows], 100, 101)).toEqual([['a', 100, 1, 3]]);
});

it('tells every unit once', () => {
  const rows = costRows([
    ['a', 'USD', [[100, 1, 1, 1]]],
    ['a', 'EUR', [[100, 1, 1, 1]]],
    ['b', 'USD', [[100, 1, 1, 1]]],
    ['c', null, [[100, 1, 1, 1]]],
  ]);
  expect(fold([rows], 1, daySlots({ from: 100, to: 101 })).units).toEqual(['EUR', 'USD']);
});

it('refuses more than a million entries', () => {
  const days = Array.from({ length: 1001 }, (_, day) => [day, 1, 1, 1]);
  const rows = costRows(Array.from({ length: 1000 }, (_, group): Run => [String(group), 'USD', days]));
  expect(() => fold([rows], 1, daySlots({ from: 0, to: 1001 }))).toThrow('more than 1000000 values');
  expect(fold([rows], 1, daySlots({ from: 0, to: 1000 })).times).toHaveLength(1_000_000);
});
