import { noEffects, type Effects } from './effects.ts';
import type { Cell, Period } from './period.ts';
import { splitChange } from './split.ts';

const ln2 = 0.6931471805599453;
const ln3 = 1.0986122886681098;

function period(units: Readonly<Record<string, number>>, cells: readonly Cell[], days?: number): Period {
  return { unitsByGroup: new Map(Object.entries(units)), cells, ...(days !== undefined && { days }) };
}

function cell(group: string, cost: number, quantity?: number, rest: Partial<Cell> = {}): Cell {
  return { group, skuId: 'gb', cost, ...(quantity !== undefined && { quantity, consumedUnit: 'GB' }), ...rest };
}

function expectEffects(actual: Effects, expected: Partial<Effects>): void {
  for (const [effect, amount] of Object.entries({ ...noEffects, ...expected })) {
    expect({ effect, amount: actual[effect as keyof Effects] }).toEqual({
      effect,
      amount: expect.closeTo(amount, 6) as unknown,
    });
  }
}

describe('splitChange', () => {
  it('splits by volume, mix, efficiency and price, group by group', () => {
    //       units     share       quantity  per unit  cost       price
    // a     50 50     0.5 0.25    10 20     0.2 0.4   100 100    10 5
    // b     50 150    0.5 0.75    10 30     0.2 0.2   100 300    10 10
    // all  100 200
    // a: L = 100; each factor doubles or halves: volume +100 ln 2, mix -100 ln 2, efficiency +100 ln 2, price -100 ln 2
    // b: L = 200 / ln 3; volume L ln 2, mix L ln 1.5, together L ln 3 = 200
    const split = splitChange(
      period({ a: 50, b: 50 }, [cell('a', 100, 10), cell('b', 100, 10)]),
      period({ a: 50, b: 150 }, [cell('a', 100, 20), cell('b', 300, 30)])
    );
    const a = 100 * ln2;
    const b = 200 / ln3;
    expectEffects(split.groups[0]!.effects, { volume: a, mix: -a, efficiency: a, price: -a });
    expectEffects(split.groups[1]!.effects, { volume: b * ln2, mix: b * (ln3 - ln2) });
    expectEffects(split.effects, {
      volume: a + b * ln2, // 195.5006
      mix: -a + b * (ln3 - ln2), // 4.4993
      efficiency: a,
      price: -a,
    });
    expect(split).toMatchObject({ cost0: 200, cost1: 400, change: 200, units0: 100, units1: 200, usage: 'groups' });
    expect(split.groups.map(({ group, units0, units1 }) => [group, units0, units1])).toEqual([
      ['a', 50, 50],
      ['b', 50, 150],
    ]);
    expect(split.groups[0]!.skus).toMatchObject([{ skuId: 'gb', consumedUnit: 'GB', quantity0: 10, quantity1: 20 }]);
    expect([split.unsplit, split.together]).toEqual([[], { cost0: 0, cost1: 0 }]);
  });

  it('splits units and price alone as in the textbook', () => {
    // 5 x 50 = 250 -> 10 x 70 = 700: the price is the cost per unit, because there are no quantities.
    const before = { units: 50, cells: [cell('', 250)] };
    const after = { units: 70, cells: [cell('', 700)] };
    const lmdi = splitChange(before, after).effects;
    expect(lmdi.unitCost).toBeCloseTo(302.9432, 4);
    expect(lmdi.volume).toBeCloseTo(147.0568, 4);
    expectEffects(splitChange(before, after, 'midpoint').effects, { unitCost: 300, volume: 150 });
    expect(splitChange(before, after)).toMatchObject({
      usage: 'total',
      together: { cost0: 250, cost1: 700 },
      change: 450,
    });
  });

  it('sets the days of a stock apart', () => {
    // 31 -> 28 days, 10 -> 20 customers on average, a quantity of 620 -> 1120: 2 per customer and day in both months; cost
    // 620 -> 1120. L = 500 / ln(56/31); calendar L ln(28/31), volume L ln 2.
    const split = splitChange(
      period({ a: 10 }, [cell('a', 620, 620)], 31),
      period({ a: 20 }, [cell('a', 1120, 1120)], 28)
    );
    const weight = 500 / Math.log(56 / 31);
    expectEffects(split.effects, { calendar: weight * Math.log(28 / 31), volume: weight * ln2 });
    expect(split).toMatchObject({ days0: 31, days1: 28 });
  });

  it('adds cells with the same keys, and never unlike quantities', () => {
    const before = period({ a: 1 }, [cell('a', 60, 6), cell('a', 40, 4), cell('a', 5, 5, { consumedUnit: 'h' })]);
    const after = period({ a: 1 }, [cell('a', 100, 20), cell('a', 10, 5, { consumedUnit: 'h' })]);
    const [gb, hours] = splitChange(before, after).groups[0]!.skus;
    expectEffects(gb!.effects, { efficiency: 100 * ln2, price: -100 * ln2 });
    expect(hours!.effects.price).toBeCloseTo(5, 9);
  });

  it('takes units in all as given where groups cannot be added', () => {
    // Active customers: 30 in a and 30 in b, but 40 in all, and then 80: L = 100, volume 100 ln 2; both shares halve.
    const cells = [cell('a', 50), cell('b', 50)];
    const split = splitChange(
      { ...period({ a: 30, b: 30 }, cells), units: 40 },
      { ...period({ a: 30, b: 30 }, cells), units: 80 }
    );
    expectEffects(split.effects, { volume: 100 * ln2, mix: -100 * ln2 });
  });
});

