import * as z from 'zod';
import { comparison } from './comparison.ts';
import { effectNames } from './effects.ts';
import { filter } from './filter.ts';
import { grains, timeBasis } from './grain.ts';
import { costMeasures, name } from './names.ts';

const legBase = {
  name,
  filters: z.array(filter).max(20).default([]),
  broadcast: z
    .boolean()
    .default(false)
    .describe('Use the total for every group where the leg lacks a grouping dimension'),
};

export const chargeCategories = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;

export const costLeg = z.strictObject({
  ...legBase,
  kind: z.literal('cost'),
  dataset: z.string().optional().describe('Default: every dataset that is in the total'),
  measure: z.enum(costMeasures).default('EffectiveCost'),
  chargeCategories: z.array(z.enum(chargeCategories)).min(1).optional(),
  allocation: z.enum(['direct', 'allocated']).optional().describe('Default: what the query says'),
});

export const usageLeg = z.strictObject({ ...legBase, kind: z.literal('usage'), metric: z.string() });

export const budgetLeg = z.strictObject({ ...legBase, kind: z.literal('budget'), budget: z.string() });

export const leg = z.discriminatedUnion('kind', [costLeg, usageLeg, budgetLeg]);

export const formula = z.strictObject({
  name: z.string().max(200).optional().describe('Shown in legends; default: the expression'),
  expression: z.string().min(1),
  per: timeBasis.optional().describe('Time basis of a flow per stock; default month'),
});

export const results = [
  'timeseries',
  'numeric',
  'table',
  'legs',
  'freshness',
  'drivers',
  'digest',
  'evidence',
  'marginal',
] as const;
export const queryGrains = ['auto', ...grains] as const;

export const driverShapes = ['waterfall', 'table', 'timeseries', 'numeric'] as const;

/** How a change of cost is split: results `drivers` and `digest`. */
export const drivers = z.strictObject({
  method: z.enum(['lmdi', 'midpoint']).default('lmdi').describe('Log-mean Divisia; midpoint (Shapley) as a check'),
  compare: z
    .string()
    .default('previous')
    .refine((text) => comparison(text) !== undefined, 'is previous, or a length such as 1mo or 1 YEAR')
    .describe('With as many complete days before, or with the same time that long ago'),
  as: z.enum(driverShapes).default('waterfall').describe('timeseries: each bucket of the grain against the one before'),
  effects: z.array(z.enum(effectNames)).min(1).optional().describe('Only these, for alert rules'),
  detail: z
    .enum(['sku', 'group'])
    .default('sku')
    .describe('sku: efficiency and price apart, by SkuId and ConsumedUnit; group: together, faster'),
});

export const digest = z.strictObject({
  least: z.number().min(0).default(0).describe('Movers below this amount are folded'),
  leastRelative: z.number().min(0).default(0).describe('… below this part of their own cost before, 0.05 is 5%'),
  leastShare: z.number().min(0).max(1).default(0.01).describe('… below this part of all movement'),
  top: z.number().int().min(1).max(50).default(5),
  detail: z
    .enum(['group', 'sku'])
    .default('group')
    .describe('sku: efficiency and price apart, by SkuId and ConsumedUnit; group: together, faster'),
});

/** One query of a panel, an alert rule or a report: design section 9, version 1. */
export const query = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  legs: z.array(leg).max(50).default([]),
  formulas: z.array(formula).min(1, 'give at least one formula, such as cost / jobs').max(20),
  filters: z.array(filter).max(20).default([]),
  groupBy: z.array(z.string().min(1).max(256)).max(5, 'at most five dimensions').default([]),
  grain: z.enum(queryGrains).default('auto'),
  result: z.enum(results).default('timeseries'),
  incomplete: z.enum(['mark', 'hide', 'include']).default('mark'),
  limit: z.number().int().min(1).max(1000).default(50),
  allocation: z
    .enum(['direct', 'allocated', 'both'])
    .default('direct')
    .describe('Costs as charged, with the shared costs that the settings allocate, or each formula in both forms'),
  drivers: drivers.prefault({}),
  digest: digest.prefault({}),
  tables: z
    .enum(['all', 'first'])
    .default('all')
    .describe('first: of an answer of several tables only the first, for panels that show one'),
  nulls: z.enum(['keep', 'drop']).optional().describe('Default: drop for expressions and alert rules, otherwise keep'),
});

export type Query = z.output<typeof query>;
export type QueryInput = z.input<typeof query>;
export type Leg = z.output<typeof leg>;
export type CostLeg = z.output<typeof costLeg>;
export type UsageLeg = z.output<typeof usageLeg>;
export type BudgetLeg = z.output<typeof budgetLeg>;
export type Formula = z.output<typeof formula>;
