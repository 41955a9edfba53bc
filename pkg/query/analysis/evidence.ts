import { gatherEvidence } from '../../drivers/evidence.ts';
import { bestLag, marginalCost, type Series } from '../../drivers/marginal.ts';
import type { Column } from '../../model/column.ts';
import type { FormulaAnswer } from '../answer.ts';
import type { Plan } from '../plan.ts';
import type { Analysis } from './analysis.ts';
import { costAndUsage } from './compared.ts';

/** Longest delay at which cost is looked for behind its driver, in buckets. */
const maxLag = 6;

/** Whether unit cost falls while spend rises, for each group, over the buckets of the answer. */
export function analyseEvidence(
  plan: Plan,
  answer: FormulaAnswer,
  rows: number,
  coverage: number | undefined
): Analysis {
  return {
    kind: 'evidence',
    groups: seriesOf(plan, answer, rows, 'evidence').map(({ cost, usage }) =>
      gatherEvidence(
        answer.complete.map((complete, bucket) => ({
          complete,
          ...(cost.valid[bucket] === 1 && { cost: cost.values[bucket] ?? 0 }),
          ...(usage.valid[bucket] === 1 && { units: usage.values[bucket] ?? 0 }),
        })),
        coverage === undefined ? {} : { coverage }
      )
    ),
  };
}

/** What one more unit costs, for each group, over the complete buckets of the answer. */
export function analyseMarginal(plan: Plan, answer: FormulaAnswer, rows: number): Analysis {
  return {
    kind: 'marginal',
    groups: seriesOf(plan, answer, rows, 'marginal').map(({ cost, usage }) => {
      const costs = onlyComplete(cost, answer.complete);
      const lag = bestLag(costs, usage, maxLag);
      return { cost: marginalCost(costs, usage), lag };
    }),
  };
}

interface Pair {
  readonly cost: Series;
  readonly usage: Series;
}

/** The cost and the volume of the formula by group, as the formula used them. */
function seriesOf(plan: Plan, { explained }: FormulaAnswer, rows: number, result: string): readonly Pair[] {
  const { costIndex, usageIndex } = costAndUsage(plan.formulas, plan.legs, result);
  const of = (leg: number | undefined) => explained?.uses.find(({ use }) => use.leg === leg)?.value;
  const cost = of(costIndex);
  const usage = of(usageIndex);
  return cost === undefined || usage === undefined
    ? []
    : Array.from({ length: rows }, (_, row) => ({ cost: rowOf(cost, row), usage: rowOf(usage, row) }));
}

function rowOf({ rows, width, values, valid }: Column, row: number): Series {
  const start = rows === 1 ? 0 : row * width;
  return { values: values.subarray(start, start + width), valid: valid.subarray(start, start + width) };
}

function onlyComplete({ values, valid }: Series, complete: readonly boolean[]): Series {
  return { values, valid: valid.map((one, bucket) => (complete[bucket] ? one : 0)) };
}