describe('where a factor is zero', () => {
  const steady = cell('steady', 100, 10); // keeps units in all above 0

  // k: what a cost of 100 gives to a factor that doubles when another halves: 100 ln 2 by lmdi, (100 + 50) / 2 by midpoint.
  it.each<[string, Period, Period, (k: number) => Partial<Effects>]>([
    [
      'a new group goes to mix', // units in all 10 -> 20
      period({ steady: 10, g: 0 }, [steady]),
      period({ steady: 10, g: 10 }, [steady, cell('g', 70, 7)]),
      (k) => ({ volume: k, mix: -k + 70 }),
    ],
    [
      'a group that is gone goes to mix',
      period({ steady: 10, g: 10 }, [steady, cell('g', 70, 7)]),
      period({ steady: 10, g: 0 }, [steady]),
      (k) => ({ volume: -k, mix: k - 70 }),
    ],
    [
      'a new SKU in a living group goes to efficiency',
      period({ g: 10 }, [cell('g', 100, 10)]),
      period({ g: 20 }, [cell('g', 100, 20), cell('g', 30, 3, { skuId: 'new' })]),
      (k) => ({ volume: k, price: -k, efficiency: 30 }),
    ],
    [
      'a SKU that is gone goes to efficiency',
      period({ g: 10 }, [cell('g', 30, 3)]),
      period({ g: 10 }, []),
      () => ({ efficiency: -30 }),
    ],
    [
      'a SKU that was free goes to price',
      period({ g: 10 }, [cell('g', 0, 5)]),
      period({ g: 30 }, [cell('g', 60, 5)]),
      () => ({ price: 60 }),
    ],
    [
      'a SKU that becomes free goes to price',
      period({ g: 10 }, [cell('g', 60, 5)]),
      period({ g: 30 }, [cell('g', 0, 50)]),
      () => ({ price: -60 }),
    ],
    [
      'usage that begins goes to volume',
      period({ g: 0, h: 0 }, []),
      period({ g: 10, h: 5 }, [cell('g', 60, 5), cell('h', 40)]),
      () => ({ volume: 100 }),
    ],
    [
      'usage that ends goes to volume',
      { units: 9, cells: [cell('', 50)] },
      { units: 0, cells: [] },
      () => ({ volume: -50 }),
    ],
  ])('%s', (_, before, after, expected) => {
    expectEffects(splitChange(before, after, 'lmdi').effects, expected(100 * ln2));
    expectEffects(splitChange(before, after, 'midpoint').effects, expected(75));
  });

  it.each<[string, readonly Cell[], readonly Cell[]]>([
    ['no quantity in both', [cell('g', 100)], [cell('g', 300)]],
    // GB and no unit are two SKUs, so the unit stays.
    ['no quantity in one', [cell('g', 100, 4)], [cell('g', 300, undefined, { consumedUnit: 'GB' })]],
    ['cost without quantity before', [cell('g', 100, 0)], [cell('g', 300, 5)]],
    ['cost without quantity in both', [cell('g', 100, 0)], [cell('g', 300, 0)]],
    ['a negative quantity', [cell('g', 100, -4)], [cell('g', 300, 5)]],
    ['a new SKU without quantity', [], [cell('g', 200)]],
    ['a new SKU with cost and quantity 0', [], [cell('g', 200, 0)]],
    ['a quantity given back before the first cost', [cell('g', 0, -4)], [cell('g', 200, 5)]],
    ['a SKU that ends and had no quantity', [cell('g', 200, 0)], [cell('g', 0, 7)]],
  ])('efficiency and price stay together: %s', (_, before, after) => {
    // Units do not change, so that all of the change is cost per unit.
    const split = splitChange(period({ g: 10 }, before), period({ g: 10 }, after));
    expectEffects(split.effects, { unitCost: split.change });
    expect(split.together).toEqual({ cost0: split.cost0, cost1: split.cost1 });
    expect(split.groups[0]!.skus[0]!.together).toBe(true);
  });

  it('a quantity of 0 without cost takes nothing', () => {
    const split = splitChange(period({ g: 10 }, [cell('g', 0, 0)]), period({ g: 30 }, [cell('g', 0, 9)]));
    expectEffects(split.effects, {});
  });
});

