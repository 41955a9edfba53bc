import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDuckDbEngine } from './duckdb-engine.ts';
import type { SqlEngine } from './engine.ts';
import { identifier, literal } from './quote.ts';

let base: string;
let engine: SqlEngine;
const signal = new AbortController().signal;
beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'unit-economics-engine-'));
  for (const name of ['allowed', 'allowed-not', 'cache']) {
    await mkdir(path.join(base, name));
    await writeFile(path.join(base, name, 'x.csv'), 'a,b\n1,2\n');
  }
  await mkdir(path.join(base, 'cache', 'spill-999999999-dead'));
  engine = createDuckDbEngine({ allowed: [path.join(base, 'allowed')], cacheDirectory: path.join(base, 'cache') });
});
afterAll(async () => {
  await engine.close();
  await rm(base, { recursive: true });
});

/** Minutes of work. */
const endless = 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3';

it('binds values of every kind and gives columns back', async () => {
  const values = [`it's`, 2, 0.5, true, null, ['a', 'b'], 5_000_000_000, []] as const;
  const result = await engine.run(
    'SELECT ?, CAST(? AS DOUBLE), ?, CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(len(?) AS INTEGER), ?, CAST(len(?) AS INTEGER)',
    values,
    signal
  );
  expect(result.rowCount).toBe(1);
  expect(result.strings(0)).toEqual([`it's`]);
  expect([1, 2, 5, 6, 7].map((column) => result.numbers(column)[0])).toEqual([2, 0.5, 2, 5_000_000_000, 0]);
  expect(result.strings(3)).toEqual(['true']);
  expect(result.strings(4)).toEqual([null]);
});

it('reads results over many chunks in order, NaN for null', async () => {
  const result = await engine.run(
    'SELECT CASE WHEN i <> 3 THEN CAST(i AS DOUBLE) END, CAST(i AS VARCHAR) FROM range(10000) t(i) ORDER BY i',
    [],
    signal
  );
  expect(result.numbers(0)[9999]).toBe(9999);
  expect(result.numbers(0)[3]).toBeNaN();
  expect(result.strings(1)[5000]).toBe('5000');
});

it('reads lists of structs over many chunks: every item under its own row, NaN for null', async () => {
  // Row i has i % 5 + 1 items: (i, 0), (i, 1), …; the second field of the third item is null.
  const result = await engine.run(
    `SELECT CAST(i AS VARCHAR) AS name, list(struct_pack(i := i, j := CASE WHEN j <> 2 THEN CAST(j AS DOUBLE) END))
    FROM (SELECT i, unnest(range(i % 5 + 1)) AS j FROM range(5000) t(i)) GROUP BY ALL`,
    [],
    signal
  );
  const { starts, ends, numbers } = result.structLists(1);
  const [i, j] = [numbers(0), numbers(1)];
  expect(result.rowCount).toBe(5000);
  expect(i).toHaveLength(15_000); // 5000 * (1 + 2 + 3 + 4 + 5) / 5
  result.strings(0).forEach((name, row) => {
    const [start, end] = [starts[row], ends[row]];
    const wanted = Array.from({ length: (Number(name) % 5) + 1 }, (_, at) => (at === 2 ? NaN : at));
    expect([...i.subarray(start, end)]).toEqual(wanted.map(() => Number(name)));
    expect([...j.subarray(start, end)].sort()).toEqual([...wanted].sort());
  });
  expect(() => result.structLists(0)).toThrow('column 0 holds no lists of structs');
});

it('quotes names and texts', async () => {
  const name = `a"b'c`;
  const result = await engine.run(`SELECT ${literal(`it's`)} AS ${identifier(name)}`, [], signal);
  expect(result.names).toEqual([name]);
  expect(result.strings(0)).toEqual([`it's`]);
});

it('reads only below the allowed paths and the cache', async () => {
  const count = async (file: string) =>
    (await engine.run('SELECT count(*) FROM read_csv(?)', [file], signal)).numbers(0)[0];
  expect(await count(path.join(base, 'allowed', 'x.csv'))).toBe(1);
  expect(await count(path.join(base, 'cache', 'x.csv'))).toBe(1);
  for (const file of [
    path.join(base, 'allowed-not', 'x.csv'),
    '/etc/passwd',
    path.join(base, 'allowed', '..', 'allowed-not', 'x.csv'),
  ]) {
    await expect(count(file)).rejects.toMatchObject({ code: 'notAllowed' });
  }
});

it.each([`SET threads = 1`, `SET enable_external_access = true`, `INSTALL httpfs`, `ATTACH '/tmp/other.duckdb'`])(
  'refuses %s',
  async (statement) => {
    await expect(engine.run(statement, [], signal)).rejects.toBeInstanceOf(Error);
  }
);

it('works in UTC', async () => {
  expect((await engine.run(`SELECT current_setting('TimeZone')`, [], signal)).strings(0)).toEqual(['UTC']);
});

it('interrupts a statement when its caller goes away, and serves the next', async () => {
  const controller = new AbortController();
  const running = engine.run(endless, [], controller.signal);
  setTimeout(() => {
    controller.abort();
  }, 50);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect((await engine.run('SELECT 1', [], signal)).numbers(0)[0]).toBe(1);
});

it('keeps a fourth statement waiting, and lets it leave the queue', async () => {
  const controllers = [1, 2, 3, 4].map(() => new AbortController());
  const running = controllers.map((controller) => engine.run(endless, [], controller.signal));
  const settled = running.map((one) => one.catch((error: unknown) => error));
  controllers[3]!.abort();
  await expect(running[3]).rejects.toMatchObject({ code: 'cancelled' });
  controllers.forEach((controller) => {
    controller.abort();
  });
  await Promise.all(settled);
  expect((await engine.run('SELECT 1', [], signal)).numbers(0)[0]).toBe(1);
});

it('interrupts what runs when it closes, waits for it, and takes no more', async () => {
  await mkdir(path.join(base, 'closing'));
  const closing = createDuckDbEngine({ allowed: [], cacheDirectory: path.join(base, 'closing') });
  await closing.run('SELECT 1', [], signal);
  const settled: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    closing.run(endless, [], signal).catch((error: unknown) => settled.push(error)); // one more than has a turn
  }
  await closing.close();
  expect(settled).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ code: 'cancelled' }) as unknown));
  await expect(closing.run('SELECT 1', [], signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(path.join(base, 'closing'))).toEqual([]);
});

it('says what is wrong without a path of the server, keeping the cause for the log', async () => {
  const file = path.join(base, 'allowed', 'bad.parquet');
  await writeFile(file, 'PAR1 no');
  const failure = await engine.run('SELECT * FROM read_parquet(?)', [file], signal).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'badData', message: 'The file is not a Parquet file.' });
  expect(String((failure as Error).cause)).toContain(file);
});

it('removes what a killed process has spilled', async () => {
  await engine.run('SELECT 1', [], signal);
  const names = await readdir(path.join(base, 'cache'));
  expect(names.filter((name) => name.startsWith('spill-999999999'))).toEqual([]);
});
