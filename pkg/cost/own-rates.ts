import { bareDimension } from './dimension-id.ts';

/**
 * What a bill says of its own exchange: how much of the BillingCurrency one unit of the PricingCurrency is. The name is that of
 * Azure's FOCUS export; FOCUS itself has none.
 */
const rateColumn = 'x_BillingExchangeRate';

/** What charges are grouped by, so that each is converted by its own rate. */
export const ownRateDimensions = ['PricingCurrency', rateColumn].map(bareDimension);

/** Of charges with these values of the dimensions: undefined where they do not say how to come to the wanted currency. */
export function ownRate(pricingCurrency: string | null, rate: string | null, wanted: string): number | undefined {
  const number = Number(rate ?? NaN);
  return pricingCurrency === wanted && number > 0 && Number.isFinite(number) ? number : undefined;
}
