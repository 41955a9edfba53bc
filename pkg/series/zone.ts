import { DateTime } from 'luxon';
import { dayMs, fromDay, toDay } from './civil.ts';

/** Between instants (ms since the epoch) and calendar days of a time zone; daylight saving is the zone database's matter. */
export function dayOfInstant(instant: number, timezone: string): number {
  if (timezone === 'UTC') {
    return Math.floor(instant / dayMs);
  }
  const { year, month, day } = DateTime.fromMillis(instant, { zone: timezone });
  return toDay({ year, month, day });
}

/** Zone lookups cost microseconds and queries ask for the same days again: kept per zone, a few hundred kB at most. */
const midnights = new Map<string, number>();
const maxMidnights = 20_000;

/** Local midnight: the first of two where the clocks repeat it, the first instant of a day whose midnight they skip. */
export function startOfDay(day: number, timezone: string): number {
  if (timezone === 'UTC') {
    return day * dayMs;
  }
  const key = `${day} ${timezone}`;
  let midnight = midnights.get(key);
  if (midnight === undefined) {
    const start = DateTime.fromObject(fromDay(day), { zone: timezone }).startOf('day');
    midnight = Math.min(...start.getPossibleOffsets().map((one) => one.toMillis()));
    if (midnights.size >= maxMidnights) {
      midnights.clear();
    }
    midnights.set(key, midnight);
  }
  return midnight;
}

/** The first day that begins at or after the instant. */
export function dayCeilOfInstant(instant: number, timezone: string): number {
  const day = dayOfInstant(instant, timezone);
  return startOfDay(day, timezone) === instant ? day : day + 1;
}
