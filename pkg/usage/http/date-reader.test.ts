import { day } from '../testing/usage-files.ts';
import { dateReader } from './date-reader.ts';

describe('dates of services', () => {
  it.each([
    ['20260305', '2026-03-05'],
    [' 20260305 ', '2026-03-05'],
    ['20260230', undefined],
    ['2026-03-05', undefined],
    ['202603', undefined],
    ['', undefined],
  ])('of eight digits: %s', (cell, expected) => {
    expect(dateReader('yyyymmdd', 'day', 'UTC').text(cell)).toBe(expected === undefined ? undefined : day(expected));
  });

  it('of six digits are months, for metrics of months', () => {
    expect(dateReader('yyyymmdd', 'month', 'UTC').text('202603')).toBe(day('2026-03-01'));
  });

  // 1,772,323,200 s is 2026-03-01T00:00Z; 3,600 s earlier it is midnight in Berlin.
  it.each([
    ['epoch', 'UTC', '1772323200', '2026-03-01'],
    ['epoch', 'UTC', '1772323199', '2026-02-28'],
    ['epoch', 'UTC', '1772323200.75', '2026-03-01'],
    ['epoch', 'Europe/Berlin', '1772319600', '2026-03-01'],
    ['epoch', 'America/New_York', '1772323200', '2026-02-28'],
    ['epochMs', 'UTC', '1772323200000', '2026-03-01'],
    ['epochMs', 'Europe/Berlin', '1772319600000', '2026-03-01'],
  ] as const)('by %s are days in the zone %s: %s', (format, zone, cell, expected) => {
    expect(dateReader(format, 'day', zone).text(cell)).toBe(day(expected));
  });

  it('by epoch are instants for metrics of hours', () => {
    expect(dateReader('epoch', 'hour', 'Europe/Berlin').text('1772326800')).toBe(1_772_326_800_000);
    expect(dateReader('epochMs', 'hour', 'UTC').text('1772326800000')).toBe(1_772_326_800_000);
  });

  it.each(['', '2026-03-01', '1e9', '0x10', 'null', '1772323200000000'])('by epoch are not %s', (cell) => {
    expect(dateReader('epoch', 'day', 'UTC').text(cell)).toBeUndefined();
  });

  it('of a metric of hours without a zone are in that of the service', () => {
    expect(dateReader('iso', 'hour', 'America/New_York').text('2026-03-01T00:00:00')).toBe(
      Date.UTC(2026, 2, 1, 5) // New York is five hours behind
    );
  });

  it('show a good one', () => {
    // 2026-07-31 is 20,665 days after 1970-01-01.
    expect(dateReader('epoch', 'day', 'UTC').example).toBe('1785456000');
    expect(dateReader('epochMs', 'day', 'UTC').example).toBe('1785456000000');
    expect(dateReader('yyyymmdd', 'day', 'UTC').example).toBe('20260731');
  });
});
