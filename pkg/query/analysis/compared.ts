import { UnitEconomicsError } from '../../model/errors.ts';
import { comparison } from '../../model/comparison.ts';
import type { Query } from '../../model/query.ts';
import type { TimeStep } from '../../formula/bound.ts';
import type { PlannedCostLeg, PlannedFormula, PlannedLeg, PlannedUsageLeg } from '../plan.ts';

/** Whether the answer is one value, or one comparison, over the whole range. */
export function isOverRange({ result, drivers }: Pick<Query, 'result' | 'drivers'>): boolean {
  return result === 'numeric' || result === 'table' || result === 'digest' || (result === 'drivers' && drivers.as !== 'timeseries'); // prettier-ignore
}

/** The step from a period to the one it is compared with; undefined where the result compares nothing. */
export function comparedStep({ result, drivers }: Pick<Query, 'result' | 'drivers'>): TimeStep | undefined {
  if (result !== 'drivers' && result !== 'digest') {
    return undefined;
  }
  const compared = comparison(drivers.compare);
  const isRunning = result === 'drivers' && drivers.as === 'timeseries';
  return isRunning || compared === undefined ? { kind: 'previous' } : compared;
}

/** A cost held against a volume: what drivers, digest, evidence and the marginal view are about. */
export interface CostAndUsage {
  readonly formula: PlannedFormula;
  readonly costIndex: number;
  readonly cost: PlannedCostLeg;
  readonly usageIndex?: number;
  readonly usage?: PlannedUsageLeg;
}

/** Which leg of the first formula is the cost and which the volume. @throws badQuery for a formula of another form */
export function costAndUsage(
  formulas: readonly PlannedFormula[],
  legs: readonly PlannedLeg[],
  result: string
): CostAndUsage {
  const pair = findCostAndUsage(formulas, legs);
  if (pair === undefined) {
    throw new UnitEconomicsError(
      'badQuery',
      `The result ${result} wants one formula with one cost and at most one metric, without functions over time, such as cost / jobs or a KPI of that form.`
    );
  }
  if (pair.usage === undefined && (result === 'evidence' || result === 'marginal')) {
    throw new UnitEconomicsError(
      'badQuery',
      `The result ${result} holds cost against units: write a formula with a metric, such as cost / jobs, in the place of ${pair.formula.name}.`
    );
  }
  return pair;
}

/** Undefined for a formula of another form. */
export function findCostAndUsage(
  formulas: readonly PlannedFormula[],
  legs: readonly PlannedLeg[]
): CostAndUsage | undefined {
  const [formula, ...others] = formulas;
  const used = [...new Set(formula?.bound.uses.map(({ leg }) => leg))];
  const costs = used.filter((index) => legs[index]?.kind === 'cost');
  const volumes = used.filter((index) => legs[index]?.kind === 'usage');
  const cost = legs[costs[0] ?? -1];
  const usage = legs[volumes[0] ?? -1];
  const hasSteps = formula?.bound.uses.some(({ steps }) => steps.length > 0) ?? false;
  if (
    formula === undefined ||
    others.length > 0 ||
    costs.length !== 1 ||
    volumes.length > 1 ||
    cost?.kind !== 'cost' ||
    hasSteps
  ) {
    return undefined;
  }
  return {
    formula,
    costIndex: costs[0] ?? 0,
    cost,
    ...(usage?.kind === 'usage' && volumes[0] !== undefined && { usage, usageIndex: volumes[0] }),
  };
}
