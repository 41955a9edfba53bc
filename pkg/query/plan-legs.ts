import type { DimensionFilter } from '../cost/cost-source.ts';
import { commitmentLegs, commitmentStatus } from '../model/commitments.ts';
import type { Dimension } from '../model/dimension.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { knownText } from '../model/nearest.ts';
import type { BudgetLeg, CostLeg, Query, UsageLeg } from '../model/query.ts';
import type { Settings } from '../model/settings.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import { datasetSource } from './dataset-source.ts';
import { resolveFilters } from './dimensions.ts';
import { planAllocation } from './allocation/plan-allocation.ts';
import type { CostTerms, NamedLeg } from './leg-table.ts';
import type { PlannedCostLeg, PlannedLeg, PlannedUsageLeg } from './plan.ts';
import { metricSource } from './usage-request.ts';

export interface LegContext {
  readonly settings: Settings;
  readonly groupBy: readonly Dimension[];
  /** The query's own filters, which a leg without the dimension may ignore under total(). */
  readonly filters: readonly DimensionFilter[];
  readonly result: Query['result'];
  /** What a cost leg's charges are told apart by beyond `groupBy`. */
  readonly detail: readonly Dimension[];
  /** The settings' scope, which no leg escapes. */
  readonly scope: readonly DimensionFilter[];
}

export function planLeg({ leg, terms }: NamedLeg, needs: PlannedLeg['needs'], context: LegContext): PlannedLeg {
  switch (leg.kind) {
    case 'cost':
      return planCost(leg, terms, needs, context);
    case 'usage':
      return planUsage(leg, context.settings.catalog.metrics.get(leg.metric), needs, context);
    case 'budget':
      return planUsage(leg, context.settings.catalog.budgets.get(leg.budget), needs, context);
  }
}

function planCost(
  leg: CostLeg,
  { usageOnly, allocated }: CostTerms,
  needs: PlannedLeg['needs'],
  context: LegContext
): PlannedCostLeg {
  const { catalog } = context.settings;
  const chosen =
    leg.dataset === undefined ? [...catalog.costs.values()].filter((d) => d.inTotal) : [catalog.costs.get(leg.dataset)];
  const datasets = chosen.map((dataset) => {
    if (dataset === undefined) {
      const why = catalog.broken.get(`costs.${leg.dataset ?? ''}`);
      throw new UnitEconomicsError(
        'badQuery',
        why === undefined
          ? `The leg ${leg.name} names the cost dataset ${leg.dataset ?? ''}, which does not exist${knownText(leg.dataset ?? '', [...catalog.costs.keys()], 'known')}.`
          : `The cost dataset ${leg.dataset ?? ''} cannot be used, because its settings are wrong: ${why}.`
      );
    }
    const source = datasetSource(dataset, context.settings);
    if (source === undefined) {
      throw new RangeError(`${dataset.name} has no source`); // parsing has looked its connection up
    }
    return source;
  });
  if (datasets.length === 0) {
    const broken = [...catalog.broken]
      .filter(([key]) => key.startsWith('costs.'))
      .map(([key, why]) => ` ${key}: ${why}.`);
    throw new UnitEconomicsError(
      'badSettings',
      `${leg.name} adds up every cost dataset of the total, and the settings have none; add one under costs.${broken.join('')}`
    );
  }
  const filters = [...context.scope, ...context.filters, ...resolveFilters(leg.filters, catalog)];
  const isAllocated = leg.allocation === undefined ? allocated : leg.allocation === 'allocated';
  return {
    kind: 'cost',
    name: leg.name,
    datasets,
    measure: leg.measure,
    chargeCategories: leg.chargeCategories ?? (usageOnly ? ['Usage'] : []),
    mayLack: mayLack(leg),
    filters,
    needs,
    broadcast: false,
    detail: isAllocated ? [] : context.detail, // shares of shared cost are of no kind
    ...(isAllocated && allocationOf(needs, filters, context)),
  };
}

/** A bill that knows no commitments has none: its charges are covered by nothing. What is eligible must still be known as usage. */
function mayLack({ name }: CostLeg): readonly string[] {
  const commitment = Object.hasOwn(commitmentLegs, name) ? commitmentLegs[name] : undefined;
  if (commitment === undefined) {
    return [];
  }
  return [commitmentStatus, ...(commitment.op === 'in' ? ['ChargeCategory'] : [])];
}

function allocationOf(
  needs: PlannedLeg['needs'],
  filters: readonly DimensionFilter[],
  { groupBy, settings }: LegContext
): Pick<PlannedCostLeg, 'allocation'> {
  const allocation = planAllocation(needs.each ? groupBy : [], filters, settings);
  return allocation === undefined ? {} : { allocation };
}

