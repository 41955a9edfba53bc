import { splitChange } from '../../drivers/split.ts';
import type { Aligned } from '../align.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { CostLoad } from '../load-cost.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { comparedStep, costAndUsage } from './compared.ts';
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
  // Shares of shared cost have no charges to look at.
  const charges =
    pair.cost.allocation === undefined ? await fetchSkuCharges(pair.cost, plan, sources, signal) : undefined;
  const step = comparedStep(plan.query) ?? { kind: 'previous' };
  const through = Math.min(...pair.formula.bound.uses.map(({ leg }) => legs[leg]?.completeThrough ?? Infinity));
  const spans = timeSpans(plan, through, [[], [step]]);
  const periodAt = driverPeriods(plan, aligned, legs, pair, charges);
  const after = spans.of([]);
  const before = spans.of([step]);
  const { method } = plan.query.drivers;
  const compared = after.map((span, bucket) => {
    const earlier = before[bucket];
    if (earlier === undefined || !(spans.complete[bucket] ?? false)) {
      return undefined;
    }
    const [from, to] = [periodAt(earlier), periodAt(span)];
    return {
      split: splitChange(from.period, to.period, method),
      unitCosts: { before: from.unitCosts, after: to.unitCosts },
    };
  });
  return { kind: 'drivers', subject: subjectOf(plan, pair), compared };
}
