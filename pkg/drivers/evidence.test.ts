import { gatherEvidence, type EvidencePeriod, type Verdict } from './evidence.ts';

function periods(...rows: readonly (readonly [number, number])[]): readonly EvidencePeriod[] {
  return rows.map(([cost, units]) => ({ cost, units, complete: true }));
}

describe('gatherEvidence', () => {
  // Published figures, each with what they print themselves; relative ones as an index with 100 before.
  it.each<[string, readonly EvidencePeriod[], Verdict, readonly [number, number, number]]>([
    // spend, units, unit cost
    [
      'CloudZero: $0.05 -> $0.025',
      periods([10_000, 200_000], [15_000, 600_000]),
      'unit cost falls as spend rises',
      [0.5, 2, -0.5],
    ],
    // $1.75 -> $2.25 per user: 2.25 / 1.75 = 1.2857; users 5,714.29 -> 3,333.33 = -41.67%
    [
      'CloudZero: $1.75 -> $2.25',
      periods([10_000, 10_000 / 1.75], [7_500, 7_500 / 2.25]),
      'unit cost rises while spend falls',
      [-0.25, -0.416667, 0.285714],
    ],
    // $40 -> $34.2857
    [
      'Xplorr, two months',
      periods([8_000, 200], [12_000, 350]),
      'unit cost falls as spend rises',
      [0.5, 0.75, -0.142857],
    ],
    // $34.2857 -> $41.6667 = 35/24 x 5/6 … 41.6667 / 34.2857 = 1.215278
    [
      'Xplorr, the next two',
      periods([12_000, 350], [15_000, 360]),
      'unit cost rises with spend',
      [0.25, 0.028571, 0.215278],
    ],
    // 1.22 / 1.35 = 0.903704
    [
      'ZopNight +22% / +35%',
      periods([100, 100], [122, 135]),
      'unit cost falls as spend rises',
      [0.22, 0.35, -0.096296],
    ],
    ['ZopNight -10% / -25%', periods([100, 100], [90, 75]), 'unit cost rises while spend falls', [-0.1, -0.25, 0.2]],
    // Unit cost falls by a third, but spend does not rise: the claim is not shown.
    ['ZopNight flat / +50%', periods([100, 100], [100, 150]), 'no clear change', [0, 0.5, -0.333333]],
    // 1.3 / 1.5 = 0.866667; 1.3 / 1.1 = 1.181818
    ['Costory +30% / +50%', periods([100, 100], [130, 150]), 'unit cost falls as spend rises', [0.3, 0.5, -0.133333]],
    ['Costory +30% / +30%', periods([100, 100], [130, 130]), 'no clear change', [0.3, 0.3, 0]],
    ['Costory +30% / +10%', periods([100, 100], [130, 110]), 'unit cost rises with spend', [0.3, 0.1, 0.181818]],
    ['a smaller bill for less', periods([100, 100], [50, 80]), 'both fall', [-0.5, -0.2, -0.375]],
  ])('%s', (_, rows, verdict, [spendChange, unitChange, unitCostChange]) => {
    const { figures, ...found } = gatherEvidence(rows);
    expect(found.verdict).toBe(verdict);
    expect(figures?.spendChange).toBeCloseTo(spendChange, 6);
    expect(figures?.unitChange).toBeCloseTo(unitChange, 6);
    expect(figures?.unitCostChange).toBeCloseTo(unitCostChange, 6);
  });

  it.each([
    [48_000, 1_200, 40], // per customer
    [50_000, 50, 1_000], // per developer
    [50_000, 1_000_000, 0.05], // per transaction
    [100, 1_000, 0.1], // cost per dollar of revenue: 90% margin
  ])('%d for %d units are %d each', (cost, units, unitCost) => {
    const { figures, verdict } = gatherEvidence(periods([cost, units], [cost, units]));
    expect(figures).toMatchObject({ unitCost0: unitCost, unitCost1: unitCost });
    expect(verdict).toBe('no clear change');
  });

  it('compares halves by ratios of sums', () => {
    // (10 + 10) / (1 + 9) = 2, not the mean 5.56 of 10 and 1.11; the middle of five is left out; (20 + 20) / (10 + 30) = 1.
    const rows = periods([10, 1], [10, 9], [999, 1], [20, 10], [20, 30]);
    const { figures, verdict, conditions } = gatherEvidence(rows, { compare: 'halves' });
    expect(figures).toEqual({ unitCost0: 2, unitCost1: 1, spendChange: 1, unitChange: 3, unitCostChange: -0.5 });
    expect(verdict).toBe('unit cost falls as spend rises');
    expect(conditions).toMatchObject({ compare: 'halves', periodsUsed: 5 });
  });

  it('says under which conditions', () => {
    const rows = [
      ...periods([10, 1], [20, 2], [30, 3]),
      { cost: 5, complete: true },
      { units: 5, complete: true },
      { cost: 1, units: 9, complete: false },
    ];
    expect(gatherEvidence(rows, { coverage: 0.737 }).conditions).toEqual({
      compare: 'ends',
      periodsUsed: 3,
      missing: 2,
      incomplete: 1,
      coverage: 0.737,
      correlation: { value: 1 }, // on a line
    });
    expect(gatherEvidence(periods([1, 1], [2, 2])).conditions.correlation).toEqual({ missing: 'fewer than 3 points' });
  });

  it('takes a change for clear from a bound on', () => {
    const rows = periods([100, 100], [104, 110]); // 104 / 110 = 0.945: -5.5%
    expect(gatherEvidence(rows).verdict).toBe('unit cost falls as spend rises');
    expect(gatherEvidence(rows, { clear: 0.05 }).verdict).toBe('no clear change');
  });

  it.each<[string, readonly EvidencePeriod[], 'ends' | 'halves', string]>([
    ['nothing', [], 'ends', 'two complete periods'],
    ['nothing to halve', [], 'halves', 'two complete periods'],
    ['one period', periods([1, 1]), 'ends', 'two complete periods'],
    [
      'one complete period',
      [...periods([1, 1]), { cost: 2, units: 2, complete: false }],
      'ends',
      'two complete periods',
    ],
    ['no units at the start', periods([1, 0], [2, 2]), 'ends', 'spend or units at one end'],
    ['no spend at the start', periods([0, 1], [2, 2]), 'ends', 'spend or units at one end'],
    ['a net credit at the end', periods([1, 1], [-2, 2]), 'ends', 'spend or units at one end'],
  ])('does not judge %s', (_, rows, compare, lacks) => {
    const { verdict, figures, conditions } = gatherEvidence(rows, { compare });
    expect([verdict, figures, conditions.lacks]).toEqual(['not enough data', undefined, lacks]);
  });
});
