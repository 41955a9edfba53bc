import type { DimensionFilter } from '../../cost/cost-source.ts';
import { dimensionId } from '../../cost/dimension-id.ts';
import type { Allocation } from '../../model/allocation.ts';
import type { Dimension } from '../../model/dimension.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { knownText } from '../../model/nearest.ts';
import type { Settings } from '../../model/settings.ts';
import { findDimension } from '../dimensions.ts';
import type { PlannedUsageLeg } from '../plan.ts';
import { metricSource } from '../usage-request.ts';

/** How one cost leg is allocated: what is fetched, what is moved, and what is cut away afterwards. */
export interface PlannedAllocation {
  /** What the charges are grouped by: the query's dimensions, then those that only the steps need. */
  readonly groupBy: readonly Dimension[];
  /** Filters that hold after the steps, because a filter before them would hide the cost that is shared. */
  readonly filtersAfter: readonly DimensionFilter[];
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly step: Allocation;
  /** Position of its dimension in `groupBy`. */
  readonly position: number;
  readonly rest: string;
  /** The metric that drives it, by the step's dimension. */
  readonly driver?: PlannedUsageLeg;
}

/** Steps on dimensions that the query neither groups nor filters by change nothing that it shows. */
export function planAllocation(
  groupBy: readonly Dimension[],
  filters: readonly DimensionFilter[],
  settings: Settings
): PlannedAllocation | undefined {
  const shown = new Set([...groupBy, ...filters.map(({ dimension }) => dimension)].map(dimensionId));
  const steps = [...settings.catalog.allocations.values()]
    .map((step) => ({ step, dimension: findDimension(step.dimension, settings.catalog) }))
    .filter(({ dimension }) => shown.has(dimensionId(dimension)));
  if (steps.length === 0) {
    return undefined;
  }
  // Where shares follow the cost that is there, a filter before the steps would change them.
  const late = steps.some(({ step }) => followsCost(step)) ? filters.map(({ dimension }) => dimension) : [];
  const moved = new Set([...steps.map(({ dimension }) => dimension), ...late].map(dimensionId));
  const all = new Map(
    [...groupBy, ...steps.map(({ dimension }) => dimension), ...late].map((one) => [dimensionId(one), one])
  );
  const dimensions = [...all.values()];
  return {
    groupBy: dimensions,
    filtersAfter: filters.filter(({ dimension }) => moved.has(dimensionId(dimension))),
    steps: steps.map(({ step, dimension }) => ({
      step,
      position: dimensions.findIndex((one) => dimensionId(one) === dimensionId(dimension)),
      rest: dimension.rest,
      ...driverOf(step, dimension, settings),
    })),
  };
}

/** By cost, or evenly among all that have some. */
function followsCost({ by, to }: Allocation): boolean {
  return by === 'cost' || (by === 'even' && to === undefined);
}

function driverOf(step: Allocation, dimension: Dimension, settings: Settings): Pick<PlannedStep, 'driver'> {
  if (typeof step.by !== 'object' || !('metric' in step.by)) {
    return {};
  }
  const metric = settings.catalog.metrics.get(step.by.metric);
  const source = metric && metricSource(metric, settings);
  if (metric === undefined || source === undefined) {
    throw new UnitEconomicsError('badSettings', `The allocation ${step.name} is by the metric ${step.by.metric}, which the settings do not have${knownText(step.by.metric, [...settings.catalog.metrics.keys()], 'metrics')}.`); // prettier-ignore
  }
  if (!Object.hasOwn(metric.dimensions, dimension.name)) {
    throw new UnitEconomicsError('badSettings', `The allocation ${step.name} shares by ${dimension.name}, and the metric ${metric.name} has no such dimension (it has: ${Object.keys(metric.dimensions).join(', ') || 'none'}).`); // prettier-ignore
  }
  return {
    driver: {
      kind: 'usage',
      name: metric.name,
      ...source,
      isBudget: false,
      filters: [],
      needs: { each: true, total: false },
      broadcast: false,
      groupBy: [dimension],
      totalFrom: 'sum',
    },
  };
}
