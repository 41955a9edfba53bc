import { axisOf, indexOf, startInstant } from './axis.ts';
import { addBuckets, ceilDay, floorDay, shareOfPeriod, type Calendar } from './calendar.ts';
import { dayText, parseDay } from './civil.ts';
import { spansOf } from './spans.ts';
import { dayCeilOfInstant, dayOfInstant, startOfDay } from './zone.ts';

const utc: Calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };
const berlin: Calendar = { ...utc, timezone: 'Europe/Berlin' };

function day(text: string): number {
  return parseDay(text)!;
}

describe('calendar', () => {
  it('reads only real dates', () => {
    expect(parseDay('2026-02-29')).toBeUndefined();
    expect(parseDay('2024-02-29')).toBe(19782); // 54 years of 365 days, 13 leap days before it, 59 days into the year
    expect(dayText(0)).toBe('1970-01-01');
  });

  it.each([
    ['week', '2026-11-23', utc, '2026-11-23', '2026-11-30'], // a Monday
    ['week', '2026-11-22', utc, '2026-11-16', '2026-11-23'],
    ['week', '2026-11-23', { ...utc, weekStart: 6 }, '2026-11-22', '2026-11-29'],
    ['month', '2026-02-28', utc, '2026-02-01', '2026-03-01'],
    ['quarter', '2026-05-15', utc, '2026-04-01', '2026-07-01'],
    ['quarter', '2026-05-15', { ...utc, fiscalYearStart: 2 }, '2026-05-01', '2026-08-01'],
    ['year', '2026-01-31', { ...utc, fiscalYearStart: 2 }, '2025-02-01', '2026-02-01'],
    ['year', '2026-12-31', utc, '2026-01-01', '2027-01-01'],
  ] as const)('a %s that holds %s runs from %s', (grain, date, calendar, from, to) => {
    expect(dayText(floorDay(day(date), grain, calendar))).toBe(from);
    expect(dayText(addBuckets(day(date), 1, grain, calendar))).toBe(to);
    expect(ceilDay(day(from), grain, calendar)).toBe(day(from));
  });

  it('walks back over the year end', () => {
    expect(dayText(addBuckets(day('2026-01-15'), -2, 'month', utc))).toBe('2025-11-01');
    expect(dayText(addBuckets(day('2026-01-15'), -13, 'month', utc))).toBe('2024-12-01');
  });

  it('counts a day as its share of its month and year', () => {
    expect(shareOfPeriod(day('2026-02-10'), 'month')).toBe(1 / 28);
    expect(shareOfPeriod(day('2026-12-10'), 'month')).toBe(1 / 31);
    expect(shareOfPeriod(day('2024-05-01'), 'year')).toBe(1 / 366);
  });

  it('knows the days of a zone and that clocks change', () => {
    // Berlin left summer time on 2026-10-25 at 01:00 UTC: the day has 25 hours.
    expect(startOfDay(day('2026-10-25'), 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 24, 22));
    expect(startOfDay(day('2026-10-26'), 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 23));
    expect(dayText(dayOfInstant(Date.UTC(2026, 9, 24, 22), 'Europe/Berlin'))).toBe('2026-10-25');
    expect(dayText(dayCeilOfInstant(Date.UTC(2026, 9, 24, 22, 1), 'Europe/Berlin'))).toBe('2026-10-26');
    // On the Azores the clocks went from 01:00 back to midnight at 01:00 UTC: the day began at the first of the two.
    expect(startOfDay(day('2024-10-27'), 'Atlantic/Azores')).toBe(Date.UTC(2024, 9, 27, 0));
    expect(startOfDay(day('2024-10-28'), 'Atlantic/Azores')).toBe(Date.UTC(2024, 9, 28, 1));
  });

  it('cuts hours of a day with 23, 24 or 25 of them', () => {
    expect(axisOf('hour', day('2026-03-29'), day('2026-03-30'), berlin).length).toBe(23);
    expect(axisOf('hour', day('2026-10-25'), day('2026-10-26'), berlin).length).toBe(25);
    expect(axisOf('hour', day('2026-10-25'), day('2026-10-26'), utc).length).toBe(24);
  });

  it('widens a range outward to whole buckets', () => {
    const months = axisOf('month', day('2026-01-15'), day('2026-03-02'), utc);
    expect([...months.starts].map(dayText)).toEqual(['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01']);
    expect(months.length).toBe(3);
    expect(indexOf(months, day('2026-02-28'))).toBe(1);
    expect(indexOf(months, day('2026-04-01'))).toBe(-1);
    expect(indexOf(months, day('2025-12-31'))).toBe(-1);
  });

  it('assigns hours to local days', () => {
    const hours = axisOf('hour', day('2026-10-24'), day('2026-10-27'), berlin);
    const days = axisOf('day', day('2026-10-24'), day('2026-10-27'), berlin);
    expect(spansOf(hours, days, berlin)).toEqual([
      { from: 0, to: 24 },
      { from: 24, to: 49 },
      { from: 49, to: 73 },
    ]);
    expect(startInstant(hours, 24, berlin)).toBe(startInstant(days, 1, berlin));
  });
});
