import fc from 'fast-check';
import { effectNames } from '../model/effects.ts';
import { noEffects, type Effects } from './effects.ts';
import { methods, type Method } from './methods.ts';
import type { Period } from './period.ts';
import { splitChange, type Change, type CostSplit } from './split.ts';
import { sumOf } from './sum.ts';
import { hostile, periodsOf, scaled, signed, tame, worlds, type World } from './testing/worlds.ts';

/** Laws of every split: design section 4.17. */
function bound({ cost0, cost1 }: Change): number {
  return 1e-9 * Math.max(Math.abs(cost0), Math.abs(cost1));
}

/** Cost without regard to sign: where amounts cancel, no double can hold their sum within a part of that sum. */
function gross(...periods: readonly Period[]): number {
  return sumOf(periods.flatMap(({ cells }) => cells.map(({ cost }) => Math.abs(cost))));
}

function sum(effects: Effects): number {
  return sumOf(effectNames.map((effect) => effects[effect]));
}

function expectAlike(actual: Effects, expected: Effects, within: number): void {
  for (const effect of effectNames) {
    const difference = Math.abs(actual[effect] - expected[effect]);
    expect({ effect, difference, isAlike: difference <= within }).toMatchObject({ effect, isAlike: true });
  }
}

/**
 * How far a split may be off, as doubles go: nothing beyond the bound with `lmdi`, whose
 * effects are no larger than the cost times a logarithm; with `midpoint` a part of effects that outgrow the cost.
 */
function tolerance(split: CostSplit): number {
  const effects = split.groups.flatMap(({ skus }) => skus.flatMap((sku) => Object.values(sku.effects)));
  return bound(split) + (split.method === 'midpoint' ? 1e-13 * sumOf(effects.map(Math.abs)) : 0);
}

/** Each method on amounts that it can hold: see methods.ts. */
const kinds: readonly (readonly [Method, fc.Arbitrary<World>])[] = [
  ['lmdi', worlds(hostile)],
  ['midpoint', worlds(tame)],
];

function expectSums(split: CostSplit, rounding = 0): void {
  expect(Math.abs(sum(split.effects) - split.change)).toBeLessThanOrEqual(bound(split) + rounding);
  for (const group of split.groups) {
    expect(Math.abs(sum(group.effects) - group.change)).toBeLessThanOrEqual(bound(group) + rounding);
    for (const sku of group.skus) {
      expect(Math.abs(sum(sku.effects) - sku.change)).toBeLessThanOrEqual(bound(sku) + rounding);
    }
    for (const effect of effectNames) {
      const skus = sumOf(group.skus.map(({ effects }) => effects[effect]));
      expect(Math.abs(skus - group.effects[effect])).toBeLessThanOrEqual(bound(group) + rounding);
    }
  }
  for (const effect of effectNames) {
    const groups = sumOf(split.groups.map(({ effects }) => effects[effect]));
    expect(Math.abs(groups - split.effects[effect])).toBeLessThanOrEqual(bound(split) + rounding);
  }
}

describe.each(kinds)('%s', (method, arbitrary) => {
  it('adds up to the change, on every level', () => {
    fc.assert(
      fc.property(arbitrary, (world) => {
        const split = splitChange(...periodsOf(world), method);
        expectSums(split, tolerance(split) - bound(split));
      }),
      { numRuns: 500 }
    );
  });

  it('does not look at the order of groups and SKUs, nor at their being cut in rows', () => {
    fc.assert(
      fc.property(arbitrary, (world) => {
        const [before, after] = periodsOf(world);
        const cut = ({ cells, unitsByGroup, ...rest }: Period): Period => ({
          ...rest,
          unitsByGroup: new Map([...(unitsByGroup ?? [])].reverse()),
          cells: [...cells, ...cells].reverse().map((cell) => ({
            ...cell,
            cost: cell.cost / 2, // exact
            ...(cell.quantity !== undefined && { quantity: cell.quantity / 2 }),
          })),
        });
        const split = splitChange(before, after, method);
        const other = splitChange(cut(before), cut(after), method);
        expectAlike(other.effects, split.effects, tolerance(split));
        expect(other.groups.map(({ group }) => group)).toEqual(split.groups.map(({ group }) => group));
      })
    );
  });

  it('scales with cost, and not with units', () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(1e-6, 0.3, 1e6), (world, factor) => {
        const split = splitChange(...periodsOf(world), method);
        const dearer = splitChange(...periodsOf(scaled(world, { cost: factor })), method);
        for (const effect of effectNames) {
          expect(Math.abs(dearer.effects[effect] / factor - split.effects[effect])).toBeLessThanOrEqual(
            tolerance(split)
          );
        }
        const counted = splitChange(...periodsOf(scaled(world, { units: factor })), method);
        expectAlike(counted.effects, split.effects, tolerance(split));
        const { units1 = 0 } = split;
        expect(Math.abs((counted.units1 ?? 0) / factor - units1)).toBeLessThanOrEqual(1e-9 * units1);
      })
    );
  });

  it('does not see whether a group is one or two identical halves', () => {
    fc.assert(
      fc.property(arbitrary, (world) => {
        const half = scaled(world, { all: 0.5 });
        const halves = { ...half, groups: [...half.groups, ...half.groups] };
        const split = splitChange(...periodsOf(world), method);
        expectAlike(splitChange(...periodsOf(halves), method).effects, split.effects, tolerance(split));
      })
    );
  });

  it('changes all signs when the periods are swapped', () => {
    fc.assert(
      fc.property(arbitrary, (world) => {
        const [before, after] = periodsOf(world);
        const split = splitChange(before, after, method);
        const { effects } = splitChange(after, before, method);
        const negated = Object.fromEntries(effectNames.map((effect) => [effect, -effects[effect]]));
        expectAlike({ ...noEffects, ...negated }, split.effects, tolerance(split));
      })
    );
  });

  it('finds nothing between equal periods', () => {
    fc.assert(
      fc.property(arbitrary, (world) => {
        const [before] = periodsOf(world);
        expect(splitChange(before, before, method).effects).toEqual(noEffects);
      })
    );
  });
});

describe('hostile amounts', () => {
  it('add up with negative ones too', () => {
    fc.assert(
      fc.property(worlds(signed), (world) => {
        const periods = periodsOf(world);
        expectSums(splitChange(...periods), 1e-14 * gross(...periods));
      }),
      { numRuns: 500 }
    );
  });

  it.each(methods)('are never NaN nor infinite: %s', (method) => {
    const extreme = fc.constantFrom(0, -0, 1e-9, 1, 1e12, -1e12, 5e-324, 1e-200, 1e100);
    fc.assert(
      fc.property(worlds(method === 'lmdi' ? extreme : signed), (world) => {
        const { groups, effects } = splitChange(...periodsOf(world), method);
        for (const each of [effects, ...groups.map((group) => group.effects)]) {
          expect(Object.values(each).every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 500 }
    );
  });
});
