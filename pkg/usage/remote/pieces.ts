import type { Grain } from '../../model/grain.ts';
import { addBuckets, ceilDay, floorDay, type Calendar } from '../../series/calendar.ts';
import type { DayRange, UsageRequest } from '../usage-source.ts';

/** The days of a request to a connection that is read by range. */
export function daysOf({ metric, days }: UsageRequest): DayRange {
  if (days === undefined) {
    throw new RangeError(`${metric.name} is asked for without a range`); // its kind is `ranged`
  }
  return days;
}

/**
 * Days in ranges of at most `maxDays`, cut between whole periods of the native grain, which are never split in two: a service
 * would count the parts of one as two periods. The first and the last period are whole as well.
 * @param end day before which the ranges end, such as tomorrow where a service knows no future
 */
export function piecesOf(
  days: DayRange,
  nativeGrain: Grain,
  calendar: Calendar,
  { maxDays = Infinity, end = Infinity }: { readonly maxDays?: number | undefined; readonly end?: number }
): readonly DayRange[] {
  const grain = nativeGrain === 'hour' ? 'day' : nativeGrain;
  const last = Math.min(ceilDay(days.to, grain, calendar), end);
  const pieces: DayRange[] = [];
  let from = floorDay(days.from, grain, calendar);
  while (from < last) {
    const longest = Math.min(from + maxDays, last);
    const whole = Math.max(floorDay(longest, grain, calendar), addBuckets(from, 1, grain, calendar));
    const to = longest === last ? last : Math.min(whole, last);
    pieces.push({ from, to });
    from = to;
  }
  return pieces;
}
