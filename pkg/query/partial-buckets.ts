import type { Notice } from '../model/frame.ts';
import { startDay } from '../series/axis.ts';
import { dayText } from '../series/civil.ts';
import { firstSlot } from './first-slot.ts';
import type { LegSeries } from './leg-series.ts';
import type { Plan } from './plan.ts';
import type { TimeSpans } from './time-spans.ts';

/** What a bucket has of its slots where data begins or ends inside it. */
export interface PartialBucket {
  readonly bucket: number;
  readonly slots: number;
  readonly of: number;
}

/**
 * Complete buckets in which a leg begins, or a closed one ends: no later charge will come, and still they are no whole
 * periods to hold others against. A query that includes what is not complete takes them as they are.
 */
export function partialBuckets(
  plan: Plan,
  legs: readonly Pick<LegSeries, 'begins' | 'ends'>[],
  spans: TimeSpans
): readonly PartialBucket[] {
  const { base, buckets, query } = plan;
  if (buckets === undefined || query.incomplete === 'include') {
    return [];
  }
  const begin = Math.max(...legs.map(({ begins }) => firstSlot(base, Math.min(begins.total, ...begins.byKey.values())))); // prettier-ignore
  const end = Math.min(...legs.map(({ ends }) => firstSlot(base, ends)));
  return spans.of([]).flatMap(({ from, to }, bucket): readonly PartialBucket[] => {
    const slots = Math.min(to, end) - Math.max(from, begin);
    return (spans.complete[bucket] ?? false) && slots > 0 && slots < to - from
      ? [{ bucket, slots, of: to - from }]
      : [];
  });
}

/** An alert rule has nobody to tell. */
export function partialNotices(
  { base, buckets, calendar, fromAlert, grain, query: { result } }: Plan,
  partial: readonly PartialBucket[]
): readonly Notice[] {
  if (buckets === undefined || fromAlert) {
    return [];
  }
  const isLeftOut = result === 'evidence' || result === 'marginal';
  return partial.map(({ bucket, slots, of }) => ({
    severity: 'info',
    text: `The ${grain} of ${dayText(startDay(buckets, bucket, calendar))} has data for ${slots} of its ${of} ${base.grain}s only${isLeftOut ? ' and is left out' : ''}.`,
  }));
}
