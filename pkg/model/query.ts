import * as z from 'zod';
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
});

export const usageLeg = z.strictObject({ ...legBase, kind: z.literal('usage'), metric: z.string() });

export const budgetLeg = z.strictObject({ ...legBase, kind: z.literal('budget'), budget: z.string() });

export const leg = z.discriminatedUnion('kind', [costLeg, usageLeg, budgetLeg]);

export const formula = z.strictObject({
  name: z.string().max(200).optional().describe('Shown in legends; default: the expression'),
  expression: z.string().min(1),
  per: timeBasis.optional().describe('Time basis of a flow per stock; default month'),
});

export const results = ['timeseries', 'numeric', 'table', 'legs', 'freshness'] as const;
export const queryGrains = ['auto', ...grains] as const;

/** One query of a panel, an alert rule or a report: design section 9, version 1. */
export const query = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  legs: z.array(leg).max(50).default([]),
  formulas: z.array(formula).min(1, 'give at least one formula, such as cost / jobs').max(20),
  filters: z.array(filter).max(20).default([]),
  groupBy: z.array(z.string().min(1).max(256)).max(3, 'at most three dimensions').default([]),
  grain: z.enum(queryGrains).default('auto'),
  result: z.enum(results).default('timeseries'),
  incomplete: z.enum(['mark', 'hide', 'include']).default('mark'),
  limit: z.number().int().min(1).max(1000).default(50),
  nulls: z.enum(['keep', 'drop']).optional().describe('Default: drop for expressions and alert rules, otherwise keep'),
});

export type Query = z.output<typeof query>;
export type QueryInput = z.input<typeof query>;
export type Leg = z.output<typeof leg>;
export type CostLeg = z.output<typeof costLeg>;
export type UsageLeg = z.output<typeof usageLeg>;
export type BudgetLeg = z.output<typeof budgetLeg>;
export type Formula = z.output<typeof formula>;
