import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { logMean, logRatio } from './log-mean.ts';

/** Forty digits are an oracle for doubles. */
const Exact = Decimal.clone({ precision: 60 });

function exactMean(a: number, b: number): Decimal {
  return new Exact(a).minus(b).div(new Exact(a).div(b).ln());
}

const size = fc.double({ min: -9, max: 12, noNaN: true }).map((exponent) => 10 ** exponent);

describe('logMean', () => {
  it('lies between its arguments', () => {
    expect(logMean(7, 7)).toBe(7);
    expect(logMean(700, 250)).toBeCloseTo(450 / 1.0296194171811581, 10); // ln 2.8
    expect(logMean(250, 700)).toBeCloseTo(450 / 1.0296194171811581, 10);
  });

  it.each([1e-3, 1e-6, 1e-9, 1e-12, 1e-15])('keeps its digits when the arguments differ by %p', (step) => {
    // L(1 + d, 1) = d / ln(1 + d) = 1 + d/2 - d²/12 + d³/24 - 19 d⁴/720 + …; d is what a double keeps of 1 + step.
    const d = 1 + step - 1;
    expect(logMean(1 + step, 1)).toBeCloseTo(1 + d / 2 - d ** 2 / 12 + d ** 3 / 24 - (19 * d ** 4) / 720, 14);
  });

  it('agrees with sixty digits, near equality too', () => {
    const nearly = fc.tuple(size, fc.double({ min: -1e-3, max: 1e-3, noNaN: true })).map(([a, d]) => [a, a * (1 + d)]);
    fc.assert(
      fc.property(fc.oneof(nearly, fc.tuple(size, size)), ([a = 1, b = 1]) => {
        fc.pre(a !== b);
        const error = exactMean(a, b).minus(logMean(a, b)).div(exactMean(a, b)).abs().toNumber();
        expect(error).toBeLessThan(1e-14);
      }),
      { numRuns: 300 }
    );
  });

  it('does not leave the range of doubles before its arguments do', () => {
    expect(logRatio(1e300, 1e-300)).toBeCloseTo(600 * Math.LN10, 9);
    expect(logRatio(1e-300, 1e300)).toBeCloseTo(-600 * Math.LN10, 9);
  });
});
