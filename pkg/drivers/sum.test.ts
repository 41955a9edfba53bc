import { sumOf } from './sum.ts';

describe('sumOf', () => {
  it.each([
    [[], 0],
    [[1e16, 1, -1e16], 1], // a plain sum of doubles gives 0
    [[1, 1e100, 1, -1e100], 2],
    [Array.from({ length: 10 }, () => 0.1), 1], // a plain one gives 0.9999999999999999
  ])('keeps what doubles would lose', (terms, sum) => {
    expect(sumOf(terms)).toBe(sum);
  });
});
