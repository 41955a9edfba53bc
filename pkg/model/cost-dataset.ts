import * as z from 'zod';
import { duration } from './duration.ts';
import { chargeKey } from './dimension.ts';
import { name } from './names.ts';

export const longChargePolicy = z.enum(['book', 'spread']);

/** Charges of one provider or export, brought to FOCUS columns whatever their file format. */
export const costDataset = z.object({
  name,
  title: z.string().optional(),
  connection: z.string(),
  format: z.enum(['focus']),
  location: z.string().min(1).describe('File, directory or glob, relative to the connection'),
  completeAfter: duration.prefault('48h').describe('How long after a day its charges may still arrive'),
  until: z.iso.date().optional().describe('Last day of a dataset that gets no more charges'),
  inTotal: z.boolean().default(true).describe('false for data that slices another dataset again'),
  longCharges: z
    .strictObject({
      BilledCost: longChargePolicy.default('book'),
      EffectiveCost: longChargePolicy.default('spread'),
      ListCost: longChargePolicy.default('spread'),
      ContractedCost: longChargePolicy.default('spread'),
    })
    .prefault({})
    .describe('Charges longer than a day: booked on their start day, or spread over their period'),
  rollup: z
    .strictObject({
      grain: z.enum(['day', 'hour']).default('day').describe('hour where its charges should answer by the hour too'),
      columns: z.array(chargeKey).default([]).describe('FOCUS columns and tags kept beside the declared dimensions'),
    })
    .prefault({})
    .describe('What is kept added up, so that few queries read the charges themselves'),
});
export type CostDataset = z.output<typeof costDataset>;
