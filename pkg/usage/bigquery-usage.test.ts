import fc from 'fast-check';
import { BigQueryUsage } from './bigquery-usage.ts';
import { bigqueryRequest, rowTexts } from './testing/bigquery-request.ts';
import { startBigQueryServer, type BigQueryServer } from './testing/bigquery-server.ts';
import { day, failure, signal } from './testing/usage-files.ts';
import type { UsageRequest } from './usage-source.ts';

let server: BigQueryServer;
const usage = new BigQueryUsage();

const tables = [
  `jobs AS SELECT * FROM (VALUES
    (DATE '2026-07-01', 'ocr', 'red', 3),
    (DATE '2026-07-01', 'ocr', 'red', 4),
    (DATE '2026-07-01', 'ocr', NULL, 5),
    (DATE '2026-07-02', 'ocr', 'blue', 7),
    (DATE '2026-07-02', 'mail', 'blue', 100),
    (DATE '2026-07-03', 'ocr', 'blue', NULL),
    (DATE '2025-12-31', 'ocr', 'red', 1000),
    (DATE '2027-01-01', 'ocr', 'red', 1000)) t(day, kind, squad, jobs)`,
  // Two hosts, which the metric does not name, report at the same times.
  `seats AS SELECT * FROM (VALUES
    (TIMESTAMPTZ '2026-07-01 00:00:00+00', 'eu', 'h1', 10.0),
    (TIMESTAMPTZ '2026-07-01 00:00:00+00', 'eu', 'h2', 2.0),
    (TIMESTAMPTZ '2026-07-01 06:00:00+00', 'eu', 'h1', 20.0),
    (TIMESTAMPTZ '2026-07-01 06:00:00+00', 'eu', 'h2', 5.0),
    (TIMESTAMPTZ '2026-07-01 18:00:00+00', 'eu', 'h1', 16.0),
    (TIMESTAMPTZ '2026-07-01 18:00:00+00', 'eu', 'h2', 1.0),
    (TIMESTAMPTZ '2026-07-01 18:00:00+00', 'us', 'h3', 40.0)) t(ts, region, host, seats)`,
  `users AS SELECT * FROM (VALUES
    (DATE '2026-07-01', 'app', 100),
    (DATE '2026-07-01', 'app', 100),
    (DATE '2026-07-02', 'app', 90),
    (DATE '2026-07-03', 'app', 130),
    (DATE '2026-07-01', 'web', 10),
    (DATE '2026-07-01', 'web', 12)) t(day, product, users)`,
  `events AS SELECT * FROM (VALUES
    (TIMESTAMPTZ '2025-12-31 23:30:00+00', 1),
    (TIMESTAMPTZ '2026-06-30 23:30:00+00', 2),
    (TIMESTAMPTZ '2026-10-25 00:30:00+00', 4),
    (TIMESTAMPTZ '2026-10-25 01:30:00+00', 8),
    (TIMESTAMPTZ '2026-10-25 01:50:00+00', 16)) t(ts, amount)`,
];

beforeAll(async () => {
  server = await startBigQueryServer();
  for (const table of tables) {
    await server.prepare(`CREATE TABLE "acme-prod".usage.${table}`);
  }
});
afterAll(() => server.close());

async function rows(
  metric: Record<string, unknown>,
  rest: Parameters<typeof bigqueryRequest>[2] = {}
): Promise<readonly string[]> {
  const table = await usage.fetch(bigqueryRequest(server, metric, rest), signal);
  expect(table.badSamples).toEqual([]);
  return rowTexts(table, metric['nativeGrain'] === 'hour');
}

function zone(timezone: string): Pick<UsageRequest, 'calendar'> {
  return { calendar: { timezone, weekStart: 0, fiscalYearStart: 1 } };
}

