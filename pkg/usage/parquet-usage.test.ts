import { UnitEconomicsError } from '../model/errors.ts';
import { describeParquet } from './parquet-columns.ts';
import { day, failure, openUsageFiles, type UsageFiles } from './testing/usage-files.ts';

let usage: UsageFiles;

beforeAll(async () => {
  usage = await openUsageFiles();
});

afterAll(() => usage.close());

const fetch: UsageFiles['fetch'] = (...args) => usage.fetch(...args);

describe('Parquet usage files', () => {
  it('are read with DATE, whole numbers, decimals and dimensions of any type', async () => {
    const name = await usage.parquet(
      'dates.parquet',
      `SELECT * FROM (VALUES (DATE '2026-03-01', 7, 12.50, 'ocr'), (DATE '2026-03-02', NULL, 1.00, NULL), (DATE '2026-03-03', 9, -2.25, ' ocr '))
       AS t(day, jobs, cost, team)`
    );
    const jobs = await fetch(name, { dimensions: { team: 'team' } });
    expect([...jobs.times]).toEqual([day('2026-03-01'), day('2026-03-03')]);
    expect([...jobs.values]).toEqual([7, 9]);
    expect(jobs.dimensions).toEqual([['ocr', 'ocr']]);
    expect([...(await fetch(name, { valueColumn: 'cost' })).values]).toEqual([12.5, 1, -2.25]);
  });

  it('have text read as the metric says it is written', async () => {
    const name = await usage.parquet('local.parquet', `SELECT '31.07.2026' AS day, '1.234,5' AS jobs`);
    const table = await fetch(name, { dateFormat: 'DD.MM.YYYY', decimal: ',' });
    expect([[...table.times], [...table.values]]).toEqual([[day('2026-07-31')], [1234.5]]);
  });

  it('give the day of a timestamp as written, that of one with a zone in UTC, and that of text', async () => {
    const name = await usage.parquet(
      'stamps.parquet',
      `SELECT TIMESTAMP '2026-03-01 23:30:00' AS plain, TIMESTAMPTZ '2026-03-01 23:30:00-05:00' AS zoned,
              '2026-03-01T23:30:00-05:00' AS words, TIMESTAMP_NS '2026-03-01 23:30:00' AS nano, '3' AS jobs`
    );
    const at = async (dateColumn: string) => [...(await fetch(name, { dateColumn })).times];
    expect(await at('plain')).toEqual([day('2026-03-01')]);
    expect(await at('zoned')).toEqual([day('2026-03-02')]);
    expect(await at('words')).toEqual([day('2026-03-01')]);
    expect(await at('nano')).toEqual([day('2026-03-01')]);
  });

  it('give instants for hourly metrics; a timestamp without a zone is read in that of the data source', async () => {
    const name = await usage.parquet(
      'hours.parquet',
      `SELECT TIMESTAMP '2026-07-01 10:00:00' AS plain, TIMESTAMPTZ '2026-07-01 10:00:00+02:00' AS zoned, 1 AS jobs`
    );
    const at = async (dateColumn: string) => [
      ...(
        await fetch(
          name,
          { dateColumn, nativeGrain: 'hour' },
          { calendar: { timezone: 'Europe/Berlin', weekStart: 0, fiscalYearStart: 1 } }
        )
      ).times,
    ];
    expect(await at('plain')).toEqual([Date.UTC(2026, 6, 1, 8)]);
    expect(await at('zoned')).toEqual([Date.UTC(2026, 6, 1, 8)]);
  });

  it('count bad rows by their number in the file, and pick rows by where', async () => {
    const name = await usage.parquet(
      'bad.parquet',
      `SELECT * FROM (VALUES ('2026-03-01', 'x', '1'), ('2026-03-02', 'jobs', '1,5'), ('soon', 'jobs', '2'), ('2026-03-04', 'jobs', 'NaN'))
       AS t(day, kind, jobs)`
    );
    const table = await fetch(name, { where: { kind: 'jobs' } });
    expect(table.rows).toBe(0);
    expect(table.badSamples).toEqual([
      'bad.parquet row 2: "1,5" in column jobs is not a number',
      'bad.parquet row 3: "soon" in column day is not a date such as 2026-07-31',
    ]);
  });

  it('take an infinity for a bad value and NaN for a missing one', async () => {
    const name = await usage.parquet(
      'floats.parquet',
      `SELECT * FROM (VALUES (DATE '2026-03-01', 'inf'::DOUBLE), (DATE '2026-03-01', 'nan'::DOUBLE), (DATE '2026-03-01', 4.5)) AS t(day, jobs)`
    );
    const table = await fetch(name);
    expect([...table.values]).toEqual([4.5]);
    expect(table.badRows).toBe(1);
  });

  it('fail on missing columns and on columns of another type', async () => {
    const name = await usage.parquet('types.parquet', `SELECT 20260301 AS day, true AS jobs, DATE '2026-03-01' AS d`);
    expect(await failure(fetch(name))).toBe(
      'badData: The metric jobs needs DATE, TIMESTAMP or text in column day, which types.parquet has as INTEGER.'
    );
    expect(await failure(fetch(name, { dateColumn: 'd' }))).toContain('needs a number or text in column jobs');
    expect(await failure(fetch(name, { valueColumn: 'count' }))).toContain('its columns are day, jobs, d.');
  });

  it('name the file in what the engine says of it, and leave its own defects as they are', async () => {
    const found = { path: '/x/torn.parquet', label: 'torn.parquet', size: 1, modifiedMs: 1 };
    const said = (thrown: UnitEconomicsError) =>
      failure(
        describeParquet(
          found,
          { cacheDirectory: '', run: () => Promise.reject(thrown), close: () => Promise.resolve() },
          new AbortController().signal
        )
      );
    expect(await said(new UnitEconomicsError('badData', 'The content is damaged.'))).toBe(
      'badData: torn.parquet cannot be read. The content is damaged.'
    );
    expect(await said(new UnitEconomicsError('internal', 'A defect.'))).toBe('internal: A defect.');
  });
});
