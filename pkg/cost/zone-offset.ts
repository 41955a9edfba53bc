import { DateTime } from 'luxon';
import { sql, trusted, type Sql } from '../storage/sql.ts';
import type { CellDialect } from './dialect/cell-dialect.ts';

/** A zone's offset holds from `from` (ms since the epoch) until the next entry. */
export interface OffsetSpan {
  readonly from: number;
  readonly offsetMinutes: number;
}

/** Bills do not reach further back; a calendar beyond is a guess anyway. Outside, the nearest offset holds. */
const firstInstant = Date.UTC(2000, 0, 1);
const lastInstant = Date.UTC(2050, 0, 1);
/** No zone changes its offset twice within it. */
const probeMs = 7 * 86_400_000;

const known = new Map<string, readonly OffsetSpan[]>();

/** The offsets of a zone from 2000 to 2050, each change to the minute. */
export function offsetSpans(zone: string): readonly OffsetSpan[] {
  const cached = known.get(zone);
  if (cached) {
    return cached;
  }
  const offsetAt = (ms: number): number => DateTime.fromMillis(ms, { zone }).offset;
  const spans: OffsetSpan[] = [{ from: -Infinity, offsetMinutes: offsetAt(firstInstant) }];
  let current = offsetAt(firstInstant);
  for (let probe = firstInstant + probeMs; probe <= lastInstant; probe += probeMs) {
    if (offsetAt(probe) !== current) {
      let before = probe - probeMs;
      let after = probe;
      while (after - before > 60_000) {
        const middle = Math.floor((before + after) / 120_000) * 60_000;
        if (offsetAt(middle) === current) {
          before = middle;
        } else {
          after = middle;
        }
      }
      current = offsetAt(after);
      spans.push({ from: after, offsetMinutes: current });
    }
  }
  known.set(zone, spans);
  return spans;
}

/** The data source's days. */
export interface DayCut {
  readonly zone: string;
  /** Days that hold every charge, where known: fewer offsets need to be told apart. */
  readonly within?: { readonly first: number; readonly last: number };
}

const dayMs = 86_400_000;

/** Days since 1970-01-01 in the zone of an instant given in microseconds. DuckDB's own timezone() is 25 times slower. */
export function zoneDay(microseconds: Sql, { zone, within }: DayCut, dialect: CellDialect): Sql {
  return dialect.quotient(
    sql`(${microseconds} + ${offsetAt(microseconds, offsetSpans(zone), within)})`,
    trusted('86400000000')
  );
}

/** The offset that holds at an instant, both in microseconds. */
export function offsetAt(microseconds: Sql, spans: readonly OffsetSpan[], within: DayCut['within']): Sql {
  // No offset reaches a day, so one on either side is enough.
  const needed = within
    ? spans.filter(
        ({ from }, index) =>
          from < (within.last + 2) * dayMs && (spans[index + 1]?.from ?? Infinity) > (within.first - 1) * dayMs
      )
    : spans;
  return searchTree(microseconds, needed);
}

/** The same for one instant, in ms. */
export function zoneDayOf(ms: number, zone: string): number {
  const span = offsetSpans(zone).findLast(({ from }) => from <= ms);
  return Math.floor((ms + (span?.offsetMinutes ?? 0) * 60_000) / dayMs);
}

/** A balanced tree of comparisons: a hundred changes are told apart in seven steps. */
function searchTree(microseconds: Sql, spans: readonly OffsetSpan[]): Sql {
  const [only] = spans;
  if (only !== undefined && spans.length === 1) {
    return trusted(String(only.offsetMinutes * 60_000_000));
  }
  const middle = spans.length >> 1;
  const boundary = spans[middle]?.from ?? Infinity;
  return sql`CASE WHEN ${microseconds} < ${trusted(String(boundary * 1000))} THEN ${searchTree(microseconds, spans.slice(0, middle))} ELSE ${searchTree(microseconds, spans.slice(middle))} END`;
}

export function isUtc(zone: string): boolean {
  return offsetSpans(zone).every(({ offsetMinutes }) => offsetMinutes === 0);
}
