import type { CostAnswer, CostRequest, CostSource } from '../cost/cost-source.ts';
import { bareDimension } from '../cost/dimension-id.ts';
import { ownRate, ownRateDimensions } from '../cost/own-rates.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { isQuantity } from '../model/names.ts';
import type { SharedCache } from './cache.ts';
import type { RateTable } from './rates.ts';

export interface CostLoad {
  readonly cost: CostSource;
  readonly costCache: SharedCache<CostAnswer>;
  /** Undefined where nothing says how to convert. */
  readonly rates: RateTable | undefined;
}

/** What a dataset answers, read once for each state of its files by whoever asks first, in one currency where rates are given. */
export async function loadCost(
  request: CostRequest,
  { cost, costCache, rates }: CostLoad,
  signal: AbortSignal
): Promise<CostAnswer> {
  const isConverted = rates !== undefined && !isQuantity(request.measure);
  const asked = isConverted ? withCurrency(request) : request;
  const version = await cost.version(asked, signal);
  const answer = await costCache.load(`${version} ${JSON.stringify(asked)}`, signal, (shared) =>
    cost.fetch(asked, shared)
  );
  return isConverted ? converted(answer, request, rates) : answer;
}

/** By the currency of each charge, and by what the bill says of its exchange where its own rates are wanted. */
function withCurrency(request: CostRequest): CostRequest {
  const currency = bareDimension('BillingCurrency');
  const isFiltered = request.filters.some(({ dimension }) => dimension.name === currency.name);
  return {
    ...request,
    groupBy: [...request.groupBy, currency, ...(request.dataset.rates === 'bill' ? ownRateDimensions : [])],
    // A bill without BillingCurrency is in the data source's, unless somebody filters by it.
    mayLack: [...(request.mayLack ?? []), ...(isFiltered ? [] : [currency.name])],
  };
}

/** Amounts in the currency of the rates; what the request was not grouped by is taken off each key. */
function converted(answer: CostAnswer, { dataset, groupBy }: CostRequest, rates: RateTable): CostAnswer {
  const keys: GroupKey[] = [];
  const rowOf = new Map<string, number>();
  const groups = answer.keys.map((key) => {
    const own = key.slice(0, groupBy.length);
    const text = keyText(own);
    const row = rowOf.get(text) ?? keys.push(own) - 1;
    rowOf.set(text, row);
    return row;
  });
  const conversions = answer.keys.map((key) => {
    const [currency, pricing, rate] = key.slice(groupBy.length);
    return rates.conversion(dataset.name, currency ?? rates.currency, ownRate(pricing ?? null, rate ?? null, rates.currency)); // prettier-ignore
  });
  return {
    ...answer,
    keys,
    groups: Int32Array.from(answer.groups, (group) => groups[group] ?? 0),
    amounts: Float64Array.from(answer.amounts, (amount, index) => {
      const convert = conversions[answer.groups[index] ?? 0];
      return amount === 0 || convert === undefined ? amount : convert(amount, answer.times[index] ?? NaN);
    }),
    units: answer.units.length === 0 ? [] : [rates.currency],
  };
}
