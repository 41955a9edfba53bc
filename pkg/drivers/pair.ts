import { UnitEconomicsError } from '../model/errors.ts';
import { keyText } from '../model/group-key.ts';
import type { Cell, Period } from './period.ts';
import type { UnsplitReason } from './unsplit.ts';

/** A cell in both periods. One that is not there cost nothing and consumed nothing; a quantity that is not given is unknown. */
export interface Pair {
  readonly group: string;
  readonly skuId: string;
  readonly consumedUnit: string | undefined;
  /** Why it is not split, as the caller knows it. */
  readonly unsplit: UnsplitReason | undefined;
  readonly cost0: number;
  readonly cost1: number;
  readonly quantity0: number | undefined;
  readonly quantity1: number | undefined;
}

/** Cells of two periods by their keys, in the order of group and SKU whatever the order of the input. */
export function pairCells(before: Period, after: Period): readonly Pair[] {
  const pairs = new Map<string, Filling>();
  for (const cell of before.cells) {
    const pair = pairOf(pairs, cell);
    pair.cost0 += cell.cost;
    pair.quantity0 = plus(pair.quantity0, cell.quantity);
  }
  for (const cell of after.cells) {
    const pair = pairOf(pairs, cell);
    pair.cost1 += cell.cost;
    pair.quantity1 = plus(pair.quantity1, cell.quantity);
  }
  forgetPartial([...pairs.values()]);
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}

type Filling = { -readonly [Key in keyof Pair]: Pair[Key] };

/** Cost of a SKU with neither unit nor quantity could be of any of its units: in that period none of their quantities is whole. */
function forgetPartial(pairs: readonly Filling[]): void {
  const skuText = ({ group, skuId }: Filling) => keyText([group, skuId]);
  const split = pairs.filter(({ unsplit }) => unsplit === undefined);
  const unitless = split.filter(({ consumedUnit }) => consumedUnit === undefined);
  const partial0 = new Set(unitless.filter((pair) => pair.cost0 > 0 && pair.quantity0 === undefined).map(skuText));
  const partial1 = new Set(unitless.filter((pair) => pair.cost1 > 0 && pair.quantity1 === undefined).map(skuText));
  for (const pair of split) {
    if (partial0.has(skuText(pair))) {
      pair.quantity0 = undefined;
    }
    if (partial1.has(skuText(pair))) {
      pair.quantity1 = undefined;
    }
  }
}

function pairOf(pairs: Map<string, Filling>, cell: Cell): Filling {
  refuseInfinite(cell);
  const { group, skuId, consumedUnit, unsplit } = cell;
  const key = keyText([group, skuId, consumedUnit ?? null, unsplit ?? null]);
  let pair = pairs.get(key);
  if (pair === undefined) {
    pair = { group, skuId, consumedUnit, unsplit, cost0: 0, cost1: 0, quantity0: 0, quantity1: 0 };
    pairs.set(key, pair);
  }
  return pair;
}

function plus(sum: number | undefined, quantity: number | undefined): number | undefined {
  return sum === undefined || quantity === undefined ? undefined : sum + quantity;
}

function refuseInfinite({ group, skuId, cost, quantity = 0 }: Cell): void {
  if (!Number.isFinite(cost) || !Number.isFinite(quantity)) {
    throw new UnitEconomicsError(
      'badData',
      `The cost or quantity of SKU ${skuId} in ${group} is not a finite number, so its change cannot be split. Leave such charges out.`
    );
  }
}
