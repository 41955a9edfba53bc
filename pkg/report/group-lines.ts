import type { Answer } from '../query/answer.ts';
import { groupValues } from '../query/frames/labels.ts';
import type { PlannedLeg } from '../query/plan.ts';
import { askCompared, comparedIn } from './compared.ts';
import type { ReportContext } from './report-context.ts';
import type { GroupLine } from './report.ts';

/** The expression for each value that the report splits by; undefined where its legs are not known by it. */
export async function groupLines(
  expression: string,
  { plan }: Answer,
  context: ReportContext
): Promise<readonly GroupLine[] | undefined> {
  const { by } = context;
  if (by === undefined || !plan.legs.every((leg) => isKnownBy(leg, by.name))) {
    return undefined;
  }
  return linesOf(await askCompared(context, expression, [by.name]));
}

/** A line per group that has a value in either period. */
export function linesOf(answer: Answer): readonly GroupLine[] {
  return answer.groups
    .map((group, row) => ({ name: groupValues(group, answer.plan.groupBy).join(', '), ...comparedIn(answer, row) }))
    .filter(({ now, before }) => now !== undefined || before !== undefined);
}

/** A count of different things is known by one of its dimensions only where it has no other. */
function isKnownBy(leg: PlannedLeg, dimension: string): boolean {
  if (leg.kind === 'cost' || !leg.needs.each) {
    return true;
  }
  const names = Object.keys(leg.metric.dimensions);
  return names.includes(dimension) && (leg.metric.aggregate.groups === 'sum' || names.length === 1);
}
