import { splitChange } from '../../drivers/split.ts';
import type { Aligned } from '../align.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { CostLoad } from '../load-cost.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { comparedStep, costAndUsage } from './compared.ts';
import { comparedPeriods } from './compared-periods.ts';
import { driverPeriods } from './driver-periods.ts';
import { fetchSkuCharges } from './sku-cells.ts';
import { subjectOf } from './subject.ts';

/** Why cost changed between two periods, or from bucket to bucket. */
export async function analyseDrivers(
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  sources: CostLoad,
  signal: AbortSignal
): Promise<Analysis> {
  const pair = costAndUsage(plan.formulas, plan.legs, 'drivers');
  const cost = legs[pair.costIndex];
  if (cost === undefined) {
    throw new RangeError(`leg ${pair.costIndex} was not fetched`); // the plan lists every leg that a formula uses
  }
  // Shares of shared cost have no charges to look at.
  const charges =
    pair.cost.allocation === undefined ? await fetchSkuCharges(pair.cost, plan, sources, signal) : undefined;
  const step = comparedStep(plan.query) ?? { kind: 'previous' };
  const through = Math.min(...pair.formula.bound.uses.map(({ leg }) => legs[leg]?.completeThrough ?? Infinity));
  const spans = timeSpans(plan, through, [[], [step]]);
  const periodAt = driverPeriods(plan, aligned, legs, pair, charges);
  const { method } = plan.query.drivers;
  const { periods, notices } = comparedPeriods(plan, cost, spans, step);
  const compared = periods.map((period) => {
    if (period === undefined) {
      return undefined;
    }
    const [from, to] = [periodAt(period.before), periodAt(period.after)];
    return {
      split: splitChange(from.period, to.period, method),
      unitCosts: { before: from.unitCosts, after: to.unitCosts },
    };
  });
  return { kind: 'drivers', subject: subjectOf(plan, pair), compared, notices };
}
