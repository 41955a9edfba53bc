import { BigQueryUsage } from './bigquery-usage.ts';
import { bigqueryRequest } from './testing/bigquery-request.ts';
import { startBigQueryServer, type BigQueryServer } from './testing/bigquery-server.ts';
import { day, signal } from './testing/usage-files.ts';

let server: BigQueryServer;

beforeAll(async () => {
  server = await startBigQueryServer();
  // 1,000 days of 1,000 customers, two rows each.
  await server.prepare(`CREATE TABLE "acme-prod".usage.jobs AS
    SELECT DATE '2024-01-01' + CAST(i % 1000 AS INTEGER) AS day, 'customer ' || (i // 2000) AS squad, 1 AS jobs
    FROM range(2000000) t(i)`);
});
afterAll(() => server.close());

it('reads a million grouped rows in pages', async () => {
  const days = { from: day('2024-01-01'), to: day('2027-01-01') };
  const request = bigqueryRequest(server, { dimensions: { customer: 'squad' } }, { days, on: { timeout: '2m' } });
  const { rows, badRows, values, times, dimensions } = await new BigQueryUsage().fetch(request, signal);
  expect({ rows, badRows }).toEqual({ rows: 1_000_000, badRows: 0 });
  expect(values.every((value) => value === 2)).toBe(true);
  expect(new Set(times).size).toBe(1000);
  expect(new Set(dimensions[0]).size).toBe(1000);
  // Ten pages of 100,000 rows after the table and the job.
  expect(server.calls).toHaveLength(12);
});
