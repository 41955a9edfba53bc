import type { Notice } from '../../model/frame.ts';
import { dayText } from '../../series/civil.ts';
import { startDay, startInstant } from '../../series/axis.ts';
import type { Answer } from '../answer.ts';
import type { Plan, Slots } from '../plan.ts';
import { slotsComplete } from '../time-spans.ts';

/** The first bucket that is not complete for some formula; undefined where all are, and for a whole range. */
export function firstIncomplete({ formulas, plan }: Answer): number | undefined {
  const firsts = formulas
    .map(({ complete, partial }) =>
      complete.findIndex((isComplete, bucket) => !isComplete && !partial.includes(bucket))
    )
    .filter((index) => index >= 0);
  return plan.buckets === undefined || firsts.length === 0 ? undefined : Math.min(...firsts);
}

/** Instant at which the sums over a whole range end, ms: that of the formula that reaches least far. */
export function computedThrough({ formulas, plan }: Answer): number | undefined {
  const ends = formulas.map(({ formula: { slots }, completeThrough }) => {
    const end = rangeEnd(plan, slots, completeThrough);
    return { isAnyComplete: end > slots.firstSlot, instant: startInstant(slots.base, end, plan.calendar) };
  });
  return plan.buckets === undefined && ends.every(({ isAnyComplete }) => isAnyComplete)
    ? Math.min(...ends.map(({ instant }) => instant))
    : undefined;
}

/** What was left out, or may still change, because it is not complete. An alert rule has nobody to tell. */
export function incompleteNotices(answer: Answer): readonly Notice[] {
  const { plan } = answer;
  if (plan.query.incomplete === 'include' || plan.fromAlert) {
    return [];
  }
  return (plan.buckets === undefined ? rangeTexts(answer) : bucketTexts(answer)).map((text) => ({
    severity: 'info',
    text,
  }));
}

function bucketTexts(answer: Answer): readonly string[] {
  const { buckets, calendar, grain, query } = answer.plan;
  const bucket = firstIncomplete(answer);
  if (buckets === undefined || bucket === undefined) {
    return [];
  }
  const date =
    grain === 'hour'
      ? new Date(startInstant(buckets, bucket, calendar)).toISOString()
      : dayText(startDay(buckets, bucket, calendar));
  return [
    query.incomplete === 'mark'
      ? `From the ${grain} of ${date} on values are not complete yet.`
      : `The ${grain} of ${date} and later ones are hidden, because they are not complete yet.`,
  ];
}

/** Formulas whose legs reach equally far are told of together. A range without one complete day has its own notice. */
function rangeTexts({ formulas, plan }: Answer): readonly string[] {
  const named = new Map<string, { readonly names: string[]; readonly slots: Slots; readonly end: number }>();
  for (const { formula, completeThrough } of formulas) {
    const { name, slots } = formula;
    const end = rangeEnd(plan, slots, completeThrough);
    const alike = named.get(`${slots.base.grain} ${end}`);
    if (alike === undefined) {
      named.set(`${slots.base.grain} ${end}`, { names: [name], slots, end });
    } else {
      alike.names.push(name);
    }
  }
  return [...named.values()]
    .filter(({ slots: { base, firstSlot }, end }) => end > firstSlot && end < base.length)
    .map(({ names, slots: { base }, end }) => {
      const who = named.size === 1 ? 'Computed' : `${names.join(', ')}: computed`;
      const missing = base.length - end;
      const left = missing === 1 ? `1 ${base.grain} of the range is` : `${missing} ${base.grain}s of the range are`;
      return `${who} through ${dayText(startDay(base, end, plan.calendar) - 1)}; ${left} not complete yet.`;
    });
}

/** The slot at which the sums over a whole range end (design section 4.3). */
function rangeEnd({ query, calendar }: Plan, { base }: Slots, completeThrough: number): number {
  return query.incomplete === 'include' ? base.length : slotsComplete({ base, calendar }, completeThrough);
}
