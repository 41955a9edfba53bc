import { bareDimension } from '../../cost/dimension-id.ts';
import { reasonOfCategory, type UnsplitReason } from '../../drivers/unsplit.ts';
import type { Dimension, RuleTest } from '../../model/dimension.ts';
import type { GroupKey } from '../../model/group-key.ts';

/** What tells charges that units drive from tax, credits and purchases. */
export const chargeCategory = bareDimension('ChargeCategory');

const missing = 'missing';

/**
 * Whether a charge of a SKU has its quantity. A sum does not tell that a part of it is missing. The unused part of a commitment
 * consumes nothing, so it misses none.
 */
const quantityState: Dimension = {
  name: 'ConsumedQuantity',
  from: [],
  values: {},
  rules: [
    { value: 'unused', where: [{ key: 'CommitmentDiscountStatus', op: 'in', values: ['Unused'] }] },
    { value: 'given', where: [isPresent('ConsumedQuantity'), isPresent('ConsumedUnit')] },
    { value: missing, where: [isPresent('SkuId')] },
  ],
  rest: 'unattributed',
};

function isPresent(key: string): RuleTest {
  return { key, op: 'present', values: [] };
}

/** What tells efficiency from price, in the order in which keys have them. */
export const skuDetail = [bareDimension('SkuId'), bareDimension('ConsumedUnit'), quantityState, chargeCategory];

/** What a cost is made of: a SKU where SKUs are asked for, and why units do not drive it. */
export interface Kind {
  readonly skuId: string;
  readonly consumedUnit?: string;
  /** These charges should have a quantity, and have none. */
  readonly lacksQuantity?: true;
  readonly reason?: UnsplitReason;
}

/**
 * Charges without a SKU have no unit either: they may be of many things, whose hours are not to be added up.
 * @param detail values of `skuDetail`, of the category alone, or nothing where charges are of no kind
 */
export function kindOf(detail: GroupKey): Kind {
  const [skuId, consumedUnit, state] = detail.length > 1 ? detail : [];
  const reason = reasonOfCategory(detail.at(-1));
  return {
    skuId: skuId ?? '',
    ...(skuId && consumedUnit && { consumedUnit }),
    ...(state === missing && { lacksQuantity: true }),
    ...(reason !== undefined && { reason }),
  };
}

/**
 * What charges of a kind consumed; undefined where it is not known. Discounts and other negative rows of a SKU have no quantity
 * of their own.
 * @param found sum of the quantities that they have
 */
export function consumedBy(
  { skuId, consumedUnit, lacksQuantity }: Kind,
  cost: number,
  found: number | undefined
): number | undefined {
  if (skuId === '' || (lacksQuantity === true && cost > 0)) {
    return undefined;
  }
  return consumedUnit === undefined ? 0 : (found ?? 0);
}
