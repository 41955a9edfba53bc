import * as z from 'zod';

const param = z.string().min(1);

/** How a service that answers in pages leads to the next one. */
export const httpPagination = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('link'),
    from: z.string().min(1).optional().describe('JMESPath to the address in the answer; by default the Link header'),
  }),
  z.strictObject({
    type: z.literal('cursor'),
    from: z.string().min(1).describe('JMESPath to the cursor in the answer; the last page has none'),
    param: param.describe('Parameter that takes it'),
    in: z.enum(['query', 'body']).default('query'),
  }),
  z.strictObject({
    type: z.literal('page'),
    param: param.default('page'),
    start: z.int().min(0).default(1),
    step: z.int().min(1).default(1).describe('1 where pages are counted; where rows are, the same as size'),
    size: z
      .int()
      .min(1)
      .optional()
      .describe('Rows of a full page: a shorter one is the last. Otherwise an empty one is'),
    sizeParam: param.optional().describe('Parameter that takes the size'),
  }),
]);
export type HttpPagination = z.output<typeof httpPagination>;
