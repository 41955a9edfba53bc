import { utimesSync } from 'node:fs';
import path from 'node:path';
import type { SqlEngine } from '../storage/engine.ts';
import type { ConnectionFiles } from '../storage/connection-files.ts';
import { makeUsageSource } from './registry.ts';
import { failure, openUsageFiles, signal, usageRequest, type UsageFiles } from './testing/usage-files.ts';

let usage: UsageFiles;

beforeAll(async () => {
  usage = await openUsageFiles();
});

afterAll(() => usage.close());

const file = (name: string, content: string | Buffer) => usage.file(name, content);
const fetch: UsageFiles['fetch'] = (...args) => usage.fetch(...args);

describe('files of one location', () => {
  it('are read one after the other in the order of their names, whatever their formats', async () => {
    file('many/a.csv', 'day,jobs\n2026-03-01,1\n');
    file('many/b.csv', 'jobs;day\n2;2026-03-02\n');
    await usage.parquet('many/c.parquet', `SELECT '2026-03-03' AS day, 3 AS jobs`);
    file('many/notes.txt', 'not read');
    expect([...(await fetch('many')).values]).toEqual([1, 2, 3]);
    expect([...(await fetch('many/*.csv')).values]).toEqual([1, 2]);
  });

  it('fail as a whole where one cannot be read, with its name', async () => {
    file('torn/a.csv', 'day,jobs\n2026-03-01,1\n');
    file('torn/b.csv.gz', 'plain text');
    expect(await failure(fetch('torn'))).toBe(
      'badData: The metric jobs cannot read torn/b.csv.gz: it is not a whole gzip file; write it again.'
    );
  });

  it('may vanish between listing and reading, which is said in our own words', async () => {
    const gone = { path: path.join(usage.directory, 'gone.csv'), label: 'gone.csv', size: 1, modifiedMs: 1 };
    const files: ConnectionFiles = {
      list: () => Promise.resolve([gone]),
      reach: () => Promise.reject(new Error('not used')),
    };
    const engine: SqlEngine = {
      cacheDirectory: '',
      run: () => Promise.reject(new Error('not used')),
      close: () => Promise.resolve(),
    };
    const work = makeUsageSource({ files, engine, cacheDirectory: '', now: Date.now }).fetch(
      usageRequest(usage.directory, 'gone.csv'),
      signal
    );
    expect(await failure(work)).toBe(
      'badData: The metric jobs cannot read gone.csv: the file has just been removed; query again.'
    );
  });

  it('are an error that names the metric and the location where there is none', async () => {
    const said = await failure(fetch('nothing.csv'));
    expect(said).toContain('notFound: The metric jobs has no file to read from the connection ');
    expect(said).toContain('nothing.csv');
  });

  it('outside the connection are refused', async () => {
    expect(await failure(fetch('../secret.csv'))).toContain(
      'notAllowed: The metric jobs has no file to read from the connection '
    );
  });

  it('stop being read when the query is cancelled', async () => {
    const controller = new AbortController();
    const location = file('cancel.csv', `day,jobs\n${'2026-03-01,1\n'.repeat(400_000)}`);
    const work = usage.source.fetch(usageRequest(usage.directory, location), controller.signal);
    setImmediate(() => {
      controller.abort();
    });
    await expect(work).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('the total series', () => {
  const distinct = { additivity: 'distinct', dimensions: { product: 'product' }, valueColumn: 'customers' };

  it('reads its own location, falls back to the columns of the metric and has no dimensions', async () => {
    const total = file('total.csv', 'day,customers\n2026-03-01,90\n');
    const table = await fetch(
      'unused',
      { ...distinct, where: { kind: 'x' }, total: { location: total } },
      { part: 'total' }
    );
    expect([...table.values]).toEqual([90]);
    expect(table.dimensions).toEqual([]);
  });

  it('may name other columns', async () => {
    const total = file('total2.csv', 'd,n\n2026-03-01,91\n');
    const table = await fetch(
      'unused',
      { ...distinct, total: { location: total, dateColumn: 'd', valueColumn: 'n' } },
      { part: 'total' }
    );
    expect([...table.values]).toEqual([91]);
  });

  it('is an error that names the way out where none is declared', async () => {
    expect(await failure(fetch('unused', distinct, { part: 'total' }))).toContain(
      'badSettings: The metric jobs has no total series; add total:'
    );
  });
});

describe('version and columns', () => {
  it('changes with the files and with the definition, and with nothing else', async () => {
    const location = file('version.csv', 'day,jobs\n');
    const version = (metric = {}) => usage.source.version(usageRequest(usage.directory, location, metric), signal);
    const before = await version();
    expect(await version()).toBe(before);
    expect(await version({ where: { a: 'b' } })).not.toBe(before);
    utimesSync(path.join(usage.directory, location), 1, 1);
    expect(await version()).not.toBe(before);
  });

  it('lists the columns of all files once', async () => {
    file('columns/first.csv', ' day ;jobs\n2026-03-01;1\n');
    await usage.parquet('columns/second.parquet', 'SELECT 1 AS jobs, 2 AS extra');
    const request = usageRequest(usage.directory, 'columns');
    expect(await usage.source.describe(request, signal)).toMatchObject({
      reached: '2 files',
      columns: ['day', 'jobs', 'extra'],
    });
  });
});
