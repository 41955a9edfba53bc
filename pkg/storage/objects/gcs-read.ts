import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bucket } from '@google-cloud/storage';
import * as z from 'zod';
import { parseJson } from '../../model/issues.ts';
import { maxAttempts, type StoredObject } from './object-store.ts';

/** ms before the second attempt; twice as many before each further one. */
const firstWait = 500;

/** An answer that is no content, in the shape of what Google's client throws. */
export class GcsRefusal extends Error {
  readonly code: number;
  readonly errors: readonly { readonly reason: string }[];

  constructor(status: number, body: string) {
    super(`status ${status}`);
    this.code = status;
    const parsed = refusal.safeParse(parseJson(body));
    this.errors = parsed.success ? parsed.data.error.errors : [];
  }
}

const refusal = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).default([]) }) });
const sent = z.record(z.string(), z.string());

/**
 * An object's bytes by our own request with the client's credentials: the client's own stream does not end when a connection
 * breaks, goes on when it is destroyed, and throws past its reader when a request is tried again.
 */
export async function readGcsObject(
  bucket: Bucket,
  { key, tag }: StoredObject,
  signal: AbortSignal
): Promise<Readable> {
  const { request } = await import('undici');
  const { baseUrl } = bucket.storage;
  const object = `${encodeURIComponent(bucket.name)}/o/${encodeURIComponent(key)}`;
  const url = `${baseUrl}/b/${object}?alt=media&generation=${encodeURIComponent(tag)}`;
  for (let attempt = 1; ; attempt++) {
    try {
      const headers = await authorized(bucket, url);
      const answer = await request(url, { headers, signal, headersTimeout: 0, bodyTimeout: 0 });
      if (answer.statusCode === 200) {
        return answer.body;
      }
      throw new GcsRefusal(answer.statusCode, await answer.body.text());
    } catch (thrown) {
      signal.throwIfAborted();
      const isPassing = !(thrown instanceof GcsRefusal) || thrown.code === 429 || thrown.code >= 500;
      if (attempt === maxAttempts || !isPassing) {
        throw thrown;
      }
    }
    await sleep(firstWait * 2 ** (attempt - 1), undefined, { signal });
  }
}

/** Headers as the client would send them. The library adds them to the request that it is given. */
function authorized({ storage }: Bucket, uri: string): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    storage.makeAuthenticatedRequest(
      // `gzip` keeps objects that are stored so as they are.
      { uri, headers: { 'accept-encoding': 'gzip' } },
      {
        onAuthenticated: (error, request) => {
          const headers = sent.safeParse(request?.headers);
          if (headers.success) {
            resolve(headers.data);
          } else {
            reject(error ?? headers.error);
          }
        },
      }
    );
  });
}
