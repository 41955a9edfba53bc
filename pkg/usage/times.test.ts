import { timeReader } from './times.ts';

const days = (cell: string) => {
  const day = timeReader('day', 'UTC').text(cell);
  return day === undefined ? undefined : new Date(day * 86_400_000).toISOString().slice(0, 10);
};
const instant = (cell: string, timezone: string) => {
  const ms = timeReader('hour', timezone).text(cell);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('times of daily and coarser metrics', () => {
  it.each([
    ['2026-03-05', '2026-03-05'],
    ['2026/03/05', '2026-03-05'],
    ['2026-3-5', '2026-03-05'],
    [' 2026-03-05 ', '2026-03-05'],
    ['2026-03-05T23:59:59.999Z', '2026-03-05'],
    ['2026-03-05 23:30', '2026-03-05'],
    ['2026-03-05T23:30:00-05:00', '2026-03-05'],
    ['2026-03-05 00:30:00 UTC', '2026-03-05'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is the calendar day as written', (cell, day) => {
    expect(days(cell)).toBe(day);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '03/05/2026',
    '20260305',
    '2026-03/05',
    '2026-03',
    '2026-03-05T24:00',
    'soon',
    '',
    '2026-03-05T10:00+15:00',
  ])('%s is no day', (cell) => {
    expect(days(cell)).toBeUndefined();
  });

  it('takes a month without a day for its first day, for months and coarser only', () => {
    const first = Date.UTC(2026, 2, 1) / 86_400_000;
    expect(timeReader('month', 'UTC').text('2026-03')).toBe(first);
    expect(timeReader('quarter', 'UTC').text('2026/3')).toBe(first);
    expect(timeReader('week', 'UTC').text('2026-03')).toBeUndefined();
  });
});

describe('times of hourly metrics', () => {
  it.each([
    ['2026-03-05T10:00:00Z', '2026-03-05T10:00:00.000Z'],
    ['2026-03-05 10:00:00+02:00', '2026-03-05T08:00:00.000Z'],
    ['2026-03-05 10:00:00-0330', '2026-03-05T13:30:00.000Z'],
    ['2026-03-05 10:00 UTC', '2026-03-05T10:00:00.000Z'],
    ['2026-03-05T10:00:00.25+02', '2026-03-05T08:00:00.250Z'],
  ])('%s is an instant whatever the zone of the data source', (cell, expected) => {
    expect(instant(cell, 'Asia/Tokyo')).toBe(expected);
  });

  it.each([
    ['2026-01-15 10:00', 'Europe/Berlin', '2026-01-15T09:00:00.000Z'],
    ['2026-07-15T10', 'Europe/Berlin', '2026-07-15T08:00:00.000Z'],
    ['2026-07-15', 'America/New_York', '2026-07-15T04:00:00.000Z'],
    ['2026-01-15 10:00', 'Pacific/Kiritimati', '2026-01-14T20:00:00.000Z'],
  ])('%s is read in %s where it names no zone', (cell, timezone, expected) => {
    expect(instant(cell, timezone)).toBe(expected);
  });

  it.each([
    // Berlin 2026-03-29: 02:00 to 03:00 does not exist; 2026-10-25: 02:00 to 03:00 comes twice.
    ['2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25 01:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
  ])('%s, on a day when clocks change, takes the first of two instants and moves past a gap', (cell, expected) => {
    expect(instant(cell, 'Europe/Berlin')).toBe(expected);
  });
});
