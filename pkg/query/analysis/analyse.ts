import type { Aligned } from '../align.ts';
import type { FormulaAnswer } from '../answer.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { CostLoad } from '../load-cost.ts';
import type { Analysis } from './analysis.ts';
import { analyseDigest } from './digest.ts';
import { analyseDrivers } from './drivers.ts';
import { analyseEvidence, analyseMarginal } from './evidence.ts';

/** What the query's result needs beyond the values of its formulas; undefined for values alone. */
export async function analyse(
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  formulas: readonly FormulaAnswer[],
  sources: CostLoad,
  signal: AbortSignal
): Promise<Analysis | undefined> {
  const [formula] = formulas;
  switch (plan.query.result) {
    case 'drivers':
      return analyseDrivers(plan, aligned, legs, sources, signal);
    case 'digest':
      return analyseDigest(plan, legs, sources, signal);
    case 'evidence':
      return formula && analyseEvidence(plan, formula, aligned);
    case 'marginal':
      return formula && analyseMarginal(plan, formula, aligned);
    default:
      return undefined;
  }
}
