import { addBuckets, floorDay, type Calendar } from '../../pkg/series/calendar.ts';
import { weekday } from '../../pkg/series/civil.ts';

const utc: Calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };

/** The first day of the month `count` months after the one that holds the day. */
export function addMonths(day: number, count: number): number {
  return addBuckets(day, count, 'month', utc);
}

export function monthOf(day: number): number {
  return floorDay(day, 'month', utc);
}

/** When the things happen that docs/sample-data.md tells. Days since 1970-01-01, ends exclusive; all of it in UTC. */
export interface Story {
  readonly today: number;
  /** First day of the first month, a year before the last complete one. */
  readonly first: number;
  /** First day of the last month of which every charge has arrived. */
  readonly lastMonth: number;
  readonly usageEnd: number;
  readonly chargesEnd: number;
  /** Hours since 1970: hourly charges arrive 36 hours before today begins. */
  readonly hourlyEnd: number;
  readonly commitment: number;
  readonly mixFrom: number;
  readonly mixTo: number;
  readonly regression: number;
  readonly discount: number;
}

export function tellStory(today: number): Story {
  const chargesEnd = today - 2;
  const lastMonth = addMonths(chargesEnd, -1);
  const first = addMonths(lastMonth, -12);
  return {
    today,
    first,
    lastMonth,
    usageEnd: today,
    chargesEnd,
    hourlyEnd: chargesEnd * 24 + 12,
    commitment: addMonths(first, 3),
    mixFrom: addMonths(first, 4),
    mixTo: addMonths(first, 7),
    regression: addMonths(first, 7) + 9,
    discount: addMonths(first, 9),
  };
}

/** 0 in the middle of the first month, 1 in the middle of the last complete one. */
export function progress(story: Story, day: number): number {
  return (day - story.first - 15) / (story.lastMonth - story.first);
}

/** How far the shift between teams has come, 0 to 1, in a straight line. */
export function shifted({ mixFrom, mixTo }: Story, day: number): number {
  return Math.min(1, Math.max(0, (day - mixFrom) / (mixTo - mixFrom)));
}

/** Business by day of the week, Monday first; the mean is about 0.91. */
const weekdayPattern = [1.03, 1.06, 1.05, 1.04, 1, 0.62, 0.55] as const;

/** @param damping 1 for what people do, 0 for what they do not touch; machines lie between */
export function weekdayFactor(day: number, damping: number): number {
  return (weekdayPattern[weekday(day)] ?? 1) ** damping;
}

/** The share of a day's work that falls into an hour, UTC; the 24 shares sum to 1. */
export function hourShare(hour: number): number {
  return (1 + 0.55 * Math.sin(((hour - 8) / 24) * 2 * Math.PI)) / 24;
}
