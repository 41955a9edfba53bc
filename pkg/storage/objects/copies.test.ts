import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnitEconomicsError } from '../../model/errors.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { ConnectionFiles } from '../connection-files.ts';
import { stops } from './testing/front.ts';
import { openGcs } from './testing/gcs-server.ts';
import { extensions, failure, openFiles, placeIn } from './testing/store-files.ts';
import { askedOf, isListing, type TestStore } from './testing/test-store.ts';

const hour = 3_600_000;
const day = 24 * hour;
const never = new AbortController().signal;

let store: TestStore;
let cacheDirectory: string;
let now: number;
let files: ConnectionFiles;
let closing: AbortController;

beforeEach(async () => {
  store = await openGcs();
  cacheDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), 'copies-')));
  now = Date.now();
  closing = new AbortController();
  files = await openFiles(cacheDirectory, () => now, closing.signal);
});
afterEach(async () => {
  closing.abort();
  await store.close();
  rmSync(cacheDirectory, { recursive: true });
});

function list(location: string, settings: Record<string, unknown> = {}, signal = never) {
  return files.list(placeIn(store, settings), location, extensions, signal);
}

/** An object of so many bytes. */
function put(key: string, size: number): Promise<void> {
  return store.put(key, 'x'.repeat(size));
}

async function onDisk(): Promise<readonly { readonly name: string; readonly size: number }[]> {
  const entries = await readdir(cacheDirectory, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile());
  return await Promise.all(
    found.map(async ({ name, parentPath }) => ({ name, size: (await stat(path.join(parentPath, name))).size }))
  );
}

async function bytesOnDisk(): Promise<number> {
  return (await onDisk()).reduce((sum, { size }) => sum + size, 0);
}

