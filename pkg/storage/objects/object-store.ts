import type { Readable } from 'node:stream';
import type { StoreFault } from './store-fault.ts';

/** An object as it was listed. */
export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Another one for other content: the ETag, or Google's generation. */
  readonly tag: string;
  /** ms since the epoch. */
  readonly modifiedMs: number;
}

export interface ObjectPage {
  readonly objects: readonly StoredObject[];
  /** What asks for the next page; absent after the last. */
  readonly next?: string;
}

/** A bucket or container behind its vendor's client, which tries a request at most `maxAttempts` times and throws as it likes. */
export interface ObjectStore {
  /** Objects whose keys begin with the prefix, in the order of their keys. */
  page(prefix: string, next: string | undefined, signal: AbortSignal): Promise<ObjectPage>;
  /** The object's bytes as stored; fails where it has changed since it was listed. */
  open(object: StoredObject, signal: AbortSignal): Promise<Readable>;
  /** What the client threw, in the same words for every vendor. */
  fault(thrown: unknown): StoreFault;
}

/** Objects of a page: as many as S3 gives at most. */
export const pageSize = 1000;

/** Of one request, with waits between them that a client knows itself. */
export const maxAttempts = 3;
