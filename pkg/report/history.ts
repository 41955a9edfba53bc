import type { Column } from '../model/column.ts';
import type { CostAndUsage } from '../query/analysis/compared.ts';
import type { Answer } from '../query/answer.ts';
import { startDay } from '../series/axis.ts';
import { nameOf, periodOf, type ReportGrain } from './period.ts';
import type { KpiPoint, Point } from './report.ts';

/** The first formula bucket by bucket. */
export function pointsOf({ plan, formulas }: Answer): readonly Point[] {
  const [formula] = formulas;
  const { buckets, calendar } = plan;
  if (formula === undefined || buckets === undefined) {
    return [];
  }
  const grain: ReportGrain = plan.grain === 'week' ? 'week' : 'month';
  return formula.complete.map((complete, bucket) => ({
    period: nameOf(periodOf(startDay(buckets, bucket, calendar), grain, calendar)),
    value: valueIn(formula.column, bucket),
    complete,
  }));
}

/** With the cost and the usage that each point was made of. */
export function historyOf(answer: Answer, pair: CostAndUsage | undefined): readonly KpiPoint[] {
  const uses = answer.formulas[0]?.explained?.uses ?? [];
  const of = (leg: number | undefined) => uses.find(({ use }) => use.leg === leg)?.value;
  const spend = of(pair?.costIndex);
  const usage = of(pair?.usageIndex);
  return pointsOf(answer).map((point, bucket) => ({
    ...point,
    ...(spend && { spend: valueIn(spend, bucket) }),
    ...(usage && { usage: valueIn(usage, bucket) }),
  }));
}

/** Whether the last period of the history, the report's, is over and known in full. */
export function isComplete({ history }: { readonly history: readonly Point[] }): boolean {
  return history.at(-1)?.complete !== false;
}

function valueIn({ values, valid }: Column, bucket: number): number | null {
  return valid[bucket] === 1 ? (values[bucket] ?? null) : null;
}