describe('cost outside the split', () => {
  it.each<[string, Period, Period, Partial<Effects>, unknown]>([
    [
      'is tagged by the caller',
      period({ g: 10 }, [cell('g', -40, undefined, { unsplit: 'credits' }), cell('g', 100)]),
      period({ g: 10 }, [cell('g', -10, undefined, { unsplit: 'credits' }), cell('g', 150)]),
      { unsplit: 30, unitCost: 50 },
      [{ reason: 'credits', cost0: -40, cost1: -10 }],
    ],
    [
      'changes its sign or is negative',
      period({ g: 10 }, [cell('g', -5), cell('g', -5, undefined, { skuId: 'b' })]),
      period({ g: 10 }, [cell('g', 10), cell('g', -7, undefined, { skuId: 'b' })]),
      { unsplit: 13 },
      [
        { reason: 'negative amounts', cost0: -5, cost1: -7 },
        { reason: 'change of sign', cost0: -5, cost1: 10 },
      ],
    ],
    [
      'has no units in either period',
      period({ g: 10, idle: 0 }, [cell('idle', 20)]),
      period({ g: 10, idle: 0 }, [cell('idle', 25)]),
      { unsplit: 5 },
      [{ reason: 'no units', cost0: 20, cost1: 25 }],
    ],
    [
      // 20 of cost without units is gone, and a group of 50 is new.
      'has no units in one period, and is whole in the other',
      period({ g: 10, late: 0 }, [cell('late', 20)]),
      period({ g: 10, late: 5 }, [cell('late', 50)]),
      { unsplit: -20, mix: 50 },
      [{ reason: 'no units', cost0: 20, cost1: 0 }],
    ],
    [
      // Missing is not zero: the group is neither new nor part of units in all, which stay 10.
      'has units that are not known in one period',
      period({ g: 10 }, [cell('g', 10), cell('dark', 20)]),
      period({ g: 10, dark: 30 }, [cell('g', 10), cell('dark', 25)]),
      { unsplit: 5 },
      [{ reason: 'units not known', cost0: 20, cost1: 25 }],
    ],
    [
      'is all of it where no usage is known',
      { cells: [cell('', 20, 2)] },
      { cells: [cell('', 25, 3)] },
      { unsplit: 5 },
      [{ reason: 'units not known', cost0: 20, cost1: 25 }],
    ],
  ])('%s', (_, before, after, expected, unsplit) => {
    const split = splitChange(before, after);
    expectEffects(split.effects, expected);
    expect(split.unsplit).toEqual(unsplit);
  });

  it('cancels a cost without a trace of it in the others', () => {
    // Credits pay for everything: 100 - 100 -> 200 - 200. The change is 0, the effects are not.
    const credit = { skuId: 'credit', unsplit: 'credits' } as const;
    const split = splitChange(
      period({ g: 10 }, [cell('g', 100), cell('g', -100, undefined, credit)]),
      period({ g: 20 }, [cell('g', 200), cell('g', -200, undefined, credit)])
    );
    expect(split.change).toBe(0);
    expectEffects(split.effects, { volume: 100, unsplit: -100 });
  });
});

describe('what cannot be split', () => {
  it.each<[string, Period]>([
    ['cost', { units: 1, cells: [cell('', NaN)] }],
    ['quantity', { units: 1, cells: [cell('', 1, Infinity)] }],
    ['units', { units: NaN, cells: [] }],
    ['days', { units: 1, cells: [], days: 0 }],
  ])('is refused: a %s that is no number of its kind', (_, after) => {
    expect(() => splitChange({ units: 1, cells: [], ...(after.days !== undefined && { days: 31 }) }, after)).toThrow(
      /not a finite number|not finite|number of days/
    );
  });

  it('is refused: days of one period alone', () => {
    expect(() => splitChange({ units: 1, cells: [], days: 31 }, { units: 1, cells: [] })).toThrow('number of days');
  });
});
