import { HttpUsage } from './http-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { listen, sends, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { signal } from './testing/usage-files.ts';

/** A million rows: value 0 to 999,999 over 28 days and 20 teams. */
const rows = 1_000_000;
const sum = (999_999 * 1_000_000) / 2;

const dateOf = (row: number) => `2026-02-${String((row % 28) + 1).padStart(2, '0')}`;
const teamOf = (row: number) => `team ${row % 20}`;

let server: Loopback;
const usage = new HttpUsage({ now: () => Date.parse('2026-03-10T12:00:00Z') }, createOutbound(), []);

beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.close());

async function expectAll(metric: Readonly<Record<string, unknown>>): Promise<void> {
  const table = await usage.fetch(
    remoteRequest('http', { url: server.url, timeout: '5m' }, { dimensions: { team: 'team' }, ...metric }),
    signal
  );
  expect([table.rows, table.badRows]).toEqual([rows, 0]);
  expect(table.values.reduce((total, value) => total + value, 0)).toBe(sum);
  expect(new Set(table.dimensions[0]).size).toBe(20);
}

function jsonRows(from: number, count: number): string {
  return `[${Array.from({ length: count }, (_, index) => {
    const row = from + index;
    return `{"date":"${dateOf(row)}","value":${row},"team":"${teamOf(row)}"}`;
  }).join(',')}]`;
}

describe('a million rows', () => {
  it('as one JSON document', async () => {
    server.answer = sends(200, jsonRows(0, rows), { 'content-type': 'application/json' });
    await expectAll({});
  });

  it('as a hundred pages', async () => {
    server.answer = (asked, response) => {
      const page = Number(asked.url.searchParams.get('page'));
      sends(200, jsonRows((page - 1) * 10_000, page > 100 ? 0 : 10_000))(asked, response);
    };
    await expectAll({ pagination: { type: 'page' }, maxPages: 101 });
  });

  it('as one CSV text', async () => {
    const lines = Array.from({ length: rows }, (_, row) => `${dateOf(row)},${row},${teamOf(row)}`);
    server.answer = sends(200, `date,value,team\n${lines.join('\n')}\n`, { 'content-type': 'text/csv' });
    await expectAll({ format: 'csv' });
  });
});
