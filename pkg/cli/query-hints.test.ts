import type { Explanation, Frame } from '../model/frame.ts';
import { queryHints } from './query-hints.ts';

function frame(custom: Partial<Explanation>): Frame {
  const whole = { grain: 'month', timezone: 'Europe/Berlin', asOf: '', freshness: [], units: {}, ...custom } as const;
  return { meta: { type: 'timeseries-wide', custom: whole }, fields: [] };
}

/** In Berlin, an hour or two ahead of UTC, October begins at 22:00 and December at 23:00. */
const october = '2024-09-30T22:00:00.000Z';
const december = Date.parse('2025-11-30T23:00:00Z');

const textsOf = (custom: Partial<Explanation>, grain?: string, from = december) =>
  queryHints([frame(custom)], { grain, from }).map(({ text }) => text);

it('says where the data end that end before the range begins, and what to ask instead', () => {
  expect(textsOf({ completeThrough: october })).toEqual([
    'The data end on 2024-09-30, before the range begins; ask with --from 2024-09-01 --to 2024-09-30.',
  ]);
  expect(textsOf({ completeThrough: october }, undefined, Date.parse(october))).toHaveLength(1);
  expect(textsOf({ completeThrough: october }, undefined, Date.parse(october) - 1)).toEqual([]);
  expect(textsOf({})).toEqual([]); // closed, or without any
});

it('says that an answer is coarser than asked', () => {
  expect(textsOf({ grain: 'day' }, 'hour')).toEqual([
    'The answer is by day: not all that is asked for has values by hour. Costs have them with rollup: { grain: hour } on their dataset.',
  ]);
  expect(textsOf({ grain: 'month' }, 'day')).toEqual([
    'The answer is by month: not all that is asked for has values by day.',
  ]);
  expect(textsOf({ grain: 'day' }, 'day')).toEqual([]);
  expect(textsOf({ grain: 'range' }, 'day')).toEqual([]);
  expect(queryHints([], { grain: 'day', from: 0 })).toEqual([]);
});

it('says where to look when a range lies before the data', () => {
  const withMask = (...valid: number[]): Frame => ({
    ...frame({}),
    fields: [{ name: 'c', column: { type: 'number', values: new Float64Array(2), valid: Uint8Array.from(valid) } }],
  });
  const asked = { grain: 'month', from: december };
  expect(queryHints([withMask(0, 0)], asked).map(({ text }) => text)).toEqual([
    'No value lies in the range; check --settings FILE says from which day to which each entry has data.',
  ]);
  expect(queryHints([withMask(0, 1)], asked)).toEqual([]);
});
