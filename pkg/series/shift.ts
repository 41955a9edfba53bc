import { DateTime } from 'luxon';
import type { CalendarDuration } from '../model/calendar-duration.ts';
import type { Calendar } from './calendar.ts';
import { fromDay, toDay } from './civil.ts';

const months = { month: 1, quarter: 3, year: 12 } as const;

/** The day that many days, weeks, months … earlier; a month without that day gives its last one, as 31 March gives 28 February. */
export function daysBefore(day: number, { count, unit }: CalendarDuration): number {
  if (unit === 'hour') {
    throw new RangeError('days have no hours'); // the plan refuses it
  }
  if (unit === 'day' || unit === 'week') {
    return day - count * (unit === 'week' ? 7 : 1);
  }
  const { year, month, day: dayOfMonth } = fromDay(day);
  const since = year * 12 + (month - 1) - count * months[unit];
  const first = toDay({ year: Math.floor(since / 12), month: (((since % 12) + 12) % 12) + 1, day: 1 });
  const next = toDay({ year: Math.floor((since + 1) / 12), month: ((((since + 1) % 12) + 12) % 12) + 1, day: 1 });
  return Math.min(first + dayOfMonth, next) - 1;
}

/** The same for an instant (ms): hours are 60 minutes, everything longer keeps the local time of day. */
export function instantBefore(instant: number, { count, unit }: CalendarDuration, { timezone }: Calendar): number {
  return unit === 'hour'
    ? instant - count * 3_600_000
    : DateTime.fromMillis(instant, { zone: timezone })
        .minus({ [unit]: count })
        .toMillis();
}
