/** What can be done about charges in currencies that are not the data source's. One sentence, wherever they are met. */
export function currencyWaysOut(foreign: readonly string[]): string {
  const [only] = foreign;
  const change = foreign.length === 1 && only !== undefined ? `set currency: ${only}` : 'set currency';
  return `Give rates for ${foreign.join(' and ')} or ${change} in the settings, or filter by BillingCurrency.`;
}
