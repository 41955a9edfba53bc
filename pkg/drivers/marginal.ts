import type { Column } from '../model/column.ts';
import { estimate, fewestPoints, fitLine, mapEstimate, type Estimate } from './fit.ts';

/** One value a bucket, with validity; two series are aligned when they have the same buckets. */
export type Series = Pick<Column, 'values' | 'valid'>;

/** What one more unit costs, beside what the average unit costs. */
export interface MarginalCost {
  /** Buckets in which both have a value. */
  readonly points: number;
  /** Cost of one more unit: the slope by least squares. */
  readonly marginal: Estimate;
  /** Cost per bucket that would stay without units: the intercept, which may lie far outside what was seen. */
  readonly fixed: Estimate;
  /**
   * By how many percent cost grows when units grow by one percent, at the means: marginal x mean units / mean cost. Above
   * `elasticityLogLog` it has that it belongs to the line of `marginal` and `fixed`, and that buckets without units count.
   */
  readonly elasticity: Estimate;
  /** The same as the slope of ln cost over ln units, where all are positive. */
  readonly elasticityLogLog: Estimate;
  /** Pearson's, of cost and units. */
  readonly correlation: Estimate;
}

/** @param lag buckets by which cost follows the driver */
export function marginalCost(cost: Series, driver: Series, lag = 0): MarginalCost {
  const { drivers, costs } = pointsOf(cost, driver, lag);
  const { slope, intercept, correlation, meanDriver, meanCost } = fitLine(drivers, costs);
  return {
    points: drivers.length,
    marginal: slope,
    fixed: intercept,
    elasticity: mapEstimate(slope, (value) =>
      meanCost === 0 ? { missing: 'mean cost is zero' } : estimate((value * meanDriver) / meanCost)
    ),
    elasticityLogLog: logLog(drivers, costs),
    correlation,
  };
}

function logLog(drivers: readonly number[], costs: readonly number[]): Estimate {
  return [...drivers, ...costs].every((value) => value > 0)
    ? fitLine(drivers.map(Math.log), costs.map(Math.log)).slope
    : { missing: 'not all values are positive' };
}

/** The lag at which cost follows the driver most closely. */
export interface BestLag {
  /** Buckets by which cost follows the driver; 0 where no lag has a correlation. */
  readonly lag: number;
  readonly correlation: Estimate;
  readonly points: number;
}

/**
 * The lag from 0 to `maxLag` with the greatest |correlation|; of equal ones the shortest. A lag counts if it keeps at least
 * half the points of lag 0: the few points of a long one correlate by chance.
 */
export function bestLag(cost: Series, driver: Series, maxLag: number): BestLag {
  const at = (lag: number): BestLag => {
    const { drivers, costs } = pointsOf(cost, driver, lag);
    return { lag, correlation: fitLine(drivers, costs).correlation, points: drivers.length };
  };
  let best = at(0);
  const fewest = Math.max(fewestPoints, best.points / 2);
  for (let lag = 1; lag <= Math.min(maxLag, cost.values.length - 1); lag++) {
    const next = at(lag);
    // Equal but for rounding is equal.
    if (next.points >= fewest && strength(next.correlation) > strength(best.correlation) + 1e-12) {
      best = next;
    }
  }
  return best;
}

function strength(correlation: Estimate): number {
  return 'value' in correlation ? Math.abs(correlation.value) : -1;
}

function pointsOf(cost: Series, driver: Series, lag: number): { readonly drivers: number[]; readonly costs: number[] } {
  const drivers: number[] = [];
  const costs: number[] = [];
  for (let i = 0; i + lag < cost.values.length && i < driver.values.length; i++) {
    const units = driver.values[i] ?? NaN;
    const amount = cost.values[i + lag] ?? NaN;
    if (driver.valid[i] === 1 && cost.valid[i + lag] === 1 && Number.isFinite(units) && Number.isFinite(amount)) {
      drivers.push(units);
      costs.push(amount);
    }
  }
  return { drivers, costs };
}
