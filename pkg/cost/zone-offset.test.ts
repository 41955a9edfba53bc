import { DateTime } from 'luxon';
import { offsetSpans, isUtc } from './zone-offset.ts';

it('knows the minute at which daylight saving begins and ends', () => {
  const spans = offsetSpans('Europe/Berlin');
  const at = (text: string) => spans.findLast(({ from }) => from <= Date.parse(text))?.offsetMinutes;
  expect(at('2024-03-31T00:59:59Z')).toBe(60);
  expect(at('2024-03-31T01:00:00Z')).toBe(120);
  expect(at('2024-10-27T00:59:59Z')).toBe(120);
  expect(at('2024-10-27T01:00:00Z')).toBe(60);
});

it.each(['America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Sao_Paulo'])(
  'agrees with luxon in %s at every sixth hour of ten years',
  (zone) => {
    const spans = offsetSpans(zone);
    let span = 0;
    const wrong: string[] = [];
    for (let ms = Date.UTC(2018, 0, 1); ms < Date.UTC(2028, 0, 1); ms += 6 * 3_600_000) {
      while ((spans[span + 1]?.from ?? Infinity) <= ms) {
        span++;
      }
      if (spans[span]?.offsetMinutes !== DateTime.fromMillis(ms, { zone }).offset) {
        wrong.push(new Date(ms).toISOString());
      }
    }
    expect(wrong).toEqual([]);
  }
);

it('tells UTC by any of its names', () => {
  expect(['UTC', 'Etc/UTC', 'Europe/London'].map(isUtc)).toEqual([true, true, false]);
});
