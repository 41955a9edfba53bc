import * as z from 'zod';

/** Names that formulas can hold: connections, costs, metrics, dimensions, KPIs and legs. */
export const namePattern = /^[a-z][a-z0-9_]*$/;

export const name = z
  .string()
  .max(64)
  .regex(namePattern, 'must start with a lower-case letter and hold only lower-case letters, digits and _');

/** Words of the formula language; no entry and no leg may take one. Functions of the language add theirs. */
export const reservedWords = ['true', 'false', 'this', 'null'] as const;

/** Formula names that mean a cost measure over every dataset counted in the total. */
export const measureNames = {
  cost: 'EffectiveCost',
  billed_cost: 'BilledCost',
  total_cost: 'BilledCost',
  effective_cost: 'EffectiveCost',
  list_cost: 'ListCost',
  contracted_cost: 'ContractedCost',
} as const satisfies Record<string, CostMeasure>;

/** FOCUS columns that can be a leg. The quantities have the unit that their row names. */
export const costMeasures = [
  'BilledCost',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'ConsumedQuantity',
  'PricingQuantity',
] as const;
export type CostMeasure = (typeof costMeasures)[number];

export function isQuantity(measure: CostMeasure): measure is 'ConsumedQuantity' | 'PricingQuantity' {
  return measure === 'ConsumedQuantity' || measure === 'PricingQuantity';
}
