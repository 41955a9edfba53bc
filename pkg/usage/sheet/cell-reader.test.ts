import fc from 'fast-check';
import { day } from '../testing/usage-files.ts';
import { cellReader, cellText, type SheetCell } from './cell-reader.ts';

const dayMs = 86_400_000;

describe('dates', () => {
  const daily = cellReader('day', 'UTC');

  it('are numbers of days since 1899-12-30', () => {
    expect(daily.time(25_569)).toBe(0); // 1970-01-01
    expect(daily.time(46_204)).toBe(day('2026-07-01'));
    expect(daily.time(46_204.99)).toBe(day('2026-07-01'));
    expect(daily.time(2_958_465)).toBe(day('9999-12-31'));
  });

  it.each([[2026], [25_568], [0], [-1], [2_958_467], [NaN], [Infinity], [true], [null], [undefined], ['']])(
    'are not %s',
    (cell) => {
      expect(daily.time(cell)).toBeUndefined();
    }
  );

  it('of hours are wall-clock time of the zone, to the second', () => {
    const hourly = cellReader('hour', 'America/New_York');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 * 24 }), (hour) => {
        // 2026-07-01 00:00 in New York is 04:00 UTC; the clocks stay until 2026-11-01, which is day 123.
        fc.pre(hour < 123 * 24);
        const expected = Date.UTC(2026, 6, 1, 4) + hour * 3_600_000;
        expect(hourly.time(46_204 + hour / 24)).toBe(expected);
        expect(hourly.time(new Date(Date.UTC(2026, 6, 1) + hour * 3_600_000 - 1))).toBe(expected);
      })
    );
  });

  it.each([
    ['DD.MM.YYYY', '31.07.2026'],
    ['D.M.YY', '31.7.26'],
    ['M/D/YYYY', '7/31/2026'],
    ['D MMM YYYY', '31 Jul 2026'],
    ['MMMM D, YYYY', 'July 31, 2026'],
    ['DD-MM-YYYY HH:mm', '31-07-2026 23:59'],
  ])('may be written as %s', (dateFormat, text) => {
    const reader = cellReader('day', 'UTC', { dateFormat });
    expect(reader.time(text)).toBe(day('2026-07-31'));
    expect(reader.time(46_234)).toBe(day('2026-07-31')); // 46204 is July 1st
    expect(reader.time('2026-07-31T')).toBeUndefined();
  });

  it('of months need no day', () => {
    expect(cellReader('month', 'UTC', { dateFormat: 'MM/YYYY' }).time('07/2026')).toBe(day('2026-07-01'));
    expect(cellReader('month', 'UTC').time('2026-07')).toBe(day('2026-07-01'));
  });

  it('of a format are shown as an example of it', () => {
    expect(cellReader('day', 'UTC', { dateFormat: 'DD.MM.YYYY' }).example).toBe('31.07.2026');
    expect(daily.example).toBe('2026-07-31');
  });
});

describe('numbers', () => {
  it.each([
    [',', '1.234.567,5', 1_234_567.5],
    [',', '7,25', 7.25],
    [',', '-1 234,5', -1234.5], // a no-break space, as French sheets have it
    [',', "12'345", 12_345],
    [',', '1.5', undefined],
    [',', '1,234.5', undefined],
    ['.', '1,234.5', 1234.5],
    ['.', '1.5', 1.5],
    ['.', '1.234,5', undefined],
    ['.', '12,34', undefined],
    [undefined, '1.5', 1.5],
    [undefined, '1,234', undefined],
    [undefined, '', NaN],
    [',', ' ', NaN],
    [',', 'null', NaN],
    [',', 'n/a', undefined],
  ] as const)('with the decimal sign %s: %j is %s', (decimal, text, value) => {
    expect(cellReader('day', 'UTC', { decimal }).number(text)).toBe(value);
  });

  it('come as they are', () => {
    const reader = cellReader('day', 'UTC');
    const number = (cell: SheetCell) => reader.number(cell);
    expect([number(1.5), number(null), number(undefined), number(true), number(Infinity)]).toEqual([
      1.5,
      NaN,
      NaN,
      undefined,
      undefined,
    ]);
  });

  it('that a country writes are read back, whatever they are', () => {
    const german = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 3 });
    const reader = cellReader('day', 'UTC', { decimal: ',' });
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (thousandths) => {
        const value = thousandths / 1000;
        expect(reader.number(german.format(value))).toBeCloseTo(value, 6);
      })
    );
  });
});

it('shows a date as one', () => {
  expect(cellText(new Date(day('2026-07-31') * dayMs))).toBe('2026-07-31');
  expect(cellText(new Date(day('2026-07-31') * dayMs + 3_599_999))).toBe('2026-07-31T01:00:00');
  expect([cellText(null), cellText(1.5), cellText(false)]).toEqual(['', '1.5', 'false']);
});