describe('a flow', () => {
  it('is summed by period and group, within the days asked for', async () => {
    expect(await rows({ dimensions: { team: 'squad' }, where: { kind: 'ocr' } })).toEqual([
      '2026-07-01 null 5', // 5, of no squad
      '2026-07-01 red 7', // 3 + 4
      '2026-07-02 blue 7', // without the 100 of mail, and nothing on the 3rd, where jobs is null
    ]);
  });

  it('has a total without dimensions', async () => {
    const total = { total: { where: { kind: 'mail' } }, dimensions: { team: 'squad' } };
    expect(await rows(total, { part: 'total' })).toEqual(['2026-07-02 100']);
  });

  it('of a column with decimals is exact, and NaN is missing', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.money AS SELECT * FROM (VALUES
      (DATE '2026-07-01', 0.1::DECIMAL(18, 9), 1.5::DOUBLE), (DATE '2026-07-01', 0.2, 'NaN'::DOUBLE),
      (DATE '2026-07-02', 0.3, 'NaN'::DOUBLE)) t(day, exact, floating)`);
    const money = { table: 'acme-prod.usage.money' };
    expect(await rows({ ...money, valueColumn: 'exact' })).toEqual(['2026-07-01 0.3', '2026-07-02 0.3']);
    expect(await rows({ ...money, valueColumn: 'floating' })).toEqual(['2026-07-01 1.5']);
  });

  it('that is no finite number is a bad row', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.odd AS SELECT * FROM (VALUES
      (DATE '2026-07-01', 'a', 'Infinity'::DOUBLE), (DATE '2026-07-02', 'a', 2.0)) t(day, squad, jobs)`);
    const odd = { table: 'acme-prod.usage.odd', dimensions: { team: 'squad' } };
    const table = await usage.fetch(bigqueryRequest(server, odd), signal);
    expect(rowTexts(table)).toEqual(['2026-07-02 a 2']);
    expect(table.badRows).toBe(1);
    expect(table.badSamples).toEqual(['2026-07-01 a: "Infinity" is not a number']);
  });

  it('loses nothing, whatever its rows are', async () => {
    const row = fc.record({
      day: fc.integer({ min: day('2026-01-01'), max: day('2026-12-31') }),
      squad: fc.constantFrom('red', 'blue', "o'brien", 'x" --'),
      jobs: fc.integer({ min: -1000, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('day', 'week', 'month', 'year'),
        async (written, nativeGrain) => {
          const values = written.map(
            ({ day: at, squad, jobs }) => `(DATE '1970-01-01' + ${at}, '${squad.replaceAll("'", "''")}', ${jobs})`
          );
          await server.prepare(
            `CREATE OR REPLACE TABLE "acme-prod".usage.any_rows AS SELECT * FROM (VALUES ${values.join(', ')}) t(day, squad, jobs)`
          );
          const table = await usage.fetch(
            bigqueryRequest(server, { table: 'acme-prod.usage.any_rows', dimensions: { team: 'squad' }, nativeGrain }),
            signal
          );
          const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
          expect(sum(table.values)).toBe(sum(written.map(({ jobs }) => jobs)));
          expect(new Set(table.dimensions[0])).toEqual(new Set(written.map(({ squad }) => squad)));
        }
      ),
      { numRuns: 15 }
    );
  });
});

describe('a stock', () => {
  const seats = {
    table: 'acme-prod.usage.seats',
    dateColumn: 'ts',
    valueColumn: 'seats',
    dimensions: { region: 'region' },
    additivity: 'snapshot',
  };
  // In the EU 10 + 2 = 12 at midnight, 20 + 5 = 25 at six, 16 + 1 = 17 at eighteen; in the US 40.
  it.each([
    ['average', 18], // (12 + 25 + 17) / 3
    ['last', 17],
    ['max', 25],
    ['min', 12],
  ])('is summed at each time, and over a day its %s holds', async (time, value) => {
    expect(await rows({ ...seats, aggregate: { time } })).toEqual([`2026-07-01 eu ${value}`, '2026-07-01 us 40']);
  });

  it('is not summed over time where rows are as fine as the metric', async () => {
    expect(await rows({ ...seats, nativeGrain: 'hour' })).toEqual([
      '2026-07-01T00:00Z eu 12',
      '2026-07-01T06:00Z eu 25',
      '2026-07-01T18:00Z eu 17',
      '2026-07-01T18:00Z us 40',
    ]);
  });
});