describe('the room for copies', () => {
  const settings = { cacheSize: 1000 };

  it('is too small for one object', async () => {
    await put('a.csv', 1001);
    expect(await failure(list('a.csv', settings))).toBe(
      'tooMuch: The object a.csv in the bucket bills has 1 kB, more than the 1 kB that the connection exports may use. Raise its cacheSize.'
    );
    expect(askedOf(store.front).objects).toEqual([]);
  });

  it('is too small for all objects of a location', async () => {
    await put('a.csv', 600);
    await put('b.csv', 600);
    expect(await failure(list('*.csv', settings))).toBe(
      'tooMuch: 2 objects in the bucket bills have 1.2 kB together, more than the 1 kB that the connection exports may use. Raise its cacheSize, or give a narrower location.'
    );
    expect(askedOf(store.front).objects).toEqual([]);
  });

  it('is made by removing those that were not used for longest', async () => {
    for (const key of ['a.csv', 'b.csv', 'c.csv']) {
      await put(key, 300);
      await list(key, settings);
      now += 2 * hour;
    }
    await list('a.csv', settings); // b is now the oldest, then c
    now += 2 * hour;
    askedOf(store.front);

    await put('d.csv', 250);
    await list('d.csv', settings); // 3 * 300 + 250 is 150 too much; without b 850 are left, which is below nine tenths
    expect(await bytesOnDisk()).toBe(850);
    askedOf(store.front);
    await list('a.csv', settings);
    await list('c.csv', settings);
    await list('d.csv', settings);
    expect(askedOf(store.front).objects).toEqual([]);
  });

  it('is not made by removing what was read within the hour', async () => {
    await put('a.csv', 600);
    await put('b.csv', 600);
    const [a] = await list('a.csv', settings);
    now += hour - 1000;
    expect(await failure(list('b.csv', settings))).toBe(
      'tooMuch: There is no room for a copy of the object b.csv in the bucket bills: other objects that were read within the last hour fill the 1 kB that the connection exports may use. Raise its cacheSize.'
    );
    expect(await readFile(a?.path ?? '', 'utf8')).toHaveLength(600);

    now += 2000;
    await list('b.csv', settings);
    expect(await onDisk()).toHaveLength(1);
  });

  it('counts what another process has brought', async () => {
    const other = await openFiles(cacheDirectory, () => now);
    await put('a.csv', 600);
    await put('b.csv', 600);
    await list('a.csv', settings);
    await other.list(placeIn(store, settings), 'a.csv', extensions, never);
    now += 2 * hour;
    await other.list(placeIn(store, settings), 'b.csv', extensions, never);
    expect(await bytesOnDisk()).toBe(600);
  });

  it('is shared by objects that come at the same time', async () => {
    for (const key of ['a.csv', 'b.csv', 'c.csv', 'd.csv']) {
      await put(key, 400);
    }
    const outcomes = await Promise.all(['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((key) => failure(list(key, settings))));
    expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(2);
    expect(await bytesOnDisk()).toBe(800);
  });
});

describe('a copy', () => {
  it('is made on when the time of a query is over, and not when its caller leaves', async () => {
    await put('a.csv', 10);
    await put('b.csv', 10);
    const clock = new AbortController();
    let release = (): void => undefined;
    store.front.meddle = (asked) =>
      asked.includes('b.csv')
        ? (_response, pass) => {
            release = pass;
            clock.abort(new UnitEconomicsError('timeout', 'The query took too long.'));
          }
        : undefined;
    const first = failure(list('*.csv', {}, clock.signal));
    expect(await first).toMatch(
      /^timeout: The connection exports \(gcs\) is still fetching objects from the bucket bills: [01] of 2 \(20 bytes in all\) are here\. Ask again in a moment; each is fetched only once\.$/
    );
    const second = list('*.csv');
    release();
    expect((await second).map(({ label }) => label)).toEqual(['a.csv', 'b.csv']);
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['a.csv', 'b.csv'] });
  });

  it('is no longer made when the process ends', async () => {
    await put('a.csv', 10);
    const clock = new AbortController();
    const left = new Promise<void>((resolve) => {
      store.front.meddle = (asked) =>
        isListing(asked)
          ? undefined
          : (response, pass) => {
              response.once('close', resolve);
              stops('hangs', () => {
                clock.abort(new UnitEconomicsError('timeout', 'The query took too long.'));
              })(response, pass);
            };
    });
    expect(await failure(list('a.csv', {}, clock.signal))).toMatch(/^timeout: .* is still fetching/);
    closing.abort();
    await left;
  });

  it('that a dead process has left unfinished is removed', async () => {
    await put('a.csv', 10);
    await list('a.csv');
    const [folder = ''] = await readdir(path.join(cacheDirectory, 'objects'));
    const leftover = path.join(cacheDirectory, 'objects', folder, 'x.csv.1.writing');
    const young = path.join(cacheDirectory, 'objects', folder, 'y.csv.2.writing');
    await writeFile(leftover, 'half');
    await writeFile(young, 'half');
    await utimes(leftover, new Date(now - 2 * hour), new Date(now - 2 * hour));
    now += 120_000;
    await put('b.csv', 10);
    await list('b.csv');
    expect((await onDisk()).map(({ name }) => name)).toContain('y.csv.2.writing');
    expect((await onDisk()).map(({ name }) => name)).not.toContain('x.csv.1.writing');
  });

  it('is another one for other credentials', async () => {
    await put('a.csv', 10);
    const [mine] = await list('a.csv');
    const place = placeIn(store);
    const others = { ...place, secrets: new ConnectionSecrets({}, 'another fingerprint') };
    const [theirs] = await files.list(others, 'a.csv', extensions, never);
    expect(theirs?.path).not.toBe(mine?.path);
    const renamed = { ...place, connection: { ...place.connection, name: 'other_name' } };
    expect(await files.list(renamed, 'a.csv', extensions, never)).toEqual([mine]);
  });
});

it('removes the copies of connections that nobody uses any more', async () => {
  await put('a.csv', 10);
  const unused = path.join(cacheDirectory, 'objects', 'unused');
  mkdirSync(unused, { recursive: true });
  await writeFile(path.join(unused, 'x.csv'), 'x');
  await utimes(unused, new Date(now - 31 * day), new Date(now - 31 * day));
  mkdirSync(path.join(cacheDirectory, 'objects', 'used'));
  await list('a.csv');
  expect(await readdir(path.join(cacheDirectory, 'objects'))).toHaveLength(2);
  expect(await readdir(path.join(cacheDirectory, 'objects'))).toContain('used');
});
