import { GoogleSheetsUsage } from './google-sheets-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { listen, sends, type Loopback } from './testing/loopback.ts';
import { growthDuring } from './testing/most-memory.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, signal } from './testing/usage-files.ts';

/** A million rows: the values 0 to 999,999 over 365 days and 20 squads. */
const rows = 1_000_000;
const sum = (999_999 * 1_000_000) / 2;
/** Days from 1899-12-30 to 2026-01-01. */
const firstSerial = 46_023;
/** Of the answer, its text, its cells and the table, several times; a copy of each row more would show. */
const maxGrowth = 768 << 20;

let server: Loopback;
const usage = new GoogleSheetsUsage(createOutbound(), []);

beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.close());

async function expectAll(metric: Readonly<Record<string, unknown>>): Promise<void> {
  const request = remoteRequest(
    'google-sheets',
    { endpoint: server.url, timeout: '5m' },
    { dateColumn: 'Date', valueColumn: 'Jobs', dimensions: { team: 'Squad' }, ...metric },
    { secrets: { apiKey: 'key' } }
  );
  const growth = await growthDuring(async () => {
    const table = await usage.fetch(request, signal);
    expect([table.rows, table.badRows]).toEqual([rows, 0]);
    expect(table.values.reduce((total, value) => total + value, 0)).toBe(sum);
    expect(new Set(table.dimensions[0]).size).toBe(20);
    const times = new Set(table.times);
    expect([times.size, Math.min(...times)]).toEqual([365, day('2026-01-01')]);
  });
  expect(growth).toBeLessThan(maxGrowth);
}

describe('a million rows', () => {
  it('by the API', async () => {
    const cells = Array.from({ length: rows }, (_, row) => `[${firstSerial + (row % 365)},${row},"squad ${row % 20}"]`);
    const body = `{"range":"Usage!A1:C1000001","values":[["Date","Jobs","Squad"],${cells.join(',')}]}`;
    server.answer = sends(200, body, { 'content-type': 'application/json' });
    await expectAll({ spreadsheet: '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms', range: 'Usage!A:C' });
  });

  it('by a published link', async () => {
    const dates = Array.from({ length: 365 }, (_, index) =>
      new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10).split('-').reverse().join('.')
    );
    const lines = Array.from({ length: rows }, (_, row) => `${dates[row % 365] ?? ''},${row},squad ${row % 20}`);
    server.answer = sends(200, `Date,Jobs,Squad\n${lines.join('\n')}\n`, { 'content-type': 'text/csv' });
    const link = 'https://docs.google.com/spreadsheets/d/e/2PACX-1vT0/pub?gid=0&single=true&output=csv';
    await expectAll({ link, dateFormat: 'DD.MM.YYYY', decimal: '.' });
  });
});
