import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bareDimension } from '../../pkg/cost/dimension-id.ts';
import { createCostSource } from '../../pkg/cost/files-cost-source.ts';
import { never, openTestBills, request, type TestBills } from '../../pkg/cost/testing.ts';
import { createConnectionFiles } from '../../pkg/storage/connection-files.ts';
import { createDuckDbEngine } from '../../pkg/storage/duckdb-engine.ts';
import { createFileAccess } from '../../pkg/storage/local-files.ts';

// Whatever happens to a process, a disk or a file: no answer is ever wrong, and what cannot be told is told by name.

let bills: TestBills;
beforeEach(async () => {
  bills = await openTestBills();
});
afterEach(async () => {
  await bills.close();
});

/** `rows` charges of an hour at 1 each in the given month of 2024, each on a resource of its own: parts as large as bills. */
const charges = (month: number, rows: number) => {
  const start = `TIMESTAMP '2024-${String(month).padStart(2, '0')}-01' + to_hours(CAST(i % 600 AS INTEGER))`;
  return `SELECT ${start} AS ChargePeriodStart, ${start} + INTERVAL 1 HOUR AS ChargePeriodEnd, CAST(1 AS DOUBLE) AS BilledCost,
    'USD' AS BillingCurrency, md5(CAST(i AS VARCHAR)) AS ResourceId FROM range(${rows}) t(i)`;
};

const asked = () => request(bills, '*.parquet', { dimensions: [bareDimension('ResourceId')] });
const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

interface Answered {
  readonly cost: number;
  readonly rows: number;
  readonly origin: string;
}

/** Another process over the same folders, with what it printed before it ended. */
function otherProcess(...more: readonly string[]): Promise<{ signal: string | null; answers: readonly Answered[] }> {
  const script = path.join(__dirname, 'rollup-process.ts');
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [script, bills.root, bills.cache, ...more], (error, stdout, stderr) => {
      if (error && child.signalCode === null) {
        reject(new Error(stderr));
      }
      const lines = stdout.trim().split('\n');
      resolve({ signal: child.signalCode, answers: lines.map((line) => JSON.parse(line) as Answered) });
    });
  });
}

const cached = async (ending: string): Promise<readonly string[]> =>
  (await readdir(bills.cache, { recursive: true })).filter((name) => name.endsWith(ending));

it('is not harmed by a process that is killed while it builds', async () => {
  for (let month = 1; month <= 6; month++) {
    await bills.parquet(`${month}.parquet`, charges(month, 20_000));
  }
  const killed = await otherProcess('2');
  expect(killed).toEqual({ signal: 'SIGKILL', answers: [{ cost: 120_000, rows: 120_000, origin: 'scan' }] });
  expect((await cached('.parquet')).length).toBeGreaterThanOrEqual(2);

  const next = await otherProcess();
  expect(next.answers.map(({ cost, rows }) => [cost, rows])).toEqual([
    [120_000, 120_000],
    [120_000, 120_000],
  ]);
  expect(next.answers[1]?.origin).toBe('rollup');
  expect(await cached('.parquet')).toHaveLength(6);
});

it('is built by two processes at once, and both answer the same', async () => {
  for (let month = 1; month <= 6; month++) {
    await bills.parquet(`${month}.parquet`, charges(month, 20_000));
  }
  const both = await Promise.all([otherProcess(), otherProcess()]);
  for (const { signal, answers } of both) {
    expect(signal).toBeNull();
    expect(answers.map(({ cost, rows }) => [cost, rows])).toEqual([
      [120_000, 120_000],
      [120_000, 120_000],
    ]);
  }
  const later = await bills.source.fetch(asked(), never);
  expect([total(later.amounts), later.origin]).toEqual([120_000, 'rollup']);
  expect(await cached('.parquet')).toHaveLength(6);
  expect(await cached('.writing')).toEqual([]);
});

/** A disk of its own of 24 MB at the given place; false where this machine lets nobody mount. */
function mountSmallDisk(place: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'tmpfs', place]).status === 0;
}

function canMount(): boolean {
  const place = mkdtempSync(path.join(tmpdir(), 'unit-economics-mount-'));
  const isMounted = mountSmallDisk(place);
  if (isMounted) {
    spawnSync('umount', [place]);
  }
  rmSync(place, { recursive: true });
  return isMounted;
}

