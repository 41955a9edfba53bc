import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';

/** Numbers written in the settings themselves: budgets, head counts, whatever changes a few times a year. */
export const inline = connectionKind({
  title: 'Numbers in the settings',
  connection: z.object({ name, type: z.literal('inline') }),
  series: z.object({
    type: z.literal('inline'),
    values: z
      .array(
        z.strictObject({
          date: z.string().describe('Start of the period: 2026-10 or 2026-10-01'),
          value: z.number(),
          keys: z.record(z.string(), z.string()).default({}).describe('Dimension and value, such as team: checkout'),
        })
      )
      .min(1)
      .max(5000),
  }),
  secrets: {},
  charges: false,
  ranged: false,
});
