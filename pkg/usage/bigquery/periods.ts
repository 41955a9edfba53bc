import type { Grain } from '../../model/grain.ts';
import { weekdays } from '../../model/settings.ts';
import { ceilDay, floorDay, type Calendar } from '../../series/calendar.ts';
import { dayText } from '../../series/civil.ts';
import { startOfDay } from '../../series/zone.ts';
import type { DayRange } from '../usage-source.ts';
import type { TimeColumn, TimeType } from './columns.ts';

/** A value that BigQuery binds: never pasted into SQL. */
export interface Parameter {
  readonly type: TimeType | 'STRING';
  readonly value: string;
}

/** Name of the parameter that holds the zone in which a TIMESTAMP is cut. */
export const zoneParameter = 'timezone';

/**
 * The period that a row belongs to, as an integer: for `hour` the instant of its start in ms, otherwise its first day since
 * 1970-01-01. A DATETIME is wall-clock time of the zone.
 */
export function periodSql({ sql, type }: TimeColumn, grain: Grain, { weekStart, fiscalYearStart }: Calendar): string {
  if (grain === 'hour') {
    const instant = type === 'TIMESTAMP' ? sql : `TIMESTAMP(${sql}, @${zoneParameter})`;
    return `UNIX_MILLIS(TIMESTAMP_TRUNC(${instant}, HOUR, @${zoneParameter}))`;
  }
  const day = type === 'DATE' ? sql : type === 'DATETIME' ? `DATE(${sql})` : `DATE(${sql}, @${zoneParameter})`;
  switch (grain) {
    case 'day':
      return `UNIX_DATE(${day})`;
    case 'week':
      return `UNIX_DATE(DATE_TRUNC(${day}, WEEK(${(weekdays[weekStart] ?? 'monday').toUpperCase()})))`;
    case 'month':
      return `UNIX_DATE(DATE_TRUNC(${day}, MONTH))`;
    default: {
      // BigQuery's quarters and years begin in January: the months are moved there and back.
      const shift = fiscalYearStart - 1;
      const unit = grain === 'quarter' ? 'QUARTER' : 'YEAR';
      return shift === 0
        ? `UNIX_DATE(DATE_TRUNC(${day}, ${unit}))`
        : `UNIX_DATE(DATE_ADD(DATE_TRUNC(DATE_SUB(${day}, INTERVAL ${shift} MONTH), ${unit}), INTERVAL ${shift} MONTH))`;
    }
  }
}

/** The range widened to whole periods: a part of a week at its edge would be taken for the whole. */
export function wholePeriods({ from, to }: DayRange, grain: Grain, calendar: Calendar): DayRange {
  return grain === 'hour' ? { from, to } : { from: floorDay(from, grain, calendar), to: ceilDay(to, grain, calendar) };
}

/** The beginning of a day as a value of a column's type. */
export function dayParameter(day: number, type: TimeType, timezone: string): Parameter {
  switch (type) {
    case 'DATE':
      return { type, value: dayText(day) };
    case 'DATETIME':
      return { type, value: `${dayText(day)}T00:00:00` };
    case 'TIMESTAMP':
      return { type, value: new Date(startOfDay(day, timezone)).toISOString() };
  }
}
