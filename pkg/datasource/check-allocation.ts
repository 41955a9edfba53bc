import type { CostSource } from '../cost/cost-source.ts';
import type { Allocation } from '../model/allocation.ts';
import type { Dimension } from '../model/dimension.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Settings } from '../model/settings.ts';
import { planAllocation } from '../query/allocation/plan-allocation.ts';
import { datasetSource } from '../query/dataset-source.ts';
import { findDimension } from '../query/dimensions.ts';
import { loadCells, type CellSources } from '../query/load-cells.ts';
import { calendarOf } from '../query/make-plan.ts';
import { usageRequest } from '../query/usage-request.ts';
import type { DayRange } from '../usage/usage-source.ts';
import type { EntryCheck } from './check.ts';

/** More values are not looked through. */
const mostValues = 1000;

/**
 * One step as a query would plan it, and whether the values that it names are there: a misspelt receiver would leave its
 * part to the others.
 * @param days that metrics are asked for
 */
export async function checkAllocation(
  step: Allocation,
  settings: Settings,
  sources: CellSources & { readonly cost: CostSource },
  days: DayRange,
  signal: AbortSignal
): Promise<Omit<EntryCheck, 'entry'>> {
  const dimension = findDimension(step.dimension, settings.catalog);
  const alone = { ...settings, catalog: { ...settings.catalog, allocations: new Map([[step.name, step]]) } };
  const driver = planAllocation([dimension], [], alone)?.steps[0]?.driver;
  const { by } = step;
  const receivers = typeof by === 'object' && 'weights' in by ? Object.keys(by.weights) : step.to;
  const how = typeof by === 'string' ? by : 'weights' in by ? 'weights' : `the metric ${by.metric}`;
  const found = `the cost of ${step.from.join(', ')} to ${receivers?.join(', ') ?? `every other ${step.dimension}`} by ${how}`;
  const charged = await chargedValues(dimension, settings, sources, signal);
  const cells =
    driver &&
    (await loadCells(
      usageRequest(driver, calendarOf(settings), 'metric', days),
      [...settings.catalog.dimensions.values()],
      sources,
      signal
    ));
  const position = Object.keys(driver?.metric.dimensions ?? {}).indexOf(dimension.name);
  const counted = (cells?.keys ?? []).map((key) => key[position] ?? undefined).filter((value) => value !== undefined);
  const known = charged && [...new Set([...charged, ...counted, dimension.rest])];
  const strange = known === undefined ? [] : [...step.from, ...(receivers ?? [])].filter((one) => !known.includes(one));
  return {
    ok: true,
    found,
    remarks: strange.map((value) => {
      const meant = didYouMean(value, known ?? []);
      return `${value} is no value of ${step.dimension} in the charges${driver ? ` or in ${driver.metric.name}` : ''}${meant || '.'}`;
    }),
    ...(settings.scope.length > 0 && { scoped: found }),
  };
}

/** Of every dataset, over all its days; undefined where there are too many to know whether one is missing. */
async function chargedValues(
  dimension: Dimension,
  settings: Settings,
  { cost }: { readonly cost: CostSource },
  signal: AbortSignal
): Promise<readonly string[] | undefined> {
  const { catalog, timezone } = settings;
  const all = await Promise.all(
    [...catalog.costs.values()].map(async (dataset) => {
      const source = datasetSource(dataset, settings);
      if (source === undefined) {
        return [];
      }
      const request = { ...source, timezone, dimensions: [...catalog.dimensions.values()] };
      const { firstDay, lastDay } = await cost.facts(request, signal);
      if (firstDay === undefined || lastDay === undefined) {
        return [];
      }
      const days = { from: firstDay, to: lastDay + 1 };
      return cost.values({ ...request, dimension, days, filters: [], search: '', limit: mostValues }, signal);
    })
  );
  return all.some((values) => values.length >= mostValues) ? undefined : all.flat();
}
