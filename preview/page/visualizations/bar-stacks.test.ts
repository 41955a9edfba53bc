import { stacks, ticks } from './bar-stacks.ts';

describe('bars in parts', () => {
  it('stand on top of each other, and below zero under each other', () => {
    expect(stacks([[10, 3], [5, -2], [null, -1]], 2)).toEqual([
      [{ series: 0, from: 0, to: 10 }, { series: 1, from: 10, to: 15 }],
      [{ series: 0, from: 0, to: 3 }, { series: 1, from: 0, to: -2 }, { series: 2, from: -2, to: -3 }],
    ]);
  });

  it('have nothing to draw where a value is zero', () => {
    expect(stacks([[0]], 1)).toEqual([[]]);
  });
}); // prettier-ignore

describe('the axis of bars', () => {
  const upTo = (...values: number[]) => values.map((to, series) => ({ series, from: 0, to }));

  it.each([
    [[248_000], 5, [0, 50_000, 100_000, 150_000, 200_000, 250_000]],
    [[7, -3], 5, [-4, -2, 0, 2, 4, 6, 8]],
    [[], 5, [0, 1]],
  ])('of %j has round steps that hold all of it', (values, count, expected) => {
    expect(ticks(upTo(...values), count)).toEqual(expected);
  });
});
