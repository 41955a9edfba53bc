import type { Span } from '../series/aggregate.ts';
import { axisOf, startDay, startInstant, type Axis } from '../series/axis.ts';
import { spansOf } from '../series/spans.ts';
import type { Plan } from './plan.ts';

/** How the base axis divides into the answer's buckets for one formula, given how far its legs are complete. */
export interface TimeSpans {
  /** Buckets of the answer, `shift` periods earlier. */
  of(shift: number): readonly Span[];
  /** One entry per bucket. */
  readonly complete: readonly boolean[];
}

/** The number of slots of the base axis that end at or before the instant. */
export function slotsComplete(plan: Plan, completeThrough: number): number {
  const { base, calendar } = plan;
  let low = 0;
  let high = base.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (startInstant(base, middle, calendar) <= completeThrough) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

export function timeSpans(plan: Plan, completeThrough: number): TimeSpans {
  const cut = plan.query.incomplete === 'include' ? plan.base.length : slotsComplete(plan, completeThrough);
  return plan.buckets === undefined ? rangeSpans(plan, cut) : bucketSpans(plan, plan.buckets, cut);
}

/** A whole range ends where its legs are complete; earlier ranges have as many slots (design section 4.3). */
function rangeSpans(plan: Plan, cut: number): TimeSpans {
  const length = Math.max(0, cut - plan.firstSlot);
  return {
    of: (shift) => [{ from: plan.firstSlot - shift * length, to: plan.firstSlot - shift * length + length }],
    complete: [length > 0],
  };
}

/** A bucket in progress is computed on its complete slots, so that its legs compare like with like; without any, on what there is. */
function bucketSpans(plan: Plan, buckets: Axis, cut: number): TimeSpans {
  const { base, calendar } = plan;
  const all =
    buckets.grain === base.grain
      ? base
      : axisOf(buckets.grain, startDay(base, 0, calendar), startDay(base, base.length, calendar), calendar);
  const spans = spansOf(base, all, calendar);
  const offset = all === base ? plan.firstSlot : all.length - buckets.length;
  const trimmed = spans.map(({ from, to }) => ({ from, to: from < cut && cut < to ? cut : to }));
  return {
    of: (shift) =>
      Array.from({ length: buckets.length }, (_, bucket) => trimmed[offset + bucket - shift] ?? { from: 0, to: 0 }),
    complete: Array.from({ length: buckets.length }, (_, bucket) => (spans[offset + bucket]?.to ?? Infinity) <= cut),
  };
}
