import type { Grain } from '../model/grain.ts';
import { fromDay, toDay, weekday } from './civil.ts';

/** The data source's calendar: one for every leg, engine and result (design section 4.2). */
export interface Calendar {
  /** IANA name. */
  readonly timezone: string;
  /** 0 is Monday. */
  readonly weekStart: number;
  /** 1 to 12: quarters and years are counted from this month. */
  readonly fiscalYearStart: number;
}

export type DayGrain = Exclude<Grain, 'hour'>;

const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

/** The first day of the bucket that holds the day. */
export function floorDay(day: number, grain: DayGrain, calendar: Calendar): number {
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return day - ((weekday(day) - calendar.weekStart + 7) % 7);
    default: {
      const { year, month } = fromDay(day);
      const sinceStart = year * 12 + (month - 1) - (calendar.fiscalYearStart - 1);
      const length = monthsOf[grain];
      const first = Math.floor(sinceStart / length) * length + (calendar.fiscalYearStart - 1);
      return toDay({ year: Math.floor(first / 12), month: (first % 12) + 1, day: 1 });
    }
  }
}

/** The first day of the bucket `count` buckets after the one that holds the day. */
export function addBuckets(day: number, count: number, grain: DayGrain, calendar: Calendar): number {
  const start = floorDay(day, grain, calendar);
  switch (grain) {
    case 'day':
      return start + count;
    case 'week':
      return start + 7 * count;
    default: {
      const { year, month } = fromDay(start);
      const months = year * 12 + (month - 1) + monthsOf[grain] * count;
      return toDay({ year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1, day: 1 });
    }
  }
}

/** The first day of the first bucket that starts on or after the day. */
export function ceilDay(day: number, grain: DayGrain, calendar: Calendar): number {
  const start = floorDay(day, grain, calendar);
  return start === day ? day : addBuckets(start, 1, grain, calendar);
}

/** The part of its month or year that a day counts: 1/30 of June, 1/365 of 2026. */
export function shareOfPeriod(day: number, period: 'day' | 'month' | 'year'): number {
  if (period === 'day') {
    return 1;
  }
  const { year, month } = fromDay(day);
  const length =
    period === 'month'
      ? toDay({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }) -
        toDay({ year, month, day: 1 })
      : toDay({ year: year + 1, month: 1, day: 1 }) - toDay({ year, month: 1, day: 1 });
  return 1 / length;
}
