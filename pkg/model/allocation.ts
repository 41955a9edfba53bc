import * as z from 'zod';
import { name } from './names.ts';

const weights = z
  .record(z.string(), z.number().min(0))
  .refine(
    (shares) => Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - 100) < 1e-6,
    'must add up to 100'
  );

/** One step that shares the cost of some values of a dimension among others. Steps run in their order, day by day. */
export const allocation = z
  .object({
    name,
    title: z.string().optional(),
    dimension: z.string().min(1),
    from: z.array(z.string().min(1)).min(1).describe('Values whose cost is shared; the dimension’s rest may be one'),
    to: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Values that receive; default: every other one that has a part'),
    by: z
      .union([z.enum(['even', 'cost']), z.strictObject({ weights }), z.strictObject({ metric: z.string().min(1) })])
      .describe(
        'even: equal parts; cost: as their own cost of the day; weights: fixed, adding up to 100; metric: as their usage of the day'
      ),
  })
  .refine(({ from, to }) => !from.some((value) => to?.includes(value)), {
    path: ['to'],
    message: 'a value cannot share its cost with itself',
  });
export type Allocation = z.output<typeof allocation>;

/** Why steps cannot run in this order: a value that has given its cost away must not receive later, or cost would be lost from sight. */
export function allocationCycle(earlier: readonly Allocation[], step: Allocation): string | undefined {
  const givers = new Set(earlier.filter(({ dimension }) => dimension === step.dimension).flatMap(({ from }) => from));
  const receivers =
    typeof step.by === 'object' && 'weights' in step.by ? Object.keys(step.by.weights) : (step.to ?? []);
  const again = receivers.find((value) => givers.has(value));
  return again === undefined
    ? undefined
    : `${again} gave its cost away in an earlier step and cannot receive in this one`;
}