describe('a distinct count', () => {
  const users = {
    table: 'acme-prod.usage.users',
    valueColumn: 'users',
    dimensions: { product: 'product' },
    additivity: 'distinct',
  };

  it('is never added; what contradicts itself is left out and said', async () => {
    const table = await usage.fetch(bigqueryRequest(server, users), signal);
    expect(rowTexts(table)).toEqual(['2026-07-01 app 100', '2026-07-02 app 90', '2026-07-03 app 130']);
    expect(table.badSamples).toEqual(['2026-07-01 web has several values at one time, of which none is right']);
  });

  it.each([
    ['average', 106.66666666666667], // (100 + 90 + 130) / 3
    ['last', 130],
    ['max', 130],
  ])('is brought to a coarser native grain by its own rule: %s', async (time, value) => {
    const monthly = { ...users, nativeGrain: 'month', aggregate: { time }, where: { product: 'app' } };
    expect(await rows(monthly)).toEqual([`2026-07-01 app ${value}`]);
  });
});

describe('periods', () => {
  const from = { from: day('2026-01-01'), to: day('2027-01-01') };

  it('are cut by the calendar, and those at the edges are whole', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.edges AS SELECT * FROM (VALUES
      (DATE '2025-12-28', 1), (DATE '2025-12-30', 2), (DATE '2026-01-01', 4), (DATE '2026-01-05', 8), (DATE '2026-01-31', 16),
      (DATE '2026-02-01', 32), (DATE '2026-12-31', 64), (DATE '2027-01-02', 128), (DATE '2027-02-01', 256)) t(day, jobs)`);
    const edges = (nativeGrain: string, weekStart: number, fiscalYearStart: number) =>
      rows(
        { table: 'acme-prod.usage.edges', nativeGrain },
        { days: from, calendar: { timezone: 'UTC', weekStart, fiscalYearStart } }
      );
    // 2026-01-01 was a Thursday: its week began on Monday 2025-12-29, and the one of 2026-12-31 on 2026-12-28.
    expect(await edges('week', 0, 1)).toEqual([
      '2025-12-29 6', // 2 + 4
      '2026-01-05 8',
      '2026-01-26 48', // 16 on Saturday + 32 on Sunday
      '2026-12-28 192', // 64 + 128
    ]);
    // From Sunday: 2025-12-28 to 2026-01-03 hold 1 + 2 + 4.
    expect(await edges('week', 6, 1)).toEqual([
      '2025-12-28 7',
      '2026-01-04 8',
      '2026-01-25 16',
      '2026-02-01 32',
      '2026-12-27 192',
    ]);
    expect(await edges('month', 0, 2)).toEqual(['2026-01-01 28', '2026-02-01 32', '2026-12-01 64']);
    // The year from February: quarters begin in November, February, May and August.
    expect(await edges('quarter', 0, 2)).toEqual(['2025-11-01 31', '2026-02-01 32', '2026-11-01 192']);
    expect(await edges('year', 0, 2)).toEqual(['2025-02-01 31', '2026-02-01 224']);
    expect(await edges('year', 0, 1)).toEqual(['2026-01-01 124']);
  });

  const events = { table: 'acme-prod.usage.events', dateColumn: 'ts', valueColumn: 'amount' };

  it('of instants are days of the data source, or of the zone that the metric names', async () => {
    expect(await rows(events, zone('Europe/Berlin'))).toEqual([
      '2026-01-01 1', // half past midnight in Berlin, still the year before in UTC
      '2026-07-01 2',
      '2026-10-25 28', // 4 + 8 + 16
    ]);
    expect(await rows({ ...events, timezone: 'UTC' }, zone('Europe/Berlin'))).toEqual([
      '2026-06-30 2',
      '2026-10-25 28',
    ]);
  });

  it('of hours are instants, those of a repeated hour apart', async () => {
    // At 01:00 UTC the clocks of Berlin went back from 03:00 to 02:00.
    expect(await rows({ ...events, nativeGrain: 'hour' }, zone('Europe/Berlin'))).toEqual([
      '2025-12-31T23:00Z 1',
      '2026-06-30T23:00Z 2',
      '2026-10-25T00:00Z 4',
      '2026-10-25T01:00Z 24', // 8 + 16
    ]);
    // India is half an hour off: 01:50 UTC is 07:20 there, in the hour that began at 01:30 UTC.
    expect(await rows({ ...events, nativeGrain: 'hour' }, zone('Asia/Kolkata'))).toEqual([
      '2025-12-31T23:30Z 1',
      '2026-06-30T23:30Z 2',
      '2026-10-25T00:30Z 4',
      '2026-10-25T01:30Z 24',
    ]);
  });

  it('of DATETIME are wall-clock time in the zone of the data source', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.walls AS SELECT * FROM (VALUES
      (TIMESTAMP '2026-07-01 00:15:00', 1), (TIMESTAMP '2026-07-01 00:45:00', 2)) t(ts, amount)`);
    const walls = { ...events, table: 'acme-prod.usage.walls' };
    expect(await rows(walls, zone('Europe/Berlin'))).toEqual(['2026-07-01 3']);
    // Midnight of a summer day in Berlin is 22:00 UTC.
    expect(await rows({ ...walls, nativeGrain: 'hour' }, zone('Europe/Berlin'))).toEqual(['2026-06-30T22:00Z 3']);
  });
});

