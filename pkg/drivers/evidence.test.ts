import { evidenceText } from './evidence-words.ts';
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
    // Unit cost falls by a third, but spend does not rise: the claim is not shown, and what is true is said.
    ['ZopNight flat / +50%', periods([100, 100], [100, 150]), 'unit cost falls at equal spend', [0, 0.5, -0.333333]],
    ['equal spend for less', periods([100, 100], [100, 80]), 'unit cost rises at equal spend', [0, -0.2, 0.25]],
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
    expect(gatherEvidence(rows).halves).toEqual({
      verdict: 'unit cost falls as spend rises',
      unitCost0: 2,
      unitCost1: 1,
      spendChange: 1,
      unitChange: 3,
      unitCostChange: -0.5,
    });
    expect(gatherEvidence(rows.slice(0, 3))).not.toHaveProperty('halves'); // one period each is the ends once more
  });

  it('says under which conditions', () => {
    const rows = [
      ...periods([10, 1], [20, 2], [30, 3]),
      { cost: 5, complete: true },
      { units: 5, complete: true },
      { cost: 1, units: 9, complete: false },
    ];
    expect(gatherEvidence(rows, { coverage: 0.737 }).conditions).toEqual({
      perDay: false,
      unitsPerDay: false,
      daysLeft: 0,
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
    expect(gatherEvidence(rows, { clear: 0.05 }).verdict).toBe('unit cost falls at equal spend');
    expect(gatherEvidence(rows, { clear: 0.06 }).verdict).toBe('no clear change');
  });

  it.each<[string, readonly EvidencePeriod[], string]>([
    ['nothing', [], 'two complete periods'],
    ['one period', periods([1, 1]), 'two complete periods'],
    ['one complete period', [...periods([1, 1]), { cost: 2, units: 2, complete: false }], 'two complete periods'],
    ['no units at the start', periods([1, 0], [2, 2]), 'spend or units at one end'],
    ['no spend at the start', periods([0, 1], [2, 2]), 'spend or units at one end'],
    ['a net credit at the end', periods([1, 1], [-2, 2]), 'spend or units at one end'],
  ])('does not judge %s', (_, rows, lacks) => {
    const { verdict, figures, conditions } = gatherEvidence(rows);
    expect([verdict, figures, conditions.lacks]).toEqual(['not enough data', undefined, lacks]);
  });
});

describe('a stock', () => {
  it('is compared per day: a shorter month saves nothing', () => {
    // 100 GB at 0.31 a day: 31 days cost 9.61, 28 days 8.68. Per month that is -9.7%, per day nothing.
    const month = (days: number) => ({ cost: 0.31 * days, units: 100, days, complete: true });
    const { verdict, figures, conditions } = gatherEvidence([month(31), month(28)]);
    expect(verdict).toBe('no clear change');
    expect(figures?.spendChange).toBeCloseTo(0, 12);
    expect(figures?.unitCostChange).toBeCloseTo(0, 12);
    expect(figures?.unitCost0).toBeCloseTo(0.0031, 12);
    expect(conditions.perDay).toBe(true);
  });

  it('has halves weighed by days', () => {
    // 1 day of 10 and 3 days of 30 units are 25 on average; 40 of cost over these 4 days are 10 a day: 0.40 each.
    const rows = [
      { cost: 10, units: 10, days: 1, complete: true },
      { cost: 30, units: 30, days: 3, complete: true },
      { cost: 40, units: 25, days: 2, complete: true },
      { cost: 40, units: 25, days: 2, complete: true },
    ];
    expect(gatherEvidence(rows).halves).toMatchObject({ unitCost0: 0.4, unitCost1: 0.8 });
  });
});

describe('evidenceText', () => {
  // Cost 100 + 2 x units: spend +40%, units +60%, 3.00 -> 2.625 a unit: -12.5%.
  const line = [100, 110, 120, 130, 140, 160].map((units): [number, number] => [100 + 2 * units, units]);
  const jobs = { one: 'job', many: 'OCR jobs' };

  it('names growth as the cause where all conditions hold', () => {
    const evidence = gatherEvidence(periods(...line), { coverage: 0.8 });
    expect(evidenceText(evidence, jobs)).toBe(
      'Unit cost falls as spend rises, so growth and not waste raises the bill: spend +40%, OCR jobs +60%, cost per job -13%. Based on 6 complete periods, 80% of cost has usage, correlation of cost and units 1.00.'
    );
  });

  it.each<[string, readonly EvidencePeriod[], number | undefined, string]>([
    ['few periods', periods(...line.slice(1)), 1, '5 periods are few.'],
    ['little of the cost', periods(...line), 0.54, 'only 54% of cost has usage.'],
    ['an unknown part of it', periods(...line), undefined, 'how much of the cost has usage is not known.'],
    [
      'a weak correlation',
      // units 1 1 3 2 2 4 less 13/6; cost 8 12 9 13 10 14 less 11: products 6, squares 6.8333 and 28: 6 / 13.832 = 0.43
      periods([8, 1], [12, 1], [9, 3], [13, 2], [10, 2], [14, 4]),
      1,
      'cost and OCR jobs move together only loosely (correlation 0.43).',
    ],
  ])('leaves the cause open for %s', (_, rows, coverage, why) => {
    const text = evidenceText(gatherEvidence(rows, coverage === undefined ? {} : { coverage }), jobs);
    expect(text).toContain(`Whether growth raises the bill stays open: ${why} Based on`);
    expect(text).not.toContain('growth and not waste');
  });

  it('leaves open whether dearer units last, where two periods say little', () => {
    // Ends: 100 / 100 -> 150 / 120, +25% each. Halves: 410 / 210 = 1.95 -> 300 / 240 = 1.25.
    const rows = periods([100, 100], [310, 110], [150, 120], [150, 120]);
    expect(evidenceText(gatherEvidence(rows, { coverage: 1 }), jobs)).toContain(
      'cost per job +25%. Whether it lasts stays open: 4 periods are few; the later half of the periods against the earlier says otherwise (spend -27%, cost per job -36%). Based on'
    );
  });

  it('says at equal spend what the money buys', () => {
    const text = (units: number) => evidenceText(gatherEvidence(periods([100, 100], [100, units])), jobs);
    expect(text(80)).toMatch(
      /^Unit cost rises at equal spend: less is served for the same money: spend unchanged, OCR jobs -20%, cost per job \+25%\. /
    );
    expect(text(150)).toMatch(/^Unit cost falls at equal spend: more is served for the same money: /);
  });

  it('says where no cost has usage', () => {
    const text = evidenceText(gatherEvidence([], { coverage: 0 }), jobs);
    expect(text).toContain('Based on 0 complete periods, no cost has usage,');
  });

  it('leaves it open where cost moves against units, and the halves say otherwise', () => {
    // Ends: 100 -> 110 for 100 -> 120. Halves: 490 / 350 = 1.40 -> 530 / 330 = 1.606: spend +8.2%, +15%.
    const rows = periods([100, 100], [300, 50], [90, 200], [310, 40], [100, 180], [320, 30], [110, 120]);
    const text = evidenceText(gatherEvidence(rows, { coverage: 1 }), jobs);
    expect(text).toMatch(/^Unit cost falls as spend rises: spend \+10%, OCR jobs \+20%, cost per job -8\.3%\. /);
    expect(text).toMatch(/cost and OCR jobs move against each other \(correlation -0\.\d\d\); /);
    expect(text).toContain(
      'the later half of the periods against the earlier says otherwise (spend +8.2%, cost per job +15%).'
    );
  });
});
