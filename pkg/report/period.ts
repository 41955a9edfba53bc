import { UnitEconomicsError } from '../model/errors.ts';
import { addBuckets, floorDay, type Calendar } from '../series/calendar.ts';
import { dayText, fromDay, toDay, weekday } from '../series/civil.ts';
import { startOfDay } from '../series/zone.ts';
import type { PeriodText } from './report.ts';

export const reportGrains = ['month', 'week'] as const;
export type ReportGrain = (typeof reportGrains)[number];

/** A month or a week of the data source's calendar; days, the end exclusive. */
export interface Period {
  readonly grain: ReportGrain;
  readonly from: number;
  readonly to: number;
}

export function periodOf(day: number, grain: ReportGrain, calendar: Calendar): Period {
  const from = floorDay(day, grain, calendar);
  return { grain, from, to: addBuckets(from, 1, grain, calendar) };
}

/** The period `count` periods later, or earlier where it is negative. */
export function movedBy(count: number, { grain, from }: Period, calendar: Calendar): Period {
  return periodOf(addBuckets(from, count, grain, calendar), grain, calendar);
}

/** `2026-10` or `2026-W41`. @throws badQuery */
export function parsePeriod(text: string, calendar: Calendar): Period {
  const [, months, month = ''] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  if (months !== undefined && Number(month) >= 1 && Number(month) <= 12) {
    return periodOf(toDay({ year: Number(months), month: Number(month), day: 1 }), 'month', calendar);
  }
  const [, weeks, week = ''] = /^(\d{4})-W(\d{2})$/.exec(text) ?? [];
  if (weeks !== undefined) {
    const found = periodOf(firstThursday(Number(weeks)) + 7 * (Number(week) - 1), 'week', calendar);
    if (nameOf(found) === text) {
      return found;
    }
  }
  throw new UnitEconomicsError('badQuery', `A period is a month such as 2026-10 or a week such as 2026-W41, not ${text}.`); // prettier-ignore
}

/** ISO 8601: a year's first week is the one with its first Thursday. */
function firstThursday(year: number): number {
  const first = toDay({ year, month: 1, day: 1 });
  return first + ((3 - weekday(first) + 7) % 7);
}

/** `2026-10` or `2026-W41`; a week that begins on another day than Monday has the number of the week with its middle day. */
export function nameOf({ grain, from }: Period): string {
  if (grain === 'month') {
    return dayText(from).slice(0, 7);
  }
  const middle = from + 3;
  const thursday = middle - weekday(middle) + 3;
  const { year } = fromDay(thursday);
  return `${year}-W${String((thursday - firstThursday(year)) / 7 + 1).padStart(2, '0')}`;
}

const monthTitle = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `October 2026`, `week 41 of 2026`. */
export function titleOf(period: Period): string {
  if (period.grain === 'month') {
    return monthTitle.format(Date.parse(dayText(period.from)));
  }
  const [year = '', week = ''] = nameOf(period).split('-W');
  return `week ${Number(week)} of ${year}`;
}

export function periodText(period: Period): PeriodText {
  return {
    grain: period.grain,
    name: nameOf(period),
    title: titleOf(period),
    from: dayText(period.from),
    to: dayText(period.to - 1),
  };
}

/** Instants in ms, as a query is asked. */
export function instantsOf({ from, to }: Pick<Period, 'from' | 'to'>, { timezone }: Calendar) {
  return { from: startOfDay(from, timezone), to: startOfDay(to, timezone) };
}
