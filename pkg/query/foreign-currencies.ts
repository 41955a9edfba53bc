import { counts, moneyOf } from '../cost/bill-check/money.ts';
import type { CostSource, DatasetInspection, DatasetRequest } from '../cost/cost-source.ts';
import { bareDimension } from '../cost/dimension-id.ts';
import { ownRate, ownRateDimensions } from '../cost/own-rates.ts';
import type { Settings } from '../model/settings.ts';
import type { CellSources } from './load-cells.ts';
import { ratedCurrencies } from './rates.ts';

type Currencies = DatasetInspection['currencies'];

/** What of a dataset no rate brings to the data source's currency, with its BilledCost. */
export async function foreignCurrencies(
  request: DatasetRequest,
  currencies: Currencies,
  extent: { readonly firstDay?: number; readonly lastDay?: number },
  settings: Settings,
  sources: CellSources & { readonly cost: CostSource },
  signal: AbortSignal
): Promise<Currencies> {
  const others = currencies.filter(({ code }) => code !== '' && code !== settings.currency);
  if (others.length === 0) {
    return []; // whatever is wrong with the rates concerns this dataset not
  }
  const rated = await ratedCurrencies(settings, extent, sources, signal);
  const foreign = others.filter(({ code }) => !rated.has(code));
  const { firstDay, lastDay } = extent;
  if (request.dataset.rates !== 'bill' || foreign.length === 0 || firstDay === undefined || lastDay === undefined) {
    return foreign;
  }
  const { keys, groups, amounts } = await sources.cost.fetch(
    {
      ...request,
      measure: 'BilledCost',
      chargeCategories: [],
      groupBy: [bareDimension('BillingCurrency'), ...ownRateDimensions],
      filters: [],
      days: { from: firstDay, to: lastDay + 1 },
      grain: 'day',
    },
    signal
  );
  const left = moneyOf(
    [...amounts].flatMap((amount, index) => {
      const [currency, pricing, rate] = keys[groups[index] ?? 0] ?? [];
      const isConverted = ownRate(pricing ?? null, rate ?? null, settings.currency) !== undefined;
      return isConverted ? [] : [{ currency: currency ?? '', amount }];
    })
  );
  return foreign.map(({ code }) => ({ code, billed: left.get(code) ?? 0 })).filter(({ billed }) => counts(billed));
}
