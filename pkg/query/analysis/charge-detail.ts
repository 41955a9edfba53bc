import { bareDimension } from '../../cost/dimension-id.ts';
import { reasonOfCategory, type UnsplitReason } from '../../drivers/unsplit.ts';
import type { GroupKey } from '../../model/group-key.ts';

/** What tells charges that units drive from tax, credits and purchases. */
export const chargeCategory = bareDimension('ChargeCategory');

/** What tells efficiency from price, in the order in which keys have them. */
export const skuDetail = [bareDimension('SkuId'), bareDimension('ConsumedUnit'), chargeCategory];

/** What a cost is made of: a SKU where SKUs are asked for, and why units do not drive it. */
export interface Kind {
  readonly skuId: string;
  readonly consumedUnit?: string;
  readonly reason?: UnsplitReason;
}

/** @param detail values of `skuDetail`, of the category alone, or nothing where charges are of no kind */
export function kindOf(detail: GroupKey): Kind {
  const [skuId, consumedUnit] = detail.length > 1 ? detail : [];
  const reason = reasonOfCategory(detail.at(-1));
  return {
    skuId: skuId ?? '',
    ...(consumedUnit && { consumedUnit }),
    ...(reason !== undefined && { reason }),
  };
}
