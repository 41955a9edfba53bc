import { createHash } from 'node:crypto';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { ObjectStoreConnection } from '../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import type { FoundFile } from '../file-access.ts';
import { SharedLoad } from '../shared-load.ts';
import { Copies } from './copies.ts';
import type { ReachedPlace } from '../connection-files.ts';
import { CopyFolder } from './copy-folder.ts';
import { findObjects, type WantedObject } from './find-objects.ts';
import { forgetUnusedFolders } from './forget-folders.ts';
import { maxAttempts } from './object-store.ts';
import { openStore } from './open-store.ts';
import { ObjectChanged, StoreAccess } from './store-access.ts';
import { bucketText, storeError } from './store-fault.ts';

/** What a place needs of the process. */
export interface ObjectTools {
  /** Ours, mode 0700; copies go into `objects` below it. */
  readonly cacheDirectory: string;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Aborted when the process ends. */
  readonly closing: AbortSignal;
}

interface Listing {
  readonly load: SharedLoad<readonly WantedObject[]>;
  /** ms since the epoch; undefined while it is under way. */
  loadedAt: number | undefined;
}

const rememberedListings = 1000;

/** The files of one connection to an object store: found by a listing that holds for a while, read from copies on disk. */
export class ObjectPlace {
  readonly #connection: ObjectStoreConnection;
  readonly #access: StoreAccess;
  readonly #directory: string;
  readonly #copies: Copies;
  readonly #now: () => number;
  readonly #listings = new LRUCache<string, Listing>({ max: rememberedListings });

  constructor(
    connection: ObjectStoreConnection,
    secrets: ConnectionSecrets,
    { cacheDirectory, now, closing }: ObjectTools
  ) {
    this.#connection = connection;
    this.#now = now;
    this.#access = new StoreAccess(connection, openStore(connection, secrets));
    this.#directory = path.join(cacheDirectory, 'objects', placeId(connection, secrets));
    const folder = new CopyFolder(this.#directory, connection.cacheSize, now);
    this.#copies = new Copies(connection, this.#access, folder, closing);
  }

  /** At least one file, sorted by key. */
  async list(location: string, extensions: readonly string[], signal: AbortSignal): Promise<readonly FoundFile[]> {
    const key = JSON.stringify([location, extensions]);
    for (let attempt = 1; ; attempt++) {
      const objects = await this.#listing(key, location, extensions, signal);
      if (objects.length === 0) {
        throw this.#nothing(location, extensions);
      }
      try {
        return await this.#copies.bring(objects, signal);
      } catch (thrown) {
        if (!(thrown instanceof ObjectChanged)) {
          throw thrown;
        }
        this.#listings.delete(key);
        if (attempt === maxAttempts) {
          throw storeError(
            this.#connection,
            thrown.message,
            { status: 412, code: '', isWithoutCredentials: false },
            thrown
          );
        }
      }
    }
  }

  /** Lists as little as a store gives. */
  async reach(signal: AbortSignal): Promise<ReachedPlace> {
    const { prefix } = this.#connection;
    const below = prefix === '' ? '' : `${prefix}/`;
    const where = prefix === '' ? '' : ` below ${prefix}`;
    for await (const page of this.#access.list(below, signal)) {
      const reached = `${bucketText(this.#connection)}, which may be listed${where}`;
      return { reached, remarks: page.length === 0 ? [`There is nothing in it${where}.`] : [] };
    }
    throw new RangeError('a listing has a first page'); // even of nothing
  }

  #listing(
    key: string,
    location: string,
    extensions: readonly string[],
    signal: AbortSignal
  ): Promise<readonly WantedObject[]> {
    const known = this.#listings.get(key);
    const isGood =
      known !== undefined &&
      !known.load.abandoned &&
      (known.loadedAt === undefined || this.#now() - known.loadedAt < this.#connection.refresh);
    const listing = isGood ? known : this.#begin(key, location, extensions);
    return listing.load.join(signal);
  }

  #begin(key: string, location: string, extensions: readonly string[]): Listing {
    const { prefix } = this.#connection;
    const load = new SharedLoad(async (shared) => {
      await forgetUnusedFolders(this.#directory, this.#now());
      return await findObjects((start) => this.#access.list(start, shared), prefix, location, extensions);
    });
    const listing: Listing = { load, loadedAt: undefined };
    this.#listings.set(key, listing);
    load.result.then(
      () => {
        listing.loadedAt = this.#now();
      },
      () => {
        if (this.#listings.get(key) === listing) {
          this.#listings.delete(key);
        }
      }
    );
    return listing;
  }

  #nothing(location: string, extensions: readonly string[]): UnitEconomicsError {
    const { name, prefix } = this.#connection;
    const below = prefix === '' ? '' : ` below ${prefix}`;
    return new UnitEconomicsError(
      'notFound',
      `No object (${extensions.join(', ')}) matches the location ${location} in ${bucketText(this.#connection)}${below} (connection ${name}). Check the location and whether the export has arrived.`
    );
  }
}

/** Without what a connection is called, and how long and how much it keeps. */
export function objectPlaceText(connection: ObjectStoreConnection): string {
  return JSON.stringify({ ...connection, name: '', refresh: 0, cacheSize: 0, timeout: 0 });
}

/** Who has other credentials gets other copies: they may not be allowed to read what others may. */
function placeId(connection: ObjectStoreConnection, secrets: ConnectionSecrets): string {
  return createHash('sha256')
    .update(JSON.stringify([objectPlaceText(connection), secrets]))
    .digest('hex')
    .slice(0, 32);
}
