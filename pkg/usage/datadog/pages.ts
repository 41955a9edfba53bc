import type { Grain } from '../../model/grain.ts';
import { addBuckets, ceilDay, floorDay, type Calendar } from '../../series/calendar.ts';
import { startOfDay } from '../../series/zone.ts';
import type { DayRange } from '../usage-source.ts';

/** Instants in ms; `to` is exclusive. */
export interface Page {
  readonly from: number;
  readonly to: number;
}

/** Datadog raises the interval without a word where a series would have more than 1500 points. */
const maxPeriods = 1440;

const hourMs = 3_600_000;

/**
 * Whole native periods around the days asked for, none of them in the future, in parts that Datadog answers in full. Hours
 * are whole in UTC, also where a zone begins its days at half past.
 * @param calendar whose days are meant
 */
export function pagesOf(days: DayRange, grain: Grain, calendar: Calendar, now: number): readonly Page[] {
  const dayGrain = grain === 'hour' ? 'day' : grain;
  const count = grain === 'hour' ? maxPeriods / 24 : maxPeriods;
  const end = ceilDay(days.to, dayGrain, calendar);
  const pages: Page[] = [];
  const hourOf = (ms: number, round: (hours: number) => number) =>
    grain === 'hour' ? round(ms / hourMs) * hourMs : ms;
  for (let day = floorDay(days.from, dayGrain, calendar); day < end; day = addBuckets(day, count, dayGrain, calendar)) {
    const from = hourOf(startOfDay(day, calendar.timezone), Math.floor);
    if (from >= now) {
      break;
    }
    const last = Math.min(end, addBuckets(day, count, dayGrain, calendar));
    const to = startOfDay(last, calendar.timezone);
    pages.push({ from, to: Math.min(hourOf(to, last === end ? Math.ceil : Math.floor), now) });
  }
  return pages;
}
