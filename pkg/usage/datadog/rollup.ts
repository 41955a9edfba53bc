import { IANAZone } from 'luxon';
import type { Grain } from '../../model/grain.ts';
import type { TimeAggregation } from '../../model/usage-metric.ts';
import type { Calendar } from '../../series/calendar.ts';

/** How Datadog adds up the points of a period. */
export interface Rollup {
  readonly aggregator: string;
  /** Seconds, counted from 1970 in UTC, or a word for the periods of a zone's calendar. */
  readonly interval: string;
  /** Where a calendar period starts, in Datadog's words: `monday`. */
  readonly start: string;
  readonly zone: string;
}

/** A rollup has no last: the average within a period stands for it, and of the periods the last one holds. */
export const aggregators: Readonly<Record<TimeAggregation, string>> = {
  sum: 'sum',
  average: 'avg',
  last: 'avg',
  max: 'max',
  min: 'min',
};
const known = ['avg', 'sum', 'min', 'max', 'count'];

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** The rollup that makes periods of a grain in the data source's calendar; undefined for quarters, which Datadog has not. */
export function rollupFor(grain: Grain, aggregator: string, calendar: Calendar): Rollup | undefined {
  const { timezone: zone, weekStart, fiscalYearStart } = calendar;
  switch (grain) {
    case 'hour':
      return { aggregator, interval: '3600', start: '', zone: 'UTC' };
    case 'day':
      return { aggregator, interval: 'daily', start: '12am', zone };
    case 'week':
      return { aggregator, interval: 'weekly', start: weekdays[weekStart] ?? '', zone };
    case 'month':
      return { aggregator, interval: 'monthly', start: '1st', zone };
    case 'quarter':
      return undefined;
    case 'year':
      return { aggregator, interval: 'yearly', start: months[fiscalYearStart - 1] ?? '', zone };
  }
}

export function rollupText({ aggregator, interval, start, zone }: Rollup): string {
  const isCalendar = !isSeconds(interval);
  const mayDiffer = interval === 'weekly' || interval === 'yearly'; // days and months start where everyone starts them
  const parts = [aggregator, interval, ...(mayDiffer ? [start] : []), ...(isCalendar ? [`'${zone}'`] : [])];
  return `.rollup(${parts.join(', ')})`;
}

/**
 * A query's own rollup, with what it leaves out taken from the wanted one.
 * @returns undefined where it makes other periods
 */
export function completed(own: readonly string[], wanted: Rollup): Rollup | undefined {
  const [aggregator = '', interval = wanted.interval, ...rest] = own;
  if (!known.includes(aggregator)) {
    return undefined;
  }
  if (isSeconds(interval)) {
    const isSame = interval === wanted.interval || (interval === '86400' && wanted.interval === 'daily');
    return isSame && rest.length === 0 ? { aggregator, interval, start: '', zone: 'UTC' } : undefined;
  }
  const isZone = (text: string) => /^(['"]).*\1$/.test(text);
  const start = rest.find((text) => !isZone(text)) ?? wanted.start;
  const zone = rest.find(isZone)?.slice(1, -1) ?? wanted.zone;
  const isSame = interval === wanted.interval && start === wanted.start && IANAZone.isValidZone(zone);
  return isSame && rest.length <= 2 ? { aggregator, interval, start, zone } : undefined;
}

function isSeconds(interval: string): boolean {
  return /^\d+$/.test(interval);
}