describe('columns', () => {
  it('may lie in a record, and their names may be written in any case', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.nested AS
      SELECT DATE '2026-07-01' AS day, {'team': 'red', 'env': 'prod'} AS labels, ['a'] AS tags, 3 AS jobs`);
    const nested = { table: 'acme-prod.usage.nested', where: { 'labels.env': 'prod' } };
    expect(await rows({ ...nested, dateColumn: 'DAY', dimensions: { team: 'labels.Team' } })).toEqual([
      '2026-07-01 red 3',
    ]);
    const on = (column: string) =>
      failure(usage.fetch(bigqueryRequest(server, { ...nested, dimensions: { team: column } }), signal));
    expect(await on('tags')).toBe(
      'badData: The metric jobs needs the column tags, which holds several values in acme-prod.usage.nested; choose one of them with sql.'
    );
    expect(await on('labels')).toContain('which holds several values');
    expect(await on('labels.cost')).toBe(
      'notFound: The metric jobs needs the column labels.cost, which acme-prod.usage.nested does not have; its columns are day, labels, tags, jobs.'
    );
  });

  it('of the wrong type are named', async () => {
    const asked = (metric: Record<string, unknown>) => failure(usage.fetch(bigqueryRequest(server, metric), signal));
    expect(await asked({ valueColumn: 'squad' })).toBe(
      'badData: The metric jobs needs the column squad, which is STRING in acme-prod.usage.jobs and not a number; use sql to make it one.'
    );
    expect(await asked({ dateColumn: 'kind' })).toBe(
      'badData: The metric jobs needs the column kind, which is STRING in acme-prod.usage.jobs and not DATE, DATETIME, TIMESTAMP; use sql to make it one.'
    );
    expect(await asked({ nativeGrain: 'hour' })).toContain(
      'is DATE in acme-prod.usage.jobs and not DATETIME or TIMESTAMP'
    );
  });

  it('by which a table is partitioned limit what is read, however late rows come', async () => {
    await server.prepare(`CREATE OR REPLACE TABLE "acme-prod".usage.loaded AS SELECT * FROM (VALUES
      (DATE '2026-01-01', DATE '2025-12-31', 1), (DATE '2026-01-01', DATE '2025-12-30', 2),
      (DATE '2026-07-01', DATE '2027-03-01', 4)) t(day, _PARTITIONDATE, jobs)`);
    expect(await rows({ table: 'acme-prod.usage.loaded', partitionColumn: '_PARTITIONDATE' })).toEqual([
      '2026-01-01 1', // without the 2 that came two days before their date
      '2026-07-01 4',
    ]);
    expect(server.statements.at(-1)).toContain('`_PARTITIONDATE` >= @partition_from');
  });
});

describe('values of a setting', () => {
  it('are bound, never part of the SQL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 8, unit: 'grapheme' }), async (value) => {
        await usage.fetch(bigqueryRequest(server, { where: { kind: value } }), signal);
        expect(server.statements.at(-1)).not.toContain(value);
      }),
      { numRuns: 10, examples: [["ocr' OR 1=1 --"], ['`; DROP TABLE jobs']] }
    );
  });
});
