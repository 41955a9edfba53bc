import type { CostAnswer, CostRequest, CostSource } from '../cost/cost-source.ts';
import { bareDimension } from '../cost/dimension-id.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { isQuantity } from '../model/names.ts';
import type { SharedCache } from './cache.ts';
import type { RateTable } from './rates.ts';

export interface CostLoad {
  readonly cost: CostSource;
  readonly costCache: SharedCache<CostAnswer>;
  /** Undefined where the settings have no exchange rates. */
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
  return isConverted ? converted(answer, rates) : answer;
}

/** A bill without BillingCurrency is in the data source's, unless somebody filters by it. */
function withCurrency(request: CostRequest): CostRequest {
  const currency = bareDimension('BillingCurrency');
  const isFiltered = request.filters.some(({ dimension }) => dimension.name === currency.name);
  return {
    ...request,
    groupBy: [...request.groupBy, currency],
    mayLack: [...(request.mayLack ?? []), ...(isFiltered ? [] : [currency.name])],
  };
}

/** Amounts in the currency of the rates; the last part of each key, the currency, is taken off. */
function converted(answer: CostAnswer, rates: RateTable): CostAnswer {
  const keys: GroupKey[] = [];
  const rowOf = new Map<string, number>();
  const groups = answer.keys.map((key) => {
    const own = key.slice(0, -1);
    const text = keyText(own);
    const row = rowOf.get(text) ?? keys.push(own) - 1;
    rowOf.set(text, row);
    return row;
  });
  const currencies = answer.keys.map((key) => key.at(-1) ?? rates.currency); // a charge without a currency is in that of the data source
  return {
    ...answer,
    keys,
    groups: Int32Array.from(answer.groups, (group) => groups[group] ?? 0),
    amounts: Float64Array.from(answer.amounts, (amount, index) =>
      amount === 0
        ? 0
        : amount * rates.at(currencies[answer.groups[index] ?? 0] ?? rates.currency, answer.times[index] ?? NaN)
    ),
    units: answer.units.length === 0 ? [] : [rates.currency],
  };
}
