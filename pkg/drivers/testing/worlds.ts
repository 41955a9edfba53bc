import fc from 'fast-check';
import type { Cell, Period } from '../period.ts';

/** A cost of two periods, from which the laws make worlds that must split alike. */
export interface World {
  readonly groups: readonly WorldGroup[];
  readonly days?: readonly [number, number];
}

interface WorldGroup {
  /** Left out: usage of the group is not known. */
  readonly units?: readonly [number, number];
  readonly cells: readonly WorldCell[];
}

interface WorldCell {
  readonly sku: string;
  readonly cost: readonly [number, number];
  readonly quantity?: readonly [number, number];
  readonly unsplit: boolean;
}

export function magnitude(least: number, most: number): fc.Arbitrary<number> {
  return fc.double({ min: least, max: most, noNaN: true }).map((exponent) => 10 ** exponent);
}

/** From 1e-9 to 1e12, with zeros. */
export const hostile = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 5, arbitrary: magnitude(-9, 12) });
/** Factors of a thousand, with zeros: what doubles hold of a Shapley value. */
export const tame = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 5, arbitrary: magnitude(0, 3) });
/** As hostile, with negative amounts. */
export const signed = fc.tuple(hostile, fc.constantFrom(1, 1, 1, -1)).map(([size, sign]) => size * sign);

/** @param amount units, quantities and, where no other is given, costs */
export function worlds(amount: fc.Arbitrary<number>, cost = amount): fc.Arbitrary<World> {
  const both = (value: fc.Arbitrary<number>) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(value, value) },
      { weight: 1, arbitrary: value.map((same): [number, number] => [same, same]) }
    );
  const cell = fc
    .record({
      sku: fc.constantFrom('a', 'b', 'c', 'd'),
      cost: both(cost),
      quantity: fc.option(both(amount), { nil: undefined, freq: 4 }),
      unsplit: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    })
    .map(({ quantity, ...rest }) => ({ ...rest, ...(quantity !== undefined && { quantity }) }));
  const group = fc
    .record({
      units: fc.option(both(amount), { nil: undefined, freq: 6 }),
      cells: fc.uniqueArray(cell, { selector: ({ sku }) => sku, maxLength: 4 }),
    })
    .map(({ units, cells }) => ({ cells, ...(units !== undefined && { units }) }));
  return fc
    .record({
      groups: fc.array(group, { minLength: 1, maxLength: 6 }),
      days: fc.option(fc.tuple(fc.integer({ min: 1, max: 366 }), fc.integer({ min: 1, max: 366 })), { nil: undefined }),
    })
    .map(({ groups, days }) => ({ groups, ...(days !== undefined && { days }) }));
}

/** Periods of a world, groups named by their number; a cell that is 0 in all is not there. */
export function periodsOf({ groups, days }: World): readonly [Period, Period] {
  const period = (side: 0 | 1): Period => ({
    cells: groups.flatMap(({ cells }, index) => cells.flatMap((cell) => cellOf(cell, `g${index}`, side))),
    unitsByGroup: new Map(groups.flatMap(({ units }, index) => (units ? [[`g${index}`, units[side]] as const] : []))),
    ...(days !== undefined && { days: days[side] }),
  });
  return [period(0), period(1)];
}

function cellOf({ sku, cost, quantity, unsplit }: WorldCell, group: string, side: 0 | 1): readonly Cell[] {
  const amount = quantity?.[side];
  return cost[side] === 0 && amount === 0
    ? []
    : [
        {
          group,
          skuId: sku,
          cost: cost[side],
          ...(unsplit && { unsplit: 'tax' as const }),
          ...(amount !== undefined && { quantity: amount }),
        },
      ];
}

/** Every amount of a kind times a factor. */
export function scaled(
  world: World,
  by: { readonly cost?: number; readonly units?: number; readonly all?: number }
): World {
  const { cost = 1, units = 1, all = 1 } = by;
  const times = (amounts: readonly [number, number], factor: number) =>
    [amounts[0] * factor, amounts[1] * factor] as const;
  return {
    ...world,
    groups: world.groups.map((group) => ({
      ...(group.units !== undefined && { units: times(group.units, units * all) }),
      cells: group.cells.map((cell) => ({
        ...cell,
        cost: times(cell.cost, cost * all),
        ...(cell.quantity !== undefined && { quantity: times(cell.quantity, all) }),
      })),
    })),
  };
}
