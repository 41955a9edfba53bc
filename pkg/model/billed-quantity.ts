import * as z from 'zod';

/** What a service was billed for consuming: a volume that the bill itself counts. */
export const billedQuantity = z.object({
  dataset: z.string(),
  /** Empty for charges that name none. */
  service: z.string(),
  /** ConsumedUnit as the bill writes it. */
  unit: z.string(),
  quantity: z.number(),
  /** Effective cost of the same charges, by which the list is ranked. */
  cost: z.number(),
});
export type BilledQuantity = Readonly<z.output<typeof billedQuantity>>;
export const billedQuantities = z.array(billedQuantity);
