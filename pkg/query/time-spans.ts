import { contextText, type TimeStep } from '../formula/bound.ts';
import type { Span } from '../series/aggregate.ts';
import { startInstant, type Axis } from '../series/axis.ts';
import type { Plan } from './plan.ts';
import { windowOf, type Stretch } from './time-windows.ts';

type Steps = readonly TimeStep[];

/** How the base axis divides into the answer's buckets for one formula, given how far its legs are complete. */
export interface TimeSpans {
  /** The slots of each bucket, as functions over time move or widen them. */
  of(steps: Steps): readonly Span[];
  /** One entry per bucket: whether every stretch that the formula looks at lies before what is complete. */
  readonly complete: readonly boolean[];
}

/** The number of slots of the base axis that end at or before the instant. */
export function slotsComplete({ base, calendar }: Pick<Plan, 'base' | 'calendar'>, completeThrough: number): number {
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

/** @param used the steps of every leg that the formula uses */
export function timeSpans(plan: Plan, completeThrough: number, used: readonly Steps[]): TimeSpans {
  const cut = plan.query.incomplete === 'include' ? plan.base.length : slotsComplete(plan, completeThrough);
  return plan.buckets === undefined ? rangeSpans(plan, cut) : bucketSpans(plan, plan.buckets, cut, used);
}

/** A whole range ends where its legs are complete; earlier ranges have as many slots (design section 4.3). */
function rangeSpans(plan: Plan, cut: number): TimeSpans {
  const { base, firstSlot, calendar } = plan;
  const length = Math.max(0, cut - firstSlot);
  const range = { from: base.starts[firstSlot] ?? 0, to: base.starts[firstSlot + length] ?? 0 };
  const rules = {
    calendar,
    base: base.grain,
    previous: { count: length, unit: base.grain },
    first: range.from,
  };
  return {
    of: (steps) => [length === 0 ? { from: 0, to: 0 } : slotsIn(base, windowOf(range, steps, rules))],
    complete: [length > 0],
  };
}

/** A bucket in progress is computed on its complete slots, so that its legs compare like with like; without any, on what there is. */
function bucketSpans(plan: Plan, buckets: Axis, cut: number, used: readonly Steps[]): TimeSpans {
  const { base, calendar } = plan;
  const stretches = bucketStretches(buckets, plan);
  const rules = {
    calendar,
    base: base.grain,
    previous: { count: 1, unit: buckets.grain },
    first: stretches[0]?.from ?? 0,
  };
  const known = new Map<string, { readonly whole: readonly Span[]; readonly cut: readonly Span[] }>();
  const spansOf = (steps: Steps) => {
    const key = contextText({ groups: 'each', steps });
    let spans = known.get(key);
    if (spans === undefined) {
      const whole = stretches.map((stretch) => slotsIn(base, windowOf(stretch, steps, rules)));
      spans = { whole, cut: whole.map(({ from, to }) => ({ from, to: from < cut && cut < to ? cut : to })) };
      known.set(key, spans);
    }
    return spans;
  };
  const looked = [...new Set(used.map((steps) => spansOf(steps).whole))]; // legs mostly share one window
  return {
    of: (steps) => spansOf(steps).cut,
    complete: stretches.map((_, bucket) => looked.every((whole) => (whole[bucket]?.to ?? Infinity) <= cut)),
  };
}

/** Buckets in the unit of the base axis. */
export function bucketStretches(
  buckets: Axis,
  { base, calendar }: Pick<Plan, 'base' | 'calendar'>
): readonly Stretch[] {
  const at = (bucket: number) =>
    base.grain === 'hour' ? startInstant(buckets, bucket, calendar) : (buckets.starts[bucket] ?? 0);
  return Array.from({ length: buckets.length }, (_, bucket) => ({ from: at(bucket), to: at(bucket + 1) }));
}

/** The slots that start in a stretch: weeks belong to the month in which they start. */
function slotsIn(base: Axis, { from, to }: Stretch): Span {
  return { from: slotsBefore(base, from), to: slotsBefore(base, to) };
}

/** The number of slots that start before a time. */
function slotsBefore({ starts, length }: Axis, time: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
