import type { Grain } from '../model/grain.ts';
import { dayMs, parseDay } from '../series/civil.ts';
import { wallClock } from './local-time.ts';

/** Cells of a date column to the times of a `UsageTable`; undefined where a cell is no date. */
export interface TimeReader {
  text(cell: string): number | undefined;
  /** Wall-clock ms, from a DATE or a TIMESTAMP without a zone. */
  wall(ms: number): number | undefined;
  /** ms since the epoch, from a TIMESTAMP with a zone, whose calendar day is that of UTC, in which it is stored. */
  instant(ms: number): number | undefined;
  /** A good cell, for messages. */
  readonly example: string;
}

const pattern =
  /^(\d{4})([-/])(\d{1,2})(?:\2(\d{1,2})(?:[T ](\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?)?$/i;

/** @param timezone IANA zone for hourly times that name none */
export function timeReader(nativeGrain: Grain, timezone: string): TimeReader {
  if (nativeGrain !== 'hour') {
    const toDay = (ms: number) => finite(Math.floor(ms / dayMs));
    const wholeMonths = nativeGrain === 'month' || nativeGrain === 'quarter' || nativeGrain === 'year';
    return {
      text: remember((cell) => {
        const written = readWritten(cell, wholeMonths);
        return written && toDay(written.wall);
      }),
      wall: toDay,
      instant: toDay,
      example: wholeMonths ? '2026-07 or 2026-07-31' : '2026-07-31',
    };
  }
  const toInstant = wallClock(timezone);
  return {
    text: remember((cell) => {
      const written = readWritten(cell, false);
      return written && (written.offset === undefined ? toInstant(written.wall) : written.wall - written.offset);
    }),
    wall: (ms) => (Number.isFinite(ms) ? toInstant(ms) : undefined),
    instant: finite,
    example: '2026-07-31T14:00:00Z',
  };
}

/** A source names each date once per group: the last ten thousand, more than the hours of a year, are read once. */
export function remember(read: (cell: string) => number | undefined): (cell: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  return (cell) => {
    const before = known.get(cell);
    if (before !== undefined) {
      return before;
    }
    const time = read(cell);
    if (known.size >= 10_000) {
      known.clear();
    }
    known.set(cell, time);
    return time;
  };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** What a cell says: its clock's reading, and in ms how far that clock is ahead of UTC where it says so. */
function readWritten(cell: string, wholeMonths: boolean): { wall: number; offset: number | undefined } | undefined {
  const match = pattern.exec(cell.trim());
  if (match === null) {
    return undefined;
  }
  const [, year = '', , month = '', day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  if (day === undefined && !wholeMonths) {
    return undefined;
  }
  const date = parseDay(`${year}-${month.padStart(2, '0')}-${(day ?? '01').padStart(2, '0')}`);
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  const offset = zone === undefined ? undefined : offsetMs(zone);
  if (date === undefined || hours > 23 || minutes > 59 || seconds > 59 || Number.isNaN(offset)) {
    return undefined;
  }
  const ms = Math.floor(Number(`0.${fraction}0`) * 1000);
  return { wall: date * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms, offset };
}

/** `+05:30`, `-0800` or `+02`; NaN beyond the 14 hours that zones reach. */
function offsetMs(zone: string): number {
  if (/^[zu]/i.test(zone)) {
    return 0;
  }
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return minutes > 14 * 60 ? NaN : (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
