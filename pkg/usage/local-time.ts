import { IANAZone } from 'luxon';
import { dayMs } from '../series/civil.ts';

const minuteMs = 60_000;

/** Wall-clock time, written as ms since 1970-01-01T00:00 on that clock, to the instant in ms since the epoch. */
export type WallToInstant = (wall: number) => number;

/**
 * Wall-clock times of one zone. Where the clock is turned back the first of the two instants is meant; a time that the
 * clock skips means the instant as long after the change as it is written after it (02:30 becomes 03:30).
 */
export function wallClock(timezone: string): WallToInstant {
  const zone = IANAZone.create(timezone);
  // Offsets in minutes by day, where the whole neighbourhood of the day has only one: the zone database is asked rarely.
  const steady = new Map<number, number | undefined>();

  const steadyOffset = (day: number): number | undefined => {
    if (!steady.has(day)) {
      const offsets = [-1, 0, 1, 2].map((days) => zone.offset((day + days) * dayMs));
      const [first] = offsets;
      steady.set(day, offsets.every((offset) => offset === first) ? first : undefined);
    }
    return steady.get(day);
  };

  return (wall) => {
    const offset = steadyOffset(Math.floor(wall / dayMs));
    if (offset !== undefined) {
      return wall - offset * minuteMs;
    }
    const before = zone.offset(wall - dayMs);
    const after = zone.offset(wall + dayMs);
    const early = wall - before * minuteMs;
    const late = wall - after * minuteMs;
    const lateHolds = zone.offset(late) === after && zone.offset(early) !== before;
    return lateHolds ? late : early;
  };
}
