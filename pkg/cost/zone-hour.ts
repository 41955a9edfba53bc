import { startOfDay } from '../series/zone.ts';
import { sql, trusted, type Sql } from '../storage/sql.ts';
import type { CellDialect } from './dialect/cell-dialect.ts';
import { offsetAt, offsetSpans, zoneDayOf, type DayCut, type OffsetSpan } from './zone-offset.ts';

/**
 * Start of the hour that holds an instant, both in microseconds UTC. Hours are counted from local midnight on, as the hour
 * axis has them: in Kolkata they begin at half past, UTC, and where the clocks are set by half an hour (Lord Howe) they go on
 * as the day began until it ends.
 */
export function zoneHour(microseconds: Sql, { zone, within }: DayCut, dialect: CellDialect): Sql {
  const shifted = sql`(${microseconds} + ${offsetAt(microseconds, hourPhases(zone), within)})`;
  return sql`(${microseconds} - ${dialect.remainder(shifted, trusted('3600000000'))})`;
}

/** How far hours begin before full hours UTC. One entry for nearly all zones: theirs are set by whole hours. */
export function hourPhases(zone: string): readonly OffsetSpan[] {
  const phases: OffsetSpan[] = [];
  for (const { from, offsetMinutes } of offsetSpans(zone)) {
    const phase = ((offsetMinutes % 60) + 60) % 60;
    if (phases.at(-1)?.offsetMinutes !== phase) {
      phases.push({ from: from === -Infinity ? from : nextMidnight(from, zone), offsetMinutes: phase });
    }
  }
  return phases;
}

/** The first start of a day at or after the instant. */
function nextMidnight(ms: number, zone: string): number {
  const day = zoneDayOf(ms, zone);
  const start = startOfDay(day, zone);
  return start >= ms ? start : startOfDay(day + 1, zone);
}
