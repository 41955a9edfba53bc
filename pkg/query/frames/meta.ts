import type { FrameMeta, FrameType, Notice } from '../../model/frame.ts';
import { dayText } from '../../series/civil.ts';
import { startInstant } from '../../series/axis.ts';
import type { Answer } from '../answer.ts';
import { describePlan } from '../describe-plan.ts';
import { unitTextOf } from './units.ts';

/** Plan, coverage, freshness and notices: every answer explains itself (design section 4.16). */
export function metaOf(answer: Answer, type: FrameType): FrameMeta {
  const { plan } = answer;
  const completeThrough = Math.min(...answer.formulas.map((formula) => formula.completeThrough));
  const firstIncomplete = firstIncompleteBucket(answer);
  const incompleteFrom =
    plan.buckets === undefined || firstIncomplete < 0
      ? undefined
      : instantText(startInstant(plan.buckets, firstIncomplete, plan.calendar));
  return {
    type,
    executedQueryString: describePlan(plan),
    notices: [...answer.notices, ...incompleteNotice(answer, incompleteFrom)],
    custom: {
      grain: plan.grain,
      timezone: plan.calendar.timezone,
      asOf: new Date(plan.now).toISOString(),
      ...(Number.isFinite(completeThrough) && { completeThrough: instantText(completeThrough) }),
      ...(incompleteFrom !== undefined && plan.query.incomplete === 'mark' && { incompleteFrom }),
      ...(answer.attributionCoverage !== undefined && { attributionCoverage: answer.attributionCoverage }),
      freshness: answer.legs.map((leg, index) => ({
        leg: plan.legs[index]?.name ?? '',
        ...(Number.isFinite(leg.completeThrough) && { completeThrough: instantText(leg.completeThrough) }),
        rows: leg.rows,
        badRows: leg.badRows,
      })),
      units: Object.fromEntries(answer.formulas.map((formula) => [formula.formula.name, unitTextOf(answer, formula)])),
    },
  };
}

function instantText(instant: number): string {
  return new Date(instant).toISOString();
}

function firstIncompleteBucket({ formulas }: Answer): number {
  const firsts = formulas.map(({ complete }) => complete.indexOf(false)).filter((index) => index >= 0);
  return firsts.length === 0 ? -1 : Math.min(...firsts);
}

function incompleteNotice({ plan }: Answer, from: string | undefined): readonly Notice[] {
  if (from === undefined || plan.query.incomplete === 'include' || plan.fromAlert) {
    return [];
  }
  const date = plan.grain === 'hour' ? from : dayText(Math.floor(Date.parse(from) / 86_400_000));
  return [
    {
      severity: 'info',
      text:
        plan.query.incomplete === 'mark'
          ? `From the ${plan.grain} of ${date} on values are not complete yet.`
          : `The ${plan.grain} of ${date} and later ones are hidden, because they are not complete yet.`,
    },
  ];
}
