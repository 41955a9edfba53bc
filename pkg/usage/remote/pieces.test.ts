import fc from 'fast-check';
import type { Grain } from '../../model/grain.ts';
import { floorDay } from '../../series/calendar.ts';
import { dayText } from '../../series/civil.ts';
import { day } from '../testing/usage-files.ts';
import { piecesOf } from './pieces.ts';

const calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };

function cut(from: string, to: string, grain: Grain, rules: { maxDays?: number; end?: string } = {}): string[] {
  const { maxDays, end } = rules;
  const pieces = piecesOf({ from: day(from), to: day(to) }, grain, calendar, {
    maxDays,
    ...(end === undefined ? {} : { end: day(end) }),
  });
  return pieces.map((piece) => `${dayText(piece.from)} ${dayText(piece.to)}`);
}

describe('pieces of a range', () => {
  it('are one where nothing cuts it', () => {
    expect(cut('2026-01-01', '2027-01-01', 'day')).toEqual(['2026-01-01 2027-01-01']);
  });

  it('end with what a service can know', () => {
    expect(cut('2026-01-01', '2027-01-01', 'day', { end: '2026-03-11' })).toEqual(['2026-01-01 2026-03-11']);
    expect(cut('2026-01-01', '2027-01-01', 'day', { end: '2026-01-01' })).toEqual([]);
  });

  it('of days and hours are as long as may be', () => {
    // 2026 has 365 days: 200 of them end on July 19th.
    const pieces = ['2026-01-01 2026-07-20', '2026-07-20 2027-01-01'];
    expect(cut('2026-01-01', '2027-01-01', 'day', { maxDays: 200 })).toEqual(pieces);
    expect(cut('2026-01-01', '2027-01-01', 'hour', { maxDays: 200 })).toEqual(pieces);
  });

  it('of months are whole months, even where one is longer than may be', () => {
    expect(cut('2026-01-01', '2026-05-01', 'month', { maxDays: 60 })).toEqual([
      '2026-01-01 2026-03-01',
      '2026-03-01 2026-04-01',
      '2026-04-01 2026-05-01',
    ]);
    expect(cut('2026-01-01', '2026-03-01', 'month', { maxDays: 7 })).toEqual([
      '2026-01-01 2026-02-01',
      '2026-02-01 2026-03-01',
    ]);
  });

  it('of weeks begin and end with whole weeks beyond the range', () => {
    // January 1st of 2026 is a Thursday, that of 2027 a Friday.
    expect(cut('2026-01-01', '2027-01-01', 'week', { maxDays: 200 })).toEqual([
      '2025-12-29 2026-07-13',
      '2026-07-13 2027-01-04',
    ]);
  });

  it('cover the range in order, each day once, none longer than may be unless one period is', () => {
    const grains = fc.constantFrom<Grain>('hour', 'day', 'week', 'month', 'quarter');
    const longest = { hour: 1, day: 1, week: 7, month: 31, quarter: 92, year: 366 };
    fc.assert(
      fc.property(
        fc.integer({ min: 18_000, max: 22_000 }),
        fc.integer({ min: 1, max: 800 }),
        fc.integer({ min: 1, max: 400 }),
        grains,
        (from, length, maxDays, grain) => {
          const pieces = piecesOf({ from, to: from + length }, grain, calendar, { maxDays });
          const whole = grain === 'hour' ? 'day' : grain;
          expect(pieces[0]?.from).toBe(floorDay(from, whole, calendar));
          expect(pieces.at(-1)?.to).toBeGreaterThanOrEqual(from + length);
          pieces.forEach((piece, index) => {
            expect(piece.to - piece.from).toBeGreaterThan(0);
            expect(piece.to - piece.from).toBeLessThanOrEqual(Math.max(maxDays, longest[grain]));
            expect(floorDay(piece.to, whole, calendar)).toBe(piece.to);
            expect(pieces[index + 1]?.from ?? piece.to).toBe(piece.to);
          });
        }
      )
    );
  });
});
