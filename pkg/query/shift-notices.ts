import type { LegUse } from '../formula/bound.ts';
import type { Notice } from '../model/frame.ts';
import { fromDay } from '../series/civil.ts';
import type { FormulaAnswer } from './answer.ts';
import type { Plan } from './plan.ts';
import { timeSpans } from './time-spans.ts';
import { useText } from './use-text.ts';

/** Months differ in length: what goes back by them from something else than whole months covers another number of days. */
export function shiftNotices(plan: Plan, answers: readonly FormulaAnswer[]): readonly Notice[] {
  const { base, grain, legs } = plan;
  if (base.grain !== 'day' || (grain !== 'week' && grain !== 'range')) {
    return [];
  }
  const texts = answers.flatMap(({ formula: { name, bound }, completeThrough }) =>
    bound.uses.filter(goesBackByMonths).flatMap((use) => {
      const spans = timeSpans(plan, completeThrough, [use.steps]);
      const [own, moved] = [spans.of([]), spans.of(use.steps)];
      const uneven = own.flatMap(({ from, to }, bucket) => {
        const { from: start, to: end } = moved[bucket] ?? { from: 0, to: 0 };
        const isWhole = [from, to].every((slot) => fromDay(base.starts[slot] ?? 0).day === 1);
        return spans.complete[bucket] && !isWhole && end - start !== to - from ? [[end - start, to - from]] : [];
      });
      const [first] = uneven;
      const where =
        grain === 'range' ? `where the range has ${first?.[1]}` : `where the week has 7, in ${uneven.length} of ${own.length} weeks`; // prettier-ignore
      return first === undefined
        ? []
        : [
            `${name}: ${useText(use, legs[use.leg]?.name ?? '')} covers ${first[0]} days ${where}, because months differ in length. Go back by days, such as 28d, or look at whole months.`,
          ];
    })
  );
  return texts.map((text) => ({ severity: 'info', text }));
}

function goesBackByMonths({ steps }: LegUse): boolean {
  return (
    steps.some((step) => step.kind === 'shift' && ['month', 'quarter', 'year'].includes(step.by.unit)) &&
    steps.every(({ kind }) => kind === 'shift')
  );
}