/** A metric, or a budget, which is read and computed like one. */
function planUsage(
  leg: UsageLeg | BudgetLeg,
  metric: UsageMetric | undefined,
  wanted: PlannedLeg['needs'],
  context: LegContext
): PlannedUsageLeg {
  const { settings, scope } = context;
  const source = metric && metricSource(metric, settings);
  if (metric === undefined || source === undefined) {
    throw new RangeError(`${leg.name} has no source`); // binding has looked it up, parsing its connection
  }
  const lacking = context.groupBy.filter((dimension) => !has(metric, dimension));
  // The lower levels of a digest may be dimensions that the metric lacks.
  const leading = context.result === 'digest';
  const groupBy = leading ? leadingOf(context.groupBy, metric) : context.groupBy;
  const asked = leading ? { each: groupBy.length > 0, total: wanted.total || groupBy.length === 0 } : wanted;
  if (asked.each && lacking.length > 0 && !leg.broadcast && !leading) {
    throw lacks(leg, metric, 'grouping', lacking);
  }
  const broadcast = asked.each && lacking.length > 0 && !leading;
  const escaped = scope.filter(({ dimension }) => !has(metric, dimension));
  if (escaped.length > 0) {
    const names = escaped.map(({ dimension }) => dimension.name).join(', ');
    throw new UnitEconomicsError(
      'forbidden',
      `This data source is limited by its scope on ${names}, and the metric ${metric.name} has no such dimension: it cannot be used here.`
    );
  }
  const unfiltered = context.filters.filter(({ dimension }) => !has(metric, dimension));
  if (asked.each && unfiltered.length > 0 && !leg.broadcast) {
    throw lacks(
      leg,
      metric,
      'filtering',
      unfiltered.map(({ dimension }) => dimension)
    );
  }
  const own = resolveFilters(leg.filters, settings.catalog);
  const foreign = own.filter(({ dimension }) => !has(metric, dimension));
  if (foreign.length > 0) {
    throw lacks(
      leg,
      metric,
      'filtering',
      foreign.map(({ dimension }) => dimension)
    );
  }
  const filters = [...scope, ...context.filters.filter(({ dimension }) => has(metric, dimension)), ...own];
  const total = asked.total || broadcast || needsWhole(metric, asked.each, filters, context);
  const needs = { each: asked.each, total };
  return {
    kind: 'usage',
    name: leg.name,
    ...source,
    isBudget: leg.kind === 'budget',
    groupBy,
    filters,
    needs,
    broadcast,
    totalFrom: totalSource(leg, metric, filters, needs, broadcast, groupBy),
  };
}

/**
 * Whether a change is split by growth in all, which different things do not have as the sum of their groups. The root of a
 * digest goes without where their source does not count them.
 */
function needsWhole(
  metric: UsageMetric,
  each: boolean,
  filters: readonly DimensionFilter[],
  { result }: LegContext
): boolean {
  if (!each || metric.aggregate.groups === 'sum') {
    return false;
  }
  return result === 'drivers' || (result === 'digest' && metric.total !== undefined && filters.length === 0);
}

/** The first dimensions, up to one that the metric lacks. */
function leadingOf(groupBy: readonly Dimension[], metric: UsageMetric): readonly Dimension[] {
  const lacking = groupBy.findIndex((dimension) => !has(metric, dimension));
  return lacking === -1 ? groupBy : groupBy.slice(0, lacking);
}

function has(metric: UsageMetric, dimension: Dimension): boolean {
  return Object.hasOwn(metric.dimensions, dimension.name);
}

function lacks(
  leg: UsageLeg | BudgetLeg,
  metric: UsageMetric,
  what: string,
  dimensions: readonly Dimension[]
): UnitEconomicsError {
  const names = dimensions.map(({ name }) => name).join(' and ');
  const own = Object.keys(metric.dimensions).join(', ') || 'none';
  return new UnitEconomicsError(
    'badQuery',
    `The metric ${metric.name} has no ${what} dimension ${names} (it has: ${own}). Write total(${leg.name}) to use its total for every group, or set broadcast: true on the leg.`
  );
}

/** A distinct count cannot be summed over its groups: its total must be counted by the source (design section 2). */
function totalSource(
  leg: UsageLeg | BudgetLeg,
  metric: UsageMetric,
  filters: readonly DimensionFilter[],
  needs: PlannedLeg['needs'],
  broadcast: boolean,
  groupBy: readonly Dimension[]
): PlannedUsageLeg['totalFrom'] {
  if (metric.aggregate.groups === 'sum') {
    return 'sum';
  }
  const fixed = filters
    .filter(({ op, values }) => op === 'in' && values.length === 1)
    .map(({ dimension }) => dimension.name);
  const open = Object.keys(metric.dimensions).filter((name) => !fixed.includes(name));
  const grouped = groupBy.map(({ name }) => name);
  const uncounted = open.filter((name) => !grouped.includes(name));
  if (needs.each && !broadcast && groupBy.length > 0 && uncounted.length > 0) {
    throw new UnitEconomicsError(
      'badQuery',
      `${metric.name} counts different things, so its groups cannot be added up over ${uncounted.join(', ')}: the same one may be in several. Group by ${open.join(' and ')}, filter to one value, or write total(${leg.name}).`
    );
  }
  if (!needs.total || open.length === 0) {
    return 'sum';
  }
  if (metric.total === undefined || filters.length > 0) {
    const filtered = filters.length > 0 ? ' under these filters' : '';
    const names = open.join(' and ');
    const isGrouped = open.some((name) => grouped.includes(name));
    const declare = `Declare total: under the metric, or ${isGrouped ? `filter ${names} to one value` : `group by ${names}`}`;
    throw new UnitEconomicsError(
      'badQuery',
      `${metric.name} counts different things, so its groups cannot be added up, and it has no total counted by its source${filtered}. ${
        filters.length > 0 ? `Filter ${names} to one value, or remove the filter` : declare
      }.`
    );
  }
  return 'declared';
}
