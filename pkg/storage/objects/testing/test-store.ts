import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { Front } from './front.ts';

/** A store on loopback with one bucket `bills`, and how a connection reaches it. */
export interface TestStore {
  readonly type: 's3' | 'gcs' | 'azure-blob';
  /** What its settings say, beside name and type. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The same with another bucket, which it does not have. */
  readonly elsewhere: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Clients ask here. */
  readonly front: Front;
  /** Past the front. */
  put(key: string, content: string | Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** A refusal in the words of the vendor's protocol. */
  says(status: number, code: string, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Requests for listings and for objects since the last call. */
export function askedOf({ asked }: Front): { readonly listings: number; readonly objects: readonly string[] } {
  const all = asked.splice(0);
  const objects = all.filter((one) => !isListing(one));
  return {
    listings: all.length - objects.length,
    objects: objects.map((one) => path.posix.basename(decodeURIComponent(/^GET ([^?]+)/.exec(one)?.[1] ?? one))).sort(),
  };
}

/** In the protocols of all three. */
export function isListing(asked: string): boolean {
  return /[?&](list-type=2|comp=list)|\/o\?(?!.*alt=media)/.test(asked);
}
