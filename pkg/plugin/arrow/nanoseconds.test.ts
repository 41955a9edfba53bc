import fc from 'fast-check';
import { nanoseconds } from './nanoseconds.ts';

/** The last millisecond of which int64 can hold the nanoseconds. */
const last = 9_223_372_036_854;

it('is a million times the milliseconds, for every instant that fits', () => {
  fc.assert(
    fc.property(fc.integer({ min: -last, max: last }), (ms) => {
      expect(nanoseconds(Float64Array.of(ms))[0]).toBe(BigInt(ms) * 1_000_000n);
    })
  );
});

it.each([0, 1, -1, 65_535, 65_536, -65_536, -65_537, 2 ** 32, -(2 ** 32), last, -last])('holds at %d ms', (ms) => {
  expect([...nanoseconds(Float64Array.of(7, ms))]).toEqual([7_000_000n, BigInt(ms) * 1_000_000n]);
});

it('cuts fractions of a millisecond off and makes 0 of what is no number', () => {
  expect([...nanoseconds(Float64Array.of(1.9, -1.9, NaN))]).toEqual([1_000_000n, -1_000_000n, 0n]);
});
