import * as z from 'zod';

/** `regex` is RE2 syntax and must match the whole value. */
export const filter = z.strictObject({
  dimension: z.string().min(1).max(256),
  op: z.enum(['in', 'notIn', 'regex']).default('in'),
  values: z
    .array(z.string().max(1024))
    .min(1, 'an empty list matches nothing; remove the filter or give values')
    .max(1000),
});
export type Filter = z.output<typeof filter>;
