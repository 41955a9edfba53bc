import type { Grain } from '../model/grain.ts';
import { addBuckets, ceilDay, floorDay, type Calendar, type DayGrain } from './calendar.ts';
import { dayOfInstant, startOfDay } from './zone.ts';

/**
 * Consecutive buckets of one grain. `starts` has one entry more than there are buckets: the end of the last. Days since the
 * epoch for a day and coarser; instants in ms for hours, cut from local midnight on (a DST day has 23 or 25).
 */
export interface Axis {
  readonly grain: Grain;
  readonly starts: Float64Array;
  readonly length: number;
}

/** [from, to) in days, widened outward to whole buckets. */
export function axisOf(grain: Grain, from: number, to: number, calendar: Calendar): Axis {
  return grain === 'hour' ? hourAxis(from, to, calendar) : dayAxis(grain, from, to, calendar);
}

function dayAxis(grain: DayGrain, from: number, to: number, calendar: Calendar): Axis {
  const starts: number[] = [];
  const end = ceilDay(to, grain, calendar);
  for (let day = floorDay(from, grain, calendar); day < end; day = addBuckets(day, 1, grain, calendar)) {
    starts.push(day);
  }
  starts.push(end);
  return { grain, starts: Float64Array.from(starts), length: starts.length - 1 };
}

const hourMs = 3_600_000;

/** The hours of [from, to) in days. */
export function hourAxis(from: number, to: number, { timezone }: Pick<Calendar, 'timezone'>): Axis {
  const starts: number[] = [];
  for (let day = from; day < to; day++) {
    const end = startOfDay(day + 1, timezone);
    for (let instant = startOfDay(day, timezone); instant < end; instant += hourMs) {
      starts.push(instant);
    }
  }
  starts.push(startOfDay(to, timezone));
  return { grain: 'hour', starts: Float64Array.from(starts), length: starts.length - 1 };
}

/** The bucket that holds a day (or an instant, on an hour axis); -1 outside. */
export function indexOf(axis: Axis, time: number): number {
  const { starts, length } = axis;
  if (length === 0 || time < (starts[0] ?? 0) || time >= (starts[length] ?? 0)) {
    return -1;
  }
  if (axis.grain === 'day') {
    return time - (starts[0] ?? 0);
  }
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= time) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The bucket's start as an instant in ms. */
export function startInstant(axis: Axis, index: number, calendar: Calendar): number {
  const start = axis.starts[index] ?? NaN;
  return axis.grain === 'hour' ? start : startOfDay(start, calendar.timezone);
}

/** The calendar day on which a bucket starts. */
export function startDay(axis: Axis, index: number, calendar: Calendar): number {
  const start = axis.starts[index] ?? NaN;
  return axis.grain === 'hour' ? dayOfInstant(start, calendar.timezone) : start;
}
