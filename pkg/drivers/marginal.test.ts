import fc from 'fast-check';
import type { Estimate } from './fit.ts';
import { bestLag, marginalCost, type Series } from './marginal.ts';

function series(values: readonly (number | null)[]): Series {
  return {
    values: Float64Array.from(values, (value) => value ?? NaN),
    valid: Uint8Array.from(values, (value) => (value === null ? 0 : 1)),
  };
}

function value(estimate: Estimate): number {
  return 'value' in estimate ? estimate.value : NaN;
}

describe('marginalCost', () => {
  it('finds the line, the elasticity and the correlation', () => {
    // units 1 2 3 4, cost 2 4 5 4: means 2.5 and 3.75; offsets -1.5 -0.5 0.5 1.5 and -1.75 0.25 1.25 0.25.
    // Products 2.625 - 0.125 + 0.625 + 0.375 = 3.5; squares 5 and 3.0625 + 0.0625 + 1.5625 + 0.0625 = 4.75.
    const found = marginalCost(series([2, 4, 5, 4]), series([1, 2, 3, 4]));
    expect(found.points).toBe(4);
    expect(value(found.marginal)).toBeCloseTo(0.7, 12); // 3.5 / 5
    expect(value(found.fixed)).toBeCloseTo(2, 12); // 3.75 - 0.7 x 2.5
    expect(value(found.elasticity)).toBeCloseTo(0.466666666667, 12); // 0.7 x 2.5 / 3.75
    expect(value(found.correlation)).toBeCloseTo(0.718184846, 9); // 3.5 / sqrt(23.75) = 3.5 / 4.873397172
  });

  it('finds a power law by logarithms', () => {
    // cost = 3 x units^0.5
    const found = marginalCost(series([3, 6, 12, 24]), series([1, 4, 16, 64]));
    expect(value(found.elasticityLogLog)).toBeCloseTo(0.5, 12);
  });

  it('leaves out buckets in which one is missing', () => {
    // What is left lies on cost = 100 + 2 x units.
    const found = marginalCost(series([102, null, 104, 106, NaN]), series([1, 9, 2, 3, 4]));
    expect(found.points).toBe(3);
    expect(value(found.marginal)).toBeCloseTo(2, 12);
    expect(value(found.fixed)).toBeCloseTo(100, 12);
    expect(value(found.correlation)).toBe(1);
  });

  it('pairs cost with the driver of earlier buckets', () => {
    const found = marginalCost(series([7, 10, 20, 50]), series([1, 2, 5, 9]), 1); // cost = 10 x units one bucket before
    expect(found.points).toBe(3);
    expect(value(found.marginal)).toBeCloseTo(10, 12);
  });

  it.each<[string, readonly (number | null)[], readonly (number | null)[], Partial<Record<string, Estimate>>]>([
    [
      'nothing',
      [],
      [],
      { marginal: { missing: 'fewer than 3 points' }, correlation: { missing: 'fewer than 3 points' } },
    ],
    [
      'two points',
      [1, 2, null],
      [3, 4, 5],
      {
        marginal: { missing: 'fewer than 3 points' },
        fixed: { missing: 'fewer than 3 points' },
        elasticity: { missing: 'fewer than 3 points' },
        elasticityLogLog: { missing: 'fewer than 3 points' },
        correlation: { missing: 'fewer than 3 points' },
      },
    ],
    [
      'a driver that stays, but for rounding',
      [1, 2, 3],
      [0.3, 0.1 + 0.2, 0.3],
      {
        marginal: { missing: 'driver does not vary' },
        elasticity: { missing: 'driver does not vary' },
        elasticityLogLog: { missing: 'driver does not vary' },
        correlation: { missing: 'driver does not vary' },
      },
    ],
    [
      'a cost that stays',
      [5, 5, 5],
      [1, 2, 3],
      {
        marginal: { value: 0 },
        fixed: { value: 5 },
        elasticity: { value: 0 },
        correlation: { missing: 'cost does not vary' },
      },
    ],
    ['no cost', [0, 0, 0], [1, 2, 3], { marginal: { value: 0 }, elasticity: { missing: 'mean cost is zero' } }],
    ['a bucket without units', [1, 2, 3], [0, 1, 2], { elasticityLogLog: { missing: 'not all values are positive' } }],
    [
      'too steep a line',
      [0, 1e300, 0],
      [1e-300, 2e-300, 3e-299],
      { marginal: { missing: 'beyond the range of numbers' } },
    ],
  ])('says why a number is missing: %s', (_, cost, driver, expected) => {
    expect(marginalCost(series(cost), series(driver))).toMatchObject(expected);
  });

  it('is never NaN, and follows its units', () => {
    const cell = fc.oneof(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.constantFrom(0, 1e-9, 1e12, 5e-324, 1e308, null, NaN, Infinity)
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 12 }), (rows) => {
        const cost = series(rows.map(([amount]) => amount));
        const driver = series(rows.map(([, units]) => units));
        const { points, ...estimates } = marginalCost(cost, driver);
        for (const estimate of Object.values(estimates)) {
          expect('missing' in estimate || Number.isFinite(estimate.value)).toBe(true);
        }
        expect(points).toBeLessThanOrEqual(rows.length);
      }),
      { numRuns: 500 }
    );
  });

  it('does not change its correlation with the scale of either', () => {
    const amount = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(amount, amount), { minLength: 3, maxLength: 12 }),
        fc.constantFrom(1e-9, 1e9),
        (rows, factor) => {
          const cost = rows.map(([each]) => each);
          const driver = rows.map(([, each]) => each);
          const plain = marginalCost(series(cost), series(driver));
          const other = marginalCost(
            series(cost.map((each) => each * factor)),
            series(driver.map((each) => each + 5000))
          );
          fc.pre('value' in plain.correlation);
          expect(value(other.correlation)).toBeCloseTo(value(plain.correlation), 9);
          expect(value(other.marginal) / factor).toBeCloseTo(value(plain.marginal), 9);
        }
      )
    );
  });
});

