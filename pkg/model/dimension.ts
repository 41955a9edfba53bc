import * as z from 'zod';
import { name } from './names.ts';

/** Where a dimension's value can come from in a charge: a FOCUS column, or a tag by its key. */
export const chargeKey = z
  .string()
  .max(256)
  .regex(/^(tag:.+|[A-Za-z][A-Za-z0-9_]*)$/s, 'must be a FOCUS column such as ServiceName, or tag:KEY');

/** `equals` is what people write for `in`; one of the two is enough from here on. */
const ruleOp = z
  .enum(['in', 'equals', 'prefix', 'regex', 'present'])
  .transform((op) => (op === 'equals' ? ('in' as const) : op));

/** One test of a virtual dimension's rule. `present` looks only whether the key has a value; no other holds without one. */
export const ruleTest = z
  .strictObject({
    key: chargeKey.describe('FOCUS column or tag:KEY that is looked at'),
    op: ruleOp.describe('in or equals: one of the values; prefix; regex: RE2, the whole value; present: any value'),
    values: z.array(z.string().min(1)).default([]).describe('Values, prefixes or RE2 patterns; none for present'),
  })
  .refine((test) => test.op === 'present' || test.values.length > 0, 'needs at least one value');

export const rule = z.strictObject({
  value: z.string().min(1).describe('What a charge is given when every test holds'),
  where: z.array(ruleTest).min(1),
});

/** A key that cost and usage are split by. Rules first, in their order; then the first of `from` that is present. */
export const dimension = z.object({
  name,
  title: z.string().optional(),
  from: z.array(chargeKey).default([]).describe('The first that is present gives the value'),
  values: z.record(z.string(), z.string()).default({}).describe('Normalisation of values, on both sides'),
  rules: z.array(rule).default([]).describe('Virtual dimension: ordered, first match wins, charges only'),
  rest: z.string().min(1).default('unattributed').describe('What charges without the key are called'),
});
export type Dimension = z.output<typeof dimension>;
export type ChargeKey = z.output<typeof chargeKey>;
export type Rule = z.output<typeof rule>;
export type RuleTest = z.output<typeof ruleTest>;
