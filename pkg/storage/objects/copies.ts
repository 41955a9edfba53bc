import pLimit from 'p-limit';
import { bytesText } from '../../model/bytes.ts';
import type { ObjectStoreConnection } from '../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { FoundFile } from '../file-access.ts';
import { SharedLoad } from '../shared-load.ts';
import { FolderFull, type CopyFolder } from './copy-folder.ts';
import type { WantedObject } from './find-objects.ts';
import type { StoreAccess } from './store-access.ts';
import { bucketText } from './store-fault.ts';

/** Objects of one store that are fetched at a time. */
const atOnce = 8;

/** Copies of a store's objects on disk: each is fetched once, whoever asks for it at the same time. */
export class Copies {
  readonly #connection: ObjectStoreConnection;
  readonly #access: StoreAccess;
  readonly #folder: CopyFolder;
  readonly #closing: AbortSignal;
  readonly #fetching = new Map<string, SharedLoad<FoundFile>>();
  readonly #turns = pLimit(atOnce);

  /** @param closing ends what nobody waits for */
  constructor(connection: ObjectStoreConnection, access: StoreAccess, folder: CopyFolder, closing: AbortSignal) {
    this.#connection = connection;
    this.#access = access;
    this.#folder = folder;
    this.#closing = closing;
  }

  /** All of them, as files. @throws ObjectChanged where one is no longer what was listed */
  async bring(objects: readonly WantedObject[], signal: AbortSignal): Promise<readonly FoundFile[]> {
    this.#requireRoom(objects);
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    let arrived = 0;
    try {
      return await Promise.all(
        objects.map(async (object) => {
          const file = (await this.#folder.find(object)) ?? (await this.#fetch(object, both));
          arrived++;
          return file;
        })
      );
    } catch (thrown) {
      failed.abort();
      throw isOutOfTime(signal) ? this.#stillFetching(arrived, objects) : thrown;
    }
  }

  async #fetch(object: WantedObject, signal: AbortSignal): Promise<FoundFile> {
    signal.throwIfAborted();
    const file = this.#folder.pathOf(object);
    const running = this.#fetching.get(file);
    const load = running === undefined || running.abandoned ? this.#begin(file, object) : running;
    // A query's time is over sooner than a large object is here: it goes on, or it would never come.
    const goOn = () => {
      if (isOutOfTime(signal)) {
        load.join(this.#closing).catch(() => undefined);
      }
    };
    signal.addEventListener('abort', goOn, { once: true });
    try {
      return await load.join(signal);
    } finally {
      signal.removeEventListener('abort', goOn);
    }
  }

  #begin(file: string, object: WantedObject): SharedLoad<FoundFile> {
    const load = new SharedLoad((shared) => this.#turns(() => this.#copy(object, shared)));
    this.#fetching.set(file, load);
    const forget = () => {
      if (this.#fetching.get(file) === load) {
        this.#fetching.delete(file);
      }
    };
    load.result.then(forget, forget);
    return load;
  }

  async #copy(object: WantedObject, signal: AbortSignal): Promise<FoundFile> {
    signal.throwIfAborted();
    await this.#reserve(object);
    try {
      await this.#access.read(
        object,
        (content, moved, both) => this.#folder.write(object, content, moved, both),
        signal
      );
    } catch (thrown) {
      await this.#folder.giveUp(object.size);
      throw thrown;
    }
    const copy = await this.#folder.find(object);
    if (copy === undefined) {
      throw new UnitEconomicsError(
        'unreachable',
        `The copy of the object ${object.key} has just been removed from the cache directory. Query again.`
      );
    }
    return copy;
  }

  async #reserve({ key, size }: WantedObject): Promise<void> {
    try {
      await this.#folder.reserve(size);
    } catch (thrown) {
      if (!(thrown instanceof FolderFull)) {
        throw thrown;
      }
      const { name, cacheSize } = this.#connection;
      throw new UnitEconomicsError(
        'tooMuch',
        `There is no room for a copy of the object ${key} in ${bucketText(this.#connection)}: other objects that were read within the last hour fill the ${bytesText(cacheSize)} that the connection ${name} may use. Raise its cacheSize.`,
        { cause: thrown }
      );
    }
  }

  #requireRoom(objects: readonly WantedObject[]): void {
    const { name, cacheSize } = this.#connection;
    const bucket = bucketText(this.#connection);
    const tooLarge = objects.find(({ size }) => size > cacheSize);
    if (tooLarge !== undefined) {
      throw new UnitEconomicsError(
        'tooMuch',
        `The object ${tooLarge.key} in ${bucket} has ${bytesText(tooLarge.size)}, more than the ${bytesText(cacheSize)} that the connection ${name} may use. Raise its cacheSize.`
      );
    }
    const all = totalOf(objects);
    if (all > cacheSize) {
      throw new UnitEconomicsError(
        'tooMuch',
        `${objects.length} objects in ${bucket} have ${bytesText(all)} together, more than the ${bytesText(cacheSize)} that the connection ${name} may use. Raise its cacheSize, or give a narrower location.`
      );
    }
  }

  #stillFetching(arrived: number, objects: readonly WantedObject[]): UnitEconomicsError {
    const { name, type } = this.#connection;
    return new UnitEconomicsError(
      'timeout',
      `The connection ${name} (${type}) is still fetching objects from ${bucketText(this.#connection)}: ${arrived} of ${objects.length} (${bytesText(totalOf(objects))} in all) are here. Ask again in a moment; each is fetched only once.`
    );
  }
}

/** Not somebody who left, but a query that may take no longer. */
function isOutOfTime({ reason }: AbortSignal): boolean {
  return reason instanceof UnitEconomicsError && reason.code === 'timeout';
}

function totalOf(objects: readonly WantedObject[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}
