import fc from 'fast-check';
import { startOfDay } from '../../series/zone.ts';
import { day } from '../testing/usage-files.ts';
import { pagesOf } from './pages.ts';

const berlin = { timezone: 'Europe/Berlin', weekStart: 0, fiscalYearStart: 1 };
const year = { from: day('2026-01-01'), to: day('2027-01-01') };
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('pages', () => {
  it('of days are one for four years, up to now', () => {
    const pages = pagesOf(year, 'day', berlin, Date.parse('2026-03-10T12:00Z'));
    expect(pages.map(({ from, to }) => [iso(from), iso(to)])).toEqual([['2025-12-31T23:00', '2026-03-10T12:00']]);
  });

  it('of hours are sixty days each, the change of the clocks included', () => {
    const pages = pagesOf(year, 'hour', berlin, Date.parse('2028-01-01'));
    // 365 days are six pages of 60 and one of 5. The clocks change on the 88th day, an hour less, and on the 298th.
    expect(pages.map(({ to, from }) => (to - from) / 3_600_000)).toEqual([1440, 1439, 1440, 1440, 1441, 1440, 120]);
  });

  it('begin and end with whole periods: a week that lies across New Year is asked for whole', () => {
    const pages = pagesOf(year, 'week', berlin, Date.parse('2028-01-01'));
    // 2026 begins on a Thursday and ends on one.
    expect(pages.map(({ from, to }) => [iso(from), iso(to)])).toEqual([['2025-12-28T23:00', '2027-01-03T23:00']]);
  });

  it('are none for a range in the future', () => {
    expect(pagesOf(year, 'day', berlin, Date.parse('2025-12-31T22:59Z'))).toEqual([]);
  });

  it('follow each other without a gap, and none is larger than Datadog answers in full', () => {
    const grain = fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const);
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata');
    fc.assert(
      fc.property(grain, zone, fc.nat(30_000), fc.integer({ min: 1, max: 4000 }), (of, timezone, from, length) => {
        const pages = pagesOf({ from, to: from + length }, of, { ...berlin, timezone }, Infinity);
        expect(pages[0]?.from).toBeLessThanOrEqual(startOfDay(from, timezone));
        expect(pages.at(-1)?.to).toBeGreaterThanOrEqual(startOfDay(from + length, timezone));
        expect(of === 'hour' && pages.some((page) => page.from % 3_600_000 !== 0 || page.to % 3_600_000 !== 0)).toBe(
          false
        );
        pages.forEach((page, index) => {
          expect(page.from).toBe(pages[index - 1]?.to ?? page.from);
          expect((page.to - page.from) / (of === 'hour' ? 3_600_000 : 86_400_000)).toBeLessThan(
            of === 'month' || of === 'week' ? Infinity : 1500
          );
        });
      })
    );
  });
});
