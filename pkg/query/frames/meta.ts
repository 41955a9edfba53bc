import type { FrameMeta, FrameType } from '../../model/frame.ts';
import { startInstant } from '../../series/axis.ts';
import type { Answer } from '../answer.ts';
import { describePlan } from '../describe-plan.ts';
import { computedThrough, firstIncomplete, incompleteNotices } from './incomplete.ts';
import { unitTextOf } from './units.ts';

/** Plan, coverage, freshness and notices: every answer explains itself (design section 4.16). */
export function metaOf(answer: Answer, type: FrameType): FrameMeta {
  const { plan } = answer;
  const completeThrough = Math.min(...answer.formulas.map((formula) => formula.completeThrough));
  const bucket = firstIncomplete(answer);
  const incompleteFrom =
    plan.buckets === undefined || bucket === undefined
      ? undefined
      : instantText(startInstant(plan.buckets, bucket, plan.calendar));
  const rangeEnd = computedThrough(answer);
  return {
    type,
    executedQueryString: describePlan(plan),
    notices: [...answer.notices, ...incompleteNotices(answer)],
    custom: {
      grain: plan.grain,
      timezone: plan.calendar.timezone,
      asOf: new Date(plan.now).toISOString(),
      ...(Number.isFinite(completeThrough) && { completeThrough: instantText(completeThrough) }),
      ...(rangeEnd !== undefined && { computedThrough: instantText(rangeEnd) }),
      ...(incompleteFrom !== undefined && plan.query.incomplete === 'mark' && { incompleteFrom }),
      ...(answer.attributionCoverage !== undefined && { attributionCoverage: answer.attributionCoverage }),
      freshness: answer.legs.map((leg, index) => ({
        leg: plan.legs[index]?.name ?? '',
        ...(Number.isFinite(leg.completeThrough) && { completeThrough: instantText(leg.completeThrough) }),
        ...(!plan.isScoped && { rows: leg.rows, badRows: leg.badRows }),
      })),
      units: Object.fromEntries(answer.formulas.map((formula) => [formula.formula.name, unitTextOf(formula)])),
    },
  };
}

function instantText(instant: number): string {
  return new Date(instant).toISOString();
}
