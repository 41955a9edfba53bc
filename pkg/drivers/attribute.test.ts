import { Decimal } from 'decimal.js';
import { attribute } from './attribute.ts';
import type { Pair } from './pair.ts';

/**
 * The effects' limits against the formula itself: in the place of each 0 stands a number so small, 10^-(10^12), that the
 * formula in sixty digits lies within 1e-9 of its limit. It is multiplied by 2, 3, 5, 7, because the limit must not depend
 * on how fast the amounts go to 0.
 */
const Exact = Decimal.clone({ precision: 60 });
const least = new Exact('1e-1000000000000');

interface Amounts {
  readonly all: readonly [number, number];
  readonly own: readonly [number, number];
  readonly quantity: readonly [number, number];
  readonly cost: readonly [number, number];
}

function exactEffects({ all, own, quantity, cost }: Amounts) {
  const log = (amounts: readonly [number, number], speed: number) => {
    const [before, after] = amounts.map((amount) => (amount === 0 ? least.times(speed) : new Exact(amount)));
    return { before: before!, after: after!, log: after!.ln().minus(before!.ln()) };
  };
  const [Q, u, q, c] = [log(all, 2), log(own, 3), log(quantity, 5), log(cost, 7)];
  const weight = c.log.isZero() ? c.after : c.after.minus(c.before).div(c.log);
  return {
    volume: weight.times(Q.log),
    mix: weight.times(u.log.minus(Q.log)),
    efficiency: weight.times(q.log.minus(u.log)),
    price: weight.times(c.log.minus(q.log)),
  };
}

function attributed({ all, own, quantity, cost }: Amounts) {
  const pair: Pair = {
    group: 'g',
    skuId: 's',
    consumedUnit: 'GB',
    unsplit: undefined,
    cost0: cost[0],
    cost1: cost[1],
    quantity0: quantity[0],
    quantity1: quantity[1],
  };
  const units = { all0: all[0], all1: all[1], own0: own[0], own1: own[1] };
  return attribute(pair, { level: 'groups', of: () => units }, 'lmdi');
}

describe('attribute', () => {
  it.each<[string, Amounts]>([
    ['nothing is zero', { all: [10, 20], own: [4, 9], quantity: [8, 3], cost: [50, 70] }],
    ['usage begins', { all: [0, 20], own: [0, 9], quantity: [0, 3], cost: [0, 70] }],
    ['a group is new', { all: [10, 20], own: [0, 9], quantity: [0, 3], cost: [0, 70] }],
    ['a group is gone', { all: [10, 20], own: [4, 0], quantity: [8, 0], cost: [50, 0] }],
    ['a SKU is new', { all: [10, 20], own: [4, 9], quantity: [0, 3], cost: [0, 70] }],
    ['a SKU is gone', { all: [10, 20], own: [4, 9], quantity: [8, 0], cost: [50, 0] }],
    ['a SKU was free', { all: [10, 20], own: [4, 9], quantity: [8, 3], cost: [0, 70] }],
    ['a SKU becomes free', { all: [10, 20], own: [4, 9], quantity: [8, 3], cost: [50, 0] }],
    ['nothing is paid or consumed', { all: [10, 20], own: [4, 9], quantity: [0, 0], cost: [0, 0] }],
    ['a quantity is free in both', { all: [10, 20], own: [4, 9], quantity: [8, 3], cost: [0, 0] }],
  ])('takes the limit of the formula: %s', (_, amounts) => {
    const { effects } = attributed(amounts);
    for (const [effect, exact] of Object.entries(exactEffects(amounts))) {
      expect({ effect, amount: effects[effect as keyof typeof effects] }).toEqual({
        effect,
        amount: expect.closeTo(exact.toNumber(), 8) as unknown,
      });
    }
  });

  it.each<[string, Amounts]>([
    ['cost without quantity before', { all: [10, 20], own: [4, 9], quantity: [0, 3], cost: [50, 70] }],
    ['cost without quantity after', { all: [10, 20], own: [4, 9], quantity: [8, 0], cost: [50, 70] }],
    ['a free quantity, then cost without one', { all: [10, 20], own: [4, 9], quantity: [8, 0], cost: [0, 70] }],
  ])('keeps together what has no limit apart: %s', (_, amounts) => {
    const { effects, together } = attributed(amounts);
    const exact = exactEffects(amounts);
    expect(together).toBe(true);
    expect([effects.efficiency, effects.price]).toEqual([0, 0]);
    expect(effects.unitCost).toBeCloseTo(exact.efficiency.plus(exact.price).toNumber(), 8);
    expect(effects.volume).toBeCloseTo(exact.volume.toNumber(), 8);
    expect(effects.mix).toBeCloseTo(exact.mix.toNumber(), 8);
  });
});
