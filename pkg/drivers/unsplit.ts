/** Why cost stays out of the split, in the order in which it is told. */
export const unsplitReasons = [
  'tax',
  'credits',
  'purchases',
  'adjustments',
  'other charges',
  'negative amounts',
  'change of sign',
  'days without known units',
  'units not known',
  'no units',
] as const;
export type UnsplitReason = (typeof unsplitReasons)[number];

/** Cost of either period that is not split, for one reason. */
export interface UnsplitCost {
  readonly reason: UnsplitReason;
  readonly cost0: number;
  readonly cost1: number;
}

const byCategory: Readonly<Record<string, UnsplitReason>> = {
  Tax: 'tax',
  Credit: 'credits',
  Purchase: 'purchases',
  Adjustment: 'adjustments',
};

/** What units do not drive by its FOCUS ChargeCategory; undefined for usage, which a charge without a category is taken for. */
export function reasonOfCategory(category: string | null | undefined): UnsplitReason | undefined {
  return category === null || category === undefined || category === 'Usage'
    ? undefined
    : (byCategory[category] ?? 'other charges');
}
