import { splitOverFactors } from './methods.ts';

describe('splitOverFactors', () => {
  // Price 5 -> 10, quantity 50 -> 70: cost 250 -> 700.
  const logs = [Math.log(10 / 5), Math.log(70 / 50)];

  it('weighs logarithms by the logarithmic mean', () => {
    // L(700, 250) = 450 / ln 2.8 = 437.0547; x ln 2 = 302.9432; x ln 1.4 = 147.0568
    const [price, quantity] = splitOverFactors('lmdi', 250, 700, logs);
    expect(price).toBeCloseTo(302.9432, 4);
    expect(quantity).toBeCloseTo(147.0568, 4);
  });

  it('takes two factors at their midpoints', () => {
    // 5 x (50 + 70) / 2 = 300; 20 x (5 + 10) / 2 = 150
    const [price, quantity] = splitOverFactors('midpoint', 250, 700, logs);
    expect(price).toBeCloseTo(300, 10);
    expect(quantity).toBeCloseTo(150, 10);
  });

  it('averages three factors over their six orders', () => {
    // 1 x 1 x 1 -> 2 x 3 x 5. Of 2: alone 1, after 3: 3, after 5: 5, after both: 15; (2 x 1 + 3 + 5 + 2 x 15) / 6 = 40/6.
    // Of 3: alone 2, after 2: 4, after 5: 10, after both: 20; (4 + 4 + 10 + 40) / 6 = 58/6.
    // Of 5: alone 4, after 2: 8, after 3: 12, after both: 24; (8 + 8 + 12 + 48) / 6 = 76/6. Together 174/6 = 29.
    const shares = splitOverFactors('midpoint', 1, 30, [Math.log(2), Math.log(3), Math.log(5)]);
    [40, 58, 76].forEach((sixths, index) => {
      expect(shares[index]).toBeCloseTo(sixths / 6, 10);
    });
  });

  it.each(['lmdi', 'midpoint'] as const)('%s gives nothing to a factor that did not change', (method) => {
    const shares = splitOverFactors(method, 250, 700, [0, ...logs, 0]);
    expect([shares[0], shares[3]]).toEqual([0, 0]);
    const two = splitOverFactors(method, 250, 700, logs);
    expect(shares[1]).toBeCloseTo(two[0] ?? NaN, 10);
    expect(shares[2]).toBeCloseTo(two[1] ?? NaN, 10);
  });
});
