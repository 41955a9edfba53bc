import fc from 'fast-check';
import type { Calendar } from '../series/calendar.ts';
import { dayText, parseDay } from '../series/civil.ts';
import { instantsOf, movedBy, nameOf, parsePeriod, periodOf, periodText } from './period.ts';

const utc: Calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };
const sunday: Calendar = { ...utc, weekStart: 6 };

function days(text: string, calendar = utc): string[] {
  const { from, to } = parsePeriod(text, calendar);
  return [dayText(from), dayText(to - 1)];
}

describe('a period', () => {
  it('is a month', () => {
    expect(days('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
  });

  it.each([
    // 1 January 2026 is a Thursday, so its week is the first, and the year has 53.
    ['2026-W01', '2025-12-29', '2026-01-04'],
    ['2026-W41', '2026-10-05', '2026-10-11'],
    ['2026-W53', '2026-12-28', '2027-01-03'],
    // 1 January 2027 is a Friday: it belongs to the last week of the year before.
    ['2027-W01', '2027-01-04', '2027-01-10'],
  ])('is an ISO week: %s', (name, from, to) => {
    expect(days(name)).toEqual([from, to]);
  });

  it('is a week that begins on another day, by the number of the week with its middle', () => {
    expect(days('2026-W41', sunday)).toEqual(['2026-10-04', '2026-10-10']);
  });

  it.each(['2026-13', '2026-00', '2025-W53', '2026-W00', '2026-10-01', 'October', ''])('is not %s', (text) => {
    expect(() => parsePeriod(text, utc)).toThrow(`A period is a month such as 2026-10 or a week such as 2026-W41, not ${text}.`); // prettier-ignore
  });

  it('has the same name as it was asked by, whatever the day and the first day of the week', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom('week' as const, 'month' as const),
        (day, weekStart, grain) => {
          const calendar = { ...utc, weekStart };
          const period = periodOf(day, grain, calendar);
          expect(parsePeriod(nameOf(period), calendar)).toEqual(period);
        }
      )
    );
  });

  it('moves by whole periods', () => {
    const march = parsePeriod('2026-03', utc);
    expect(nameOf(movedBy(-1, march, utc))).toBe('2026-02');
    expect(nameOf(movedBy(-12, march, utc))).toBe('2025-03');
    expect(nameOf(movedBy(1, parsePeriod('2026-W53', utc), utc))).toBe('2027-W01');
  });

  it('is told by name, title and days', () => {
    expect(periodText(parsePeriod('2026-10', utc))).toEqual({ grain: 'month', name: '2026-10', title: 'October 2026', from: '2026-10-01', to: '2026-10-31' }); // prettier-ignore
    expect(periodText(parsePeriod('2026-W05', utc)).title).toBe('week 5 of 2026');
  });

  it('is asked from local midnight to local midnight', () => {
    const berlin = { ...utc, timezone: 'Europe/Berlin' };
    // Summer time ends on 25 October 2026: the month begins at +2 h and ends at +1 h.
    const { from, to } = instantsOf(parsePeriod('2026-10', berlin), berlin);
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']); // prettier-ignore
    expect(parseDay('2026-10-01')).toBe(parsePeriod('2026-10', berlin).from);
  });
});
