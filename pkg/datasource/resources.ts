import * as z from 'zod';
import { functions } from '../formula/functions.ts';
import { measureNames } from '../model/names.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { filter } from '../model/filter.ts';
import { issueText, parseJson } from '../model/issues.ts';
import type { Settings } from '../model/settings.ts';
import { datasetSource } from '../query/dataset-source.ts';
import { findDimension, resolveFilters } from '../query/dimensions.ts';
import { matcher } from '../query/filter-match.ts';
import { calendarOf } from '../query/make-plan.ts';
import { loadCells } from '../query/load-cells.ts';
import type { Sources } from '../query/run-query.ts';
import { metricSource, usageRequest } from '../query/usage-request.ts';
import { dayOfInstant } from '../series/zone.ts';

/** What pick-lists need. Nothing of where data lies: locations and connections stay in the back end (design section 7). */
export function catalogResource(settings: Settings): unknown {
  const { catalog, currency, timezone } = settings;
  return {
    currency,
    timezone,
    measures: measureNames,
    functions,
    costs: [...catalog.costs.values()].map(({ name, title, inTotal }) => ({ name, title: title ?? name, inTotal })),
    metrics: [...catalog.metrics.values()].map(
      ({ name, title, unit, nativeGrain, additivity, aggregate, gaps, dimensions, total }) => ({
        name,
        title: title ?? name,
        unit,
        nativeGrain,
        additivity,
        aggregate,
        gaps,
        dimensions: Object.keys(dimensions),
        hasTotal: total !== undefined,
      })
    ),
    dimensions: [...catalog.dimensions.values()].map(({ name, title, rest }) => ({ name, title: title ?? name, rest })),
    kpis: [...catalog.kpis.values()].map(({ name, title, expression, per, target, better, owner, description }) => ({
      name,
      title: title ?? name,
      expression,
      per,
      target,
      better,
      owner,
      description,
    })),
    budgets: [...catalog.budgets.values()].map(({ name, title, dimensions, nativeGrain }) => ({
      name,
      title: title ?? name,
      nativeGrain,
      dimensions: Object.keys(dimensions),
    })),
    // By `list.name`; why they cannot be used is for those who may see the settings.
    broken: [...catalog.broken.keys()],
  };
}

/**
 * Roll-ups that are being built, by cost dataset: questions are slower until they are there. Why a part failed names a file,
 * which only the health report tells.
 */
export function progressResource(settings: Settings, { cost }: Pick<Sources, 'cost'>): unknown {
  const { catalog, timezone } = settings;
  const dimensions = [...catalog.dimensions.values()];
  const building = [...catalog.costs.values()].flatMap((dataset) => {
    const source = datasetSource(dataset, settings);
    const progress = source && cost.progress({ ...source, timezone, dimensions });
    return progress?.running ? [[dataset.name, { built: progress.built, of: progress.of }] as const] : [];
  });
  return Object.fromEntries(building);
}

const valuesQuery = z.object({
  dimension: z.string().min(1).max(256),
  search: z.string().max(256).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  filters: z.string().default('[]').transform(parseJson).pipe(z.array(filter).max(20)),
});

/** How far back values are looked for: a year and a month, so that a yearly report's groups are there. */
const valueDays = 400;

/** Values of a dimension that occur on either side, those of costs first, within the settings' scope and the given filters. */
export async function valuesResource(
  query: URLSearchParams,
  settings: Settings,
  sources: Sources,
  now: number,
  signal: AbortSignal
): Promise<readonly string[]> {
  const parsed = valuesQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    throw new UnitEconomicsError(
      'badQuery',
      `Ask for values?dimension=NAME, and if you like search=TEXT, limit=1 to 1000 and filters=[{"dimension", "op", "values"}]: ${issueText(parsed.error)}.`
    );
  }
  const { search, limit } = parsed.data;
  const { catalog, timezone } = settings;
  const dimension = findDimension(parsed.data.dimension, catalog);
  const scope = resolveFilters([...settings.scope, ...parsed.data.filters], catalog);
  const today = dayOfInstant(now, timezone);
  const days = { from: today - valueDays, to: today + 1 };
  const fromCosts = [...catalog.costs.values()].map(async (dataset) => {
    const source = datasetSource(dataset, settings);
    return source === undefined
      ? []
      : sources.cost.values(
          {
            ...source,
            timezone,
            filters: scope,
            days,
            dimensions: [...catalog.dimensions.values()],
            dimension,
            search,
            limit,
          },
          signal
        );
  });
  const fromMetrics = [...catalog.metrics.values()]
    .filter(
      (metric) =>
        Object.hasOwn(metric.dimensions, dimension.name) &&
        scope.every((filter) => Object.hasOwn(metric.dimensions, filter.dimension.name))
    )
    .map(async (metric) => {
      const source = metricSource(metric, settings);
      if (source === undefined) {
        return [];
      }
      const request = usageRequest(source, calendarOf(settings), 'metric', days);
      const { keys } = await loadCells(request, [...catalog.dimensions.values()], sources, signal);
      const names = Object.keys(metric.dimensions);
      const visible = keys.filter((key) =>
        scope.every((filter) => matcher(filter)(key[names.indexOf(filter.dimension.name)] ?? null))
      );
      return visible.map((key) => key[names.indexOf(dimension.name)] ?? null).filter((value) => value !== null);
    });
  const found = await Promise.allSettled([...fromCosts, ...fromMetrics]); // a source that is down costs its own values only
  const values = new Set(found.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])));
  const wanted = search.toLowerCase();
  return [...values].filter((value) => value.toLowerCase().includes(wanted)).slice(0, limit);
}
