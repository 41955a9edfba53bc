import { day } from '../testing/usage-files.ts';
import { remoteRequest } from '../testing/remote-request.ts';
import { fillPlaceholders, requestRange } from './request-range.ts';

interface World {
  readonly nativeGrain?: string;
  /** Of the service. */
  readonly timezone?: string;
  /** Of the data source. */
  readonly calendar?: string;
}

function fill(text: string, { nativeGrain = 'day', timezone, calendar = 'UTC' }: World = {}): string {
  const request = remoteRequest(
    'http',
    { url: 'https://api.test' },
    { nativeGrain, ...(timezone === undefined ? {} : { timezone }) },
    { calendar: { timezone: calendar, weekStart: 0, fiscalYearStart: 1 } }
  );
  return fillPlaceholders(text, requestRange({ from: day('2026-03-01'), to: day('2026-04-01') }, request));
}

describe('placeholders', () => {
  // 2026-03-01T00:00Z is 20,513 days after 1970-01-01: 20,513 x 86,400 = 1,772,323,200 s; April 1st is 31 days later.
  it.each([
    ['{{from}}', '2026-03-01'],
    ['{{to}}', '2026-04-01'],
    ['{{to:inclusive}}', '2026-03-31'],
    ['{{from:YYYYMMDD}}', '20260301'],
    ['{{to:inclusive:YYYYMMDD}}', '20260331'],
    ['{{from:YYYY-MM}}', '2026-03'],
    ['{{ from:DD.MM.YYYY }}', '01.03.2026'],
    ['{{from:YYYY-MM-DDTHH:mm:ss}}', '2026-03-01T00:00:00'],
    ['{{to:inclusive:YYYY-MM-DDTHH:mm:ss}}', '2026-03-31T23:59:59'],
    ['{{from:iso}}', '2026-03-01T00:00:00Z'],
    ['{{to:iso}}', '2026-04-01T00:00:00Z'],
    ['{{to:inclusive:iso}}', '2026-03-31T23:59:59Z'],
    ['{{from:epoch}}', '1772323200'],
    ['{{to:epoch}}', '1775001600'],
    ['{{to:inclusive:epoch}}', '1775001599'],
    ['{{from:epochMs}}', '1772323200000'],
    ['{{to:inclusive:epochMs}}', '1775001599999'],
    ['ts>={{from:epoch}} AND ts<{{to:epoch}}', 'ts>=1772323200 AND ts<1775001600'],
    ['nothing', 'nothing'],
  ])('%s is %s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  it('mean days of the service, in its own zone', () => {
    // In Berlin March 1st begins at 23:00Z of the day before, and April 1st, in summer time, at 22:00Z.
    const berlin = { timezone: 'Europe/Berlin' };
    expect(fill('{{from}} {{from:iso}} {{to}} {{to:iso}} {{from:YYYY-MM-DD HH:mm}}', berlin)).toBe(
      '2026-03-01 2026-02-28T23:00:00Z 2026-04-01 2026-03-31T22:00:00Z 2026-03-01 00:00'
    );
    expect(fill('{{from}} {{from:iso}}', { calendar: 'Europe/Berlin' })).toBe('2026-03-01 2026-03-01T00:00:00Z');
  });

  it('of hourly metrics mean days of the data source, written in the zone of the service and never too narrow', () => {
    const hourly = { nativeGrain: 'hour', calendar: 'America/New_York' };
    // March 1st in New York begins at 05:00Z, and April 1st, in summer time, at 04:00Z.
    expect(fill('{{from:iso}} {{to:iso}} {{from}} {{to}}', hourly)).toBe(
      '2026-03-01T05:00:00Z 2026-04-01T04:00:00Z 2026-03-01 2026-04-01'
    );
    expect(fill('{{from}} {{to}} {{to:inclusive}} {{from:DDTHH}}', { ...hourly, timezone: 'UTC' })).toBe(
      '2026-03-01 2026-04-02 2026-04-01 01T05'
    );
  });

  it('are encoded for the place where they stand', () => {
    const request = remoteRequest('http', { url: 'https://api.test' });
    const range = requestRange({ from: day('2026-03-01'), to: day('2026-04-01') }, request);
    expect(fillPlaceholders('/a b/{{from:iso}}', range, encodeURIComponent)).toBe('/a b/2026-03-01T00%3A00%3A00Z');
  });
});
