import type { Grain } from './grain.ts';

/** A length on the calendar: a month is as long as the month it reaches into. */
export interface CalendarDuration {
  readonly count: number;
  readonly unit: Grain;
}

const units: Readonly<Record<string, Grain>> = {
  h: 'hour',
  hour: 'hour',
  d: 'day',
  day: 'day',
  w: 'week',
  week: 'week',
  mo: 'month',
  m: 'month',
  month: 'month',
  q: 'quarter',
  quarter: 'quarter',
  y: 'year',
  year: 'year',
};

/** `28d`, `1mo`, or Costory's `1 DAY`, `3 MONTHS`; undefined for zero and for what is no duration. */
export function parseCalendarDuration(text: string): CalendarDuration | undefined {
  const [, digits = '', word = ''] = /^(\d{1,4})\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const lower = word.toLowerCase();
  const unit = units[lower] ?? units[lower.replace(/s$/, '')];
  const count = Number(digits);
  return unit === undefined || count === 0 ? undefined : { count, unit };
}

export function calendarDurationText({ count, unit }: CalendarDuration): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