describe('bestLag', () => {
  const driver = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];

  it('finds by how many buckets cost follows', () => {
    // cost = 2 x units two buckets before
    const cost = [0, 0, ...driver.slice(0, -2).map((units) => 2 * units)];
    expect(bestLag(series(cost), series(driver), 4)).toEqual({ lag: 2, correlation: { value: 1 }, points: 8 });
  });

  it('finds a driver that lowers cost', () => {
    const cost = [0, ...driver.slice(0, -1).map((units) => 100 - units)];
    expect(bestLag(series(cost), series(driver), 3)).toMatchObject({ lag: 1, correlation: { value: -1 }, points: 9 });
  });

  it('takes the shortest of equal ones, also where rounding tells them apart', () => {
    // Both repeat every three buckets. Offsets -4 -1 5 and -1 -1 2 thirds: r = 15 / sqrt(42 x 6) = 0.944911 at lags 0 and 3.
    const cost = [1, 1, 2, 1, 1, 2, 1, 1, 2];
    const found = bestLag(series(cost), series([1, 2, 4, 1, 2, 4, 1, 2, 4]), 3);
    expect(found).toMatchObject({ lag: 0, points: 9 });
    expect(value(found.correlation)).toBeCloseTo(15 / Math.sqrt(252), 12);
  });

  it('does not trust the few points of a long lag', () => {
    // At lag 4 three points would lie on a line: units 1 2 3, cost 1 2 3. At most half of the seven points may go.
    const cost = [5, 3, 4, 4, 1, 2, 3];
    const found = bestLag(series(cost), series([1, 2, 3, 9, 2, 8, 3]), 6);
    expect(found.lag).toBeLessThan(4);
  });

  it.each([
    ['too few', [1, 2], [1, 2], 'fewer than 3 points', 2],
    ['none', [], [], 'fewer than 3 points', 0],
    ['no variance', [1, 2, 3, 4], [7, 7, 7, 7], 'driver does not vary', 4],
  ])('says why there is none: %s', (_, cost, units, missing, points) => {
    expect(bestLag(series(cost), series(units), 5)).toEqual({ lag: 0, correlation: { missing }, points });
  });
});
