import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { readdir, readFile, stat, truncate } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConnectionFiles } from '../connection-files.ts';
import type { FoundFile } from '../file-access.ts';
import { openAzure } from './testing/azure-server.ts';
import { hangs, openFront, stops, type Meddling } from './testing/front.ts';
import { openGcs } from './testing/gcs-server.ts';
import { openS3 } from './testing/s3-server.ts';
import { askedOf, isListing, type TestStore } from './testing/test-store.ts';
import { extensions, failure, openFiles, placeIn } from './testing/store-files.ts';

const minute = 60_000;
const never = new AbortController().signal;

describe.each([
  ['S3', openS3],
  ['Google Cloud Storage', openGcs],
  ['Azure Blob', openAzure],
])('files in %s', (_, open) => {
  let store: TestStore;
  let cacheDirectory: string;
  let now: number;
  let files: ConnectionFiles;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(async () => {
    await store.close();
  });
  beforeEach(async () => {
    cacheDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), 'objects-')));
    now = Date.now();
    files = await openFiles(cacheDirectory, () => now);
    store.front.meddle = undefined;
    askedOf(store.front);
  });
  afterEach(() => {
    rmSync(cacheDirectory, { recursive: true });
  });

  function list(location: string, settings: Record<string, unknown> = {}, signal = never) {
    return files.list(placeIn(store, settings), location, extensions, signal);
  }

  async function labels(location: string, settings?: Record<string, unknown>): Promise<readonly string[]> {
    return (await list(location, settings)).map(({ label }) => label);
  }

  async function contents(found: readonly FoundFile[]): Promise<Record<string, string>> {
    const read = found.map(async ({ label, path: file }) => [label, await readFile(file, 'utf8')] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  /** Names of all files below the cache directory. */
  async function onDisk(): Promise<readonly string[]> {
    const entries = await readdir(cacheDirectory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  const toListings = (meddling: Meddling) => (asked: string) => (isListing(asked) ? meddling : undefined);
  const toObjects = (meddling: Meddling) => (asked: string) => (isListing(asked) ? undefined : meddling);
  const says = (status: number, code: string) => (response: ServerResponse) => {
    store.says(status, code, response);
  };

  describe('found by a location', () => {
    beforeAll(async () => {
      const keys = ['2026/a.csv', '2026/b.parquet', '2026/more/c.csv', '2026/notes.txt', '2026/x[1].csv', '2026-old/d.csv']; // prettier-ignore
      for (const key of [...keys, '2026/.hidden/e.csv', '2026/.f.csv', 'Ä b/+&=%20.csv']) {
        await store.put(`found/${key}`, key);
      }
    });

    it.each([
      ['found/2026/a.csv', ['found/2026/a.csv']],
      ['found/2026', ['found/2026/a.csv', 'found/2026/b.parquet', 'found/2026/more/c.csv', 'found/2026/x[1].csv']],
      ['found/2026/', ['found/2026/a.csv', 'found/2026/b.parquet', 'found/2026/more/c.csv', 'found/2026/x[1].csv']],
      ['found/2026/*.csv', ['found/2026/a.csv', 'found/2026/x[1].csv']],
      ['found/2026*/*.csv', ['found/2026-old/d.csv', 'found/2026/a.csv', 'found/2026/x[1].csv']],
      ['found/**/{c,d}.csv', ['found/2026-old/d.csv', 'found/2026/more/c.csv']],
      ['found/2026/x[1].csv', ['found/2026/x[1].csv']],
      ['found/Ä b', ['found/Ä b/+&=%20.csv']],
      ['./found/2026/more/../more', ['found/2026/more/c.csv']],
    ])('%s', async (location, keys) => {
      if (location.includes('..')) {
        expect(await failure(list(location))).toMatch(/^notAllowed: The location .* climbs out/);
        return;
      }
      expect(await labels(location)).toEqual(keys);
    });

    it('below the prefix of its connection alone', async () => {
      expect(await labels('2026-old', { prefix: '/found/' })).toEqual(['found/2026-old/d.csv']);
      expect(await labels('*/a.csv', { prefix: 'found' })).toEqual(['found/2026/a.csv']);
      expect(await labels('.', { prefix: 'found/2026-old' })).toEqual(['found/2026-old/d.csv']);
      expect(await contents(await list('Ä b', { prefix: 'found' }))).toEqual({
        'found/Ä b/+&=%20.csv': 'Ä b/+&=%20.csv',
      });
    });

    it('are reached by as little as can be listed', async () => {
      const { reached, remarks } = await files.reach(placeIn(store, {}), never);
      expect(reached).toMatch(/, which may be listed/);
      expect(askedOf(store.front)).toEqual({ listings: 1, objects: [] });
      expect(remarks).toEqual([]);
      expect((await files.reach(placeIn(store, { prefix: 'nowhere' }), never)).remarks).toEqual([
        'There is nothing in it below nowhere.',
      ]);
    });

    it('and not found', async () => {
      const { connection } = placeIn(store);
      const bucket =
        'container' in connection ? 'the container bills of the account devstoreaccount1' : 'the bucket bills';
      expect(await failure(list('found/2027'))).toBe(
        `notFound: No object (.csv, .csv.gz, .parquet) matches the location found/2027 in ${bucket} (connection exports). Check the location and whether the export has arrived.`
      );
    });
  });

  it('come in pages of a thousand, of which no more is listed than the location begins with', async () => {
    const keys = Array.from({ length: 1100 }, (_unused, index) => `pages/${String(index + 1).padStart(4, '0')}.csv`);
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => store.put(key, key)));
    }
    const hundreds = keys.filter((key) => key.endsWith('00.csv'));
    expect(await labels('pages/*00.csv')).toEqual(hundreds);
    expect(askedOf(store.front)).toMatchObject({ listings: 2, objects: { length: 11 } });
    expect(await labels('pages/10*00.csv')).toEqual(['pages/1000.csv']);
    const [listing = '', ...more] = store.front.asked;
    expect(new URL(listing.replace('GET ', ''), 'http://here').searchParams.get('prefix')).toBe('pages/10');
    expect(more).toEqual([]); // the copy of the other location is the same
  });

  it('are fetched once, kept private, and listed again after refresh', async () => {
    await store.put('once/a.csv', 'first');
    await store.put('once/b.csv', 'second');
    const found = await list('once/*.csv');
    expect(await contents(found)).toEqual({ 'once/a.csv': 'first', 'once/b.csv': 'second' });
    for (const file of found) {
      expect((await stat(file.path)).mode & 0o777).toBe(0o600);
      expect((await stat(path.dirname(file.path))).mode & 0o777).toBe(0o700);
    }
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['a.csv', 'b.csv'] });

    now += 14 * minute;
    expect(await list('once/*.csv')).toEqual(found);
    expect(askedOf(store.front)).toEqual({ listings: 0, objects: [] });

    now += 2 * minute;
    expect(await list('once/*.csv')).toEqual(found);
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: [] });

    files = await openFiles(cacheDirectory, () => now);
    expect(await list('once/*.csv')).toEqual(found);
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: [] });
  });

  it('are seen as they are now after refresh: changed, new and removed ones', async () => {
    await store.put('now/changes.csv', 'before');
    await store.put('now/stays.csv', 'stays');
    await store.put('now/goes.csv', 'goes');
    const before = await list('now/*.csv', { refresh: '5m' });
    await store.put('now/changes.csv', 'after.');
    await store.put('now/comes.csv', 'comes');
    await store.remove('now/goes.csv');
    askedOf(store.front);
    expect(await list('now/*.csv', { refresh: '5m' })).toEqual(before);

    now += 6 * minute;
    const after = await list('now/*.csv', { refresh: '5m' });
    expect(await contents(after)).toEqual({ 'now/changes.csv': 'after.', 'now/comes.csv': 'comes', 'now/stays.csv': 'stays' }); // prettier-ignore
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['changes.csv', 'comes.csv'] });
    const pathOf = (found: readonly FoundFile[], end: string) => found.find(({ label }) => label.endsWith(end))?.path;
    expect(pathOf(after, 'stays.csv')).toBe(pathOf(before, 'stays.csv'));
    expect(pathOf(after, 'changes.csv')).not.toBe(pathOf(before, 'changes.csv'));
    expect(await contents(before)).toMatchObject({ 'now/changes.csv': 'before' }); // for a query that still reads it
  });

  it('that change between listing and reading are listed again', async () => {
    await store.put('late/a.csv', 'before');
    store.front.meddle = (asked) =>
      isListing(asked)
        ? undefined
        : (_response, pass) => {
            store.front.meddle = undefined;
            void store.put('late/a.csv', 'after, and longer').then(pass);
          };
    expect(await contents(await list('late/*.csv'))).toEqual({ 'late/a.csv': 'after, and longer' });
    expect(askedOf(store.front)).toEqual({ listings: 2, objects: ['a.csv', 'a.csv'] });
  });

  it('are asked for once by twenty panels', async () => {
    await store.put('panels/a.csv', 'a');
    await store.put('panels/b.csv', 'b');
    const all = await Promise.all(Array.from({ length: 20 }, () => list('panels/*.csv')));
    expect(new Set(all.map((found) => JSON.stringify(found))).size).toBe(1);
    expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['a.csv', 'b.csv'] });
  });

  it('are fetched again where a copy is not whole', async () => {
    await store.put('torn/a.csv', 'whole');
    const [file] = await list('torn/a.csv');
    await truncate(file?.path ?? '', 2);
    expect(await contents(await list('torn/a.csv'))).toEqual({ 'torn/a.csv': 'whole' });
  });

  describe('of a store that fails', () => {
    const secretFree = (message: string) => {
      for (const secret of Object.values(store.secrets)) {
        expect(message).not.toContain(secret);
      }
      return message;
    };

    beforeAll(async () => {
      await store.put('fails/a.csv', 'the content');
    });

    it.each([403, 401])('by refusing the listing with %i', async (status) => {
      store.front.meddle = toListings(says(status, 'AccessDenied'));
      const message = secretFree(await failure(list('fails/*.csv')));
      expect(message).toMatch(
        new RegExp(`^denied: The connection exports \\(${store.type}\\) may not read the (bucket|container) bills.* \\(${status} AccessDenied\\)\\. Check its credentials: they need `) // prettier-ignore
      );
      expect(store.front.asked).toHaveLength(1);
    });

    it('by refusing an object, which is named', async () => {
      store.front.meddle = toObjects(says(403, 'AccessDenied'));
      expect(secretFree(await failure(list('fails/*.csv')))).toMatch(
        /^denied: .* may not read the object fails\/a\.csv in the (bucket|container) bills/
      );
    });

    it('by not having the bucket', async () => {
      expect(secretFree(await failure(list('fails/*.csv', store.elsewhere)))).toMatch(
        /^notFound: The connection exports \(\S+\) does not find the (bucket|container) nothing.* \(404 \w+\)\. Check its name/
      );
    });

    it('by failing twice and going on', async () => {
      const left = { listings: 2, objects: 2 };
      store.front.meddle = (asked) =>
        left[isListing(asked) ? 'listings' : 'objects']-- > 0 ? says(500, 'InternalError') : undefined;
      expect(await contents(await list('fails/*.csv'))).toEqual({ 'fails/a.csv': 'the content' });
      expect(askedOf(store.front)).toEqual({ listings: 3, objects: ['a.csv', 'a.csv', 'a.csv'] });
    });

    it('by asking for fewer requests, again and again', async () => {
      const [status, code] = store.type === 'gcs' ? ([429, 'rateLimitExceeded'] as const) : ([503, store.type === 's3' ? 'SlowDown' : 'ServerBusy'] as const); // prettier-ignore
      store.front.meddle = toListings(says(status, code));
      expect(secretFree(await failure(list('fails/*.csv')))).toMatch(
        new RegExp(
          `^throttled: The connection exports \\(${store.type}\\) is asked for fewer requests to .* \\(${status} ${code}\\)`
        )
      );
      expect(store.front.asked).toHaveLength(3);
    });

    it('by not answering', async () => {
      store.front.meddle = toListings(hangs);
      expect(secretFree(await failure(list('fails/*.csv', { timeout: '1s' })))).toMatch(
        /^timeout: The connection exports \(\S+\) got nothing of the (bucket|container) bills.* for 1 seconds\./
      );
    });

    it('by stopping in the middle of an object', async () => {
      store.front.meddle = toObjects(stops('hangs'));
      expect(secretFree(await failure(list('fails/*.csv', { timeout: '1s' })))).toMatch(
        /^timeout: .* got nothing of the object fails\/a\.csv in the (bucket|container) bills/
      );
    });

    it('by breaking off in the middle of an object, after which it is read again', async () => {
      let breaks = 2;
      store.front.meddle = (asked) => (isListing(asked) || breaks-- <= 0 ? undefined : stops('breaks'));
      expect(await contents(await list('fails/*.csv', { timeout: '1s' }))).toEqual({ 'fails/a.csv': 'the content' });
      expect(await onDisk()).toHaveLength(1);
    });

    it('by always breaking off: nothing is kept', async () => {
      store.front.meddle = toObjects(stops('breaks'));
      // Google's client does not notice that a connection broke.
      expect(secretFree(await failure(list('fails/*.csv', { timeout: '1s' })))).toMatch(
        /^(unreachable: .* cannot reach|timeout: .* got nothing of) the object fails\/a\.csv in the (bucket|container) bills/
      );
      expect(await onDisk()).toEqual([]);
    });

    it('by not being there', async () => {
      const front = await openFront(() => undefined);
      await front.close();
      const endpoint = String(store.settings['endpoint']).replace(store.front.url, front.url);
      expect(secretFree(await failure(list('fails/*.csv', { endpoint })))).toMatch(
        /^unreachable: The connection exports \(\S+\) cannot reach the (bucket|container) bills/
      );
    });
  });

  it('are no longer fetched when nobody waits', async () => {
    await store.put('leave/a.csv', 'the content');
    const caller = new AbortController();
    const left = new Promise<void>((resolve) => {
      store.front.meddle = toObjects((response, pass) => {
        response.once('close', resolve);
        stops('hangs', () => {
          caller.abort();
        })(response, pass);
      });
    });
    expect(await failure(list('leave/*.csv', {}, caller.signal))).toContain('AbortError');
    await left;
    store.front.meddle = undefined;
    expect(await contents(await list('leave/*.csv'))).toEqual({ 'leave/a.csv': 'the content' });
    while ((await onDisk()).length > 1); // what was begun goes in its own time
  });

  it('come to two processes at once into one directory', async () => {
    const keys = Array.from({ length: 20 }, (_unused, index) => `two/${index}.csv`);
    await Promise.all(keys.map((key) => store.put(key, key.repeat(1000))));
    const other = await openFiles(cacheDirectory, () => now);
    const both = await Promise.all(
      [files, other].map((one) => one.list(placeIn(store), 'two/*.csv', extensions, never))
    );
    expect(both[0]).toEqual(both[1]);
    const expected = Object.fromEntries(keys.map((key) => [key, key.repeat(1000)]));
    expect(await contents(both[0] ?? [])).toEqual(expected);
    expect(await onDisk()).toHaveLength(20);
  });
});
