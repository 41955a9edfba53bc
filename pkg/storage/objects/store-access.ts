import type { Readable } from 'node:stream';
import type { ObjectStoreConnection } from '../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { WrongLength } from './copy-folder.ts';
import { diskError } from '../disk-error.ts';
import { maxAttempts, type ObjectPage, type ObjectStore, type StoredObject } from './object-store.ts';
import { bucketText, isBroken, isChanged, storeError } from './store-fault.ts';
import { Stalled, watched } from './watched.ts';

/** An object is no longer what was listed. */
export class ObjectChanged extends Error {}

/** Takes an object's content, and tells of every piece that came. */
export type Writing = (content: Readable, moved: () => void, signal: AbortSignal) => Promise<void>;

/** A store asked with patience for what comes slowly and none for what does not come; failures in words for users. */
export class StoreAccess {
  readonly #connection: ObjectStoreConnection;
  readonly #store: ObjectStore;

  constructor(connection: ObjectStoreConnection, store: ObjectStore) {
    this.#connection = connection;
    this.#store = store;
  }

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<readonly StoredObject[]> {
    let next: string | undefined;
    do {
      const page: ObjectPage = await this.#page(prefix, next, signal);
      yield page.objects;
      next = page.next;
    } while (next !== undefined);
  }

  /** Content that breaks off or stops coming is read again from its start. @throws ObjectChanged */
  async read(object: StoredObject, write: Writing, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      let answers = 0;
      try {
        await watched(this.#connection.timeout, signal, async (both, moved) => {
          const content = await this.#store.open(object, both);
          answers++;
          moved();
          await write(content, moved, both);
        });
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        if (attempt === maxAttempts || answers === 0 || !this.#isCutShort(thrown)) {
          throw this.#errorOf(thrown, object.key);
        }
      }
    }
  }

  async #page(prefix: string, next: string | undefined, signal: AbortSignal): Promise<ObjectPage> {
    try {
      return await watched(this.#connection.timeout, signal, (both) => this.#store.page(prefix, next, both));
    } catch (thrown) {
      signal.throwIfAborted();
      throw this.#errorOf(thrown, undefined);
    }
  }

  #isCutShort(thrown: unknown): boolean {
    if (thrown instanceof Stalled || thrown instanceof WrongLength) {
      return true;
    }
    return diskError(thrown) === undefined && isBroken(this.#store.fault(thrown));
  }

  /** @param key of the object that was read; undefined for a listing */
  #errorOf(thrown: unknown, key: string | undefined): Error {
    const connection = this.#connection;
    if (thrown instanceof UnitEconomicsError) {
      return thrown; // of settings that no client can be made with
    }
    if (thrown instanceof Stalled) {
      const thing = `${key === undefined ? '' : `the object ${key} in `}${bucketText(connection)}`;
      return new UnitEconomicsError(
        'timeout',
        `The connection ${connection.name} (${connection.type}) got nothing of ${thing} for ${connection.timeout / 1000} seconds. Check the network and the endpoint, or raise timeout on the connection.`,
        { cause: thrown.cause }
      );
    }
    if (thrown instanceof WrongLength) {
      return storeError(connection, key, { code: 'incomplete', isWithoutCredentials: false }, thrown);
    }
    const fault = this.#store.fault(thrown);
    return (
      diskError(thrown) ??
      (key !== undefined && isChanged(fault)
        ? new ObjectChanged(key, { cause: thrown })
        : storeError(connection, key, fault, thrown))
    );
  }
}
