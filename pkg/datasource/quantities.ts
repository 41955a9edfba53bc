import { bareDimension } from '../cost/dimension-id.ts';
import type { CostRequest } from '../cost/cost-source.ts';
import type { BilledQuantity } from '../model/billed-quantity.ts';
import type { Settings } from '../model/settings.ts';
import { datasetSource } from '../query/dataset-source.ts';
import { resolveFilters } from '../query/dimensions.ts';
import type { Sources } from '../query/run-query.ts';
import { dayOfInstant } from '../series/zone.ts';

/** A month and what may still be late. */
const lookBack = 35;
const most = 40;

/**
 * GB-months, requests, vCPU-hours, tokens: the quantities found in the bills of the last five weeks, the most expensive
 * first, to be offered as usage beside the metrics of the settings. A dataset that cannot be read costs its own.
 */
export async function billedQuantities(
  settings: Settings,
  { cost }: Sources,
  now: number,
  signal: AbortSignal
): Promise<readonly BilledQuantity[]> {
  const { catalog, timezone } = settings;
  const today = dayOfInstant(now, timezone);
  const perDataset = [...catalog.costs.values()].map(async (dataset): Promise<readonly BilledQuantity[]> => {
    const source = datasetSource(dataset, settings);
    if (source === undefined) {
      return [];
    }
    const request: CostRequest = {
      ...source,
      timezone,
      measure: 'ConsumedQuantity',
      chargeCategories: ['Usage'],
      groupBy: ['ServiceName', 'ConsumedUnit'].map(bareDimension),
      filters: resolveFilters(settings.scope, catalog),
      days: { from: today - lookBack, to: today + 1 },
      grain: 'day',
      dimensions: [...catalog.dimensions.values()],
    };
    const quantities = await summed(request, cost, signal);
    const costs = await summed({ ...request, measure: 'EffectiveCost' }, cost, signal);
    return [...quantities].flatMap(([key, { service, unit, sum }]) =>
      unit === null || sum <= 0
        ? []
        : [{ dataset: dataset.name, service: service ?? '', unit, quantity: sum, cost: costs.get(key)?.sum ?? 0 }]
    );
  });
  const found = await Promise.allSettled(perDataset);
  return found
    .flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    .sort((a, b) => b.cost - a.cost || (a.unit < b.unit ? -1 : 1))
    .slice(0, most);
}

interface Summed {
  readonly service: string | null;
  readonly unit: string | null;
  readonly sum: number;
}

async function summed(
  request: CostRequest,
  cost: Sources['cost'],
  signal: AbortSignal
): Promise<ReadonlyMap<string, Summed>> {
  const { keys, groups, amounts } = await cost.fetch(request, signal);
  const sums = new Float64Array(keys.length);
  groups.forEach((group, index) => {
    sums[group] = (sums[group] ?? 0) + (amounts[index] ?? 0);
  });
  return new Map(
    keys.map(([service = null, unit = null], row) => [
      JSON.stringify([service, unit]),
      { service, unit, sum: sums[row] ?? 0 },
    ])
  );
}