(canMount() ? it : it.skip)(
  'goes on reading charges while the disk of the cache is full, and builds when there is room again',
  async () => {
    const place = await mkdtemp(path.join(tmpdir(), 'unit-economics-small-disk-'));
    expect(mountSmallDisk(place)).toBe(true);
    try {
      const cacheDirectory = path.join(place, 'cache');
      await mkdir(cacheDirectory, { mode: 0o700 });
      const filler = path.join(place, 'filler');
      await writeFile(filler, Buffer.alloc(23 * 1024 * 1024));
      await bills.parquet('1.parquet', charges(1, 200_000)); // its part takes some 7 MB
      const local = await createFileAccess([bills.root]);
      const engine = createDuckDbEngine({ allowed: local.allowed, cacheDirectory, threads: 1 });
      let now = Date.now();
      const source = createCostSource({
        files: createConnectionFiles({ files: local, cacheDirectory, now: () => now }),
        engine,
        log: { info: () => undefined, warn: () => undefined },
        now: () => now,
        listingMs: 0,
      });
      const ask = async () => {
        const { amounts, origin } = await source.fetch(asked(), never);
        await source.settled();
        return [total(amounts), origin];
      };
      expect(await ask()).toEqual([200_000, 'scan']);
      expect(await ask()).toEqual([200_000, 'scan']);
      const { failure, ...state } = source.progress(asked()) ?? {};
      expect(state).toEqual({ built: 0, of: 1, running: false });
      expect(failure).toMatch(/^1\.parquet: The disk of the cache directory is full\. Free some of it/);

      await rm(filler);
      expect(await ask()).toEqual([200_000, 'scan']); // it rests for a while after a failure
      now += 6 * 60_000;
      expect(await ask()).toEqual([200_000, 'scan']);
      expect(await ask()).toEqual([200_000, 'rollup']);
      expect(source.progress(asked())).toBeUndefined();
      await source.close();
      await engine.close();
    } finally {
      spawnSync('umount', [place]);
      await rm(place, { recursive: true, force: true });
    }
  }
);

it('never mixes two states of a file that is replaced again and again', async () => {
  await mkdir(path.join(bills.root, 'states'));
  await bills.parquet('states/old.parquet', charges(3, 30_000));
  await bills.parquet('states/new.parquet', charges(5, 20_000));
  const live = path.join(bills.root, 'live.parquet');
  await copyFile(path.join(bills.root, 'states/old.parquet'), live);
  let swaps = 0;
  const stop = new AbortController();
  const swapping = (async () => {
    while (!stop.signal.aborted) {
      swaps++;
      const aside = path.join(bills.root, 'aside');
      await copyFile(path.join(bills.root, `states/${swaps % 2 === 0 ? 'old' : 'new'}.parquet`), aside);
      await rename(aside, live);
    }
  })();
  const seen = new Set<string>();
  for (let round = 0; round < 60; round++) {
    try {
      const { amounts, rows } = await bills.source.fetch(asked(), never);
      seen.add(`${total(amounts)} from ${total(rows)} rows`);
    } catch (error) {
      seen.add(String(error).includes('live.parquet') ? 'refused by name' : String(error));
    }
  }
  stop.abort();
  await swapping;
  expect(swaps).toBeGreaterThan(60);
  const allowed = ['30000 from 30000 rows', '20000 from 20000 rows', 'refused by name'];
  expect([...seen].filter((state) => !allowed.includes(state))).toEqual([]);

  await copyFile(path.join(bills.root, 'states/new.parquet'), live);
  await bills.source.fetch(asked(), never);
  await bills.source.settled();
  const last = await bills.source.fetch(asked(), never);
  expect([total(last.amounts), last.origin]).toEqual([20_000, 'rollup']);
});

it('names a file that is still being written, and serves the others', async () => {
  await bills.parquet('1.parquet', charges(1, 10_000));
  await bills.parquet('2.parquet', charges(2, 10_000));
  const half = path.join(bills.root, '2.parquet');
  const whole = await readFile(half);
  await truncate(half, Math.floor(whole.length / 2));
  const during = await bills.source.fetch(asked(), never);
  expect(total(during.amounts)).toBe(10_000);
  expect(during.facts.fileErrors).toEqual([expect.stringContaining('2.parquet')]);
  await bills.source.settled();

  await writeFile(half, whole);
  const after = await bills.source.fetch(asked(), never);
  expect(total(after.amounts)).toBe(20_000);
  expect(after.facts.fileErrors).toEqual([]);
});
