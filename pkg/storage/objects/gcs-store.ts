import type { Bucket, StorageOptions } from '@google-cloud/storage';
import * as z from 'zod';
import type { ConnectionOf } from '../../model/connections/connection.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { serviceAccountKey } from '../../model/service-account-key.ts';
import { untilAborted } from '../until-aborted.ts';
import { readGcsObject } from './gcs-read.ts';
import { maxAttempts, pageSize, type ObjectStore } from './object-store.ts';
import type { StoreFault } from './store-fault.ts';

const listed = z.object({
  name: z.string(),
  size: z.coerce.number(),
  generation: z.coerce.string(),
  updated: z.string().transform((text) => Date.parse(text)),
});
const following = z.object({ pageToken: z.string() });

/** A bucket of Google Cloud Storage, through Google's client. */
export function gcsStore(connection: ConnectionOf<'gcs'>, secrets: ConnectionSecrets): ObjectStore {
  let opened: Promise<Bucket> | undefined;
  const bucket = () => (opened ??= openBucket(connection, secrets));
  return {
    page: async (prefix, next, signal) => {
      const asked = { prefix, maxResults: pageSize, autoPaginate: false };
      const paged = next === undefined ? asked : { ...asked, pageToken: next };
      // The client knows no signal: its own timeout ends what is left behind.
      const [files, query] = await untilAborted((await bucket()).getFiles(paged), signal);
      const objects = files.map(({ metadata }) => {
        const { name, size, generation, updated } = listed.parse(metadata);
        return { key: name, size, tag: generation, modifiedMs: updated };
      });
      const more = following.safeParse(query);
      return { objects, ...(more.success ? { next: more.data.pageToken } : {}) };
    },
    open: async (object, signal) => readGcsObject(await bucket(), object, signal),
    fault: gcsFault,
  };
}

async function openBucket(connection: ConnectionOf<'gcs'>, secrets: ConnectionSecrets): Promise<Bucket> {
  const { Storage } = await import('@google-cloud/storage');
  const { name, bucket, endpoint, timeout } = connection;
  const secret = secrets.get('serviceAccount');
  const storage = new Storage({
    timeout,
    retryOptions: { autoRetry: true, maxRetries: maxAttempts - 1, totalTimeout: timeout / 1000, maxRetryDelay: 1 },
    ...(endpoint === undefined
      ? {}
      : {
          apiEndpoint: endpoint,
          // A stand-in on this machine, which http is for, wants no credentials, unless some are given.
          useAuthWithCustomEndpoint: secret !== undefined || !endpoint.startsWith('http:'),
        }),
    ...(secret === undefined ? {} : credentialsOf(name, secret, timeout)),
  });
  return storage.bucket(bucket);
}

function credentialsOf(connection: string, secret: string, timeout: number): Partial<StorageOptions> {
  const { email, privateKey, keyId, tokenUri } = serviceAccountKey(connection, secret);
  return {
    credentials: {
      type: 'service_account',
      client_email: email,
      private_key: privateKey,
      ...(keyId === undefined ? {} : { private_key_id: keyId }),
    },
    clientOptions: {
      // The library asks Google's public address for tokens whatever the key says.
      transporterOptions: { timeout, adapter: (options, send) => send({ ...options, url: tokenUri }) },
    },
  };
}

const failed = z.object({
  message: z.string().catch(''),
  code: z.union([z.number(), z.string()]).optional().catch(undefined),
  errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  response: z
    .object({
      status: z.number().optional().catch(undefined),
      data: z.object({ error: z.string() }).partial().catch({}),
    })
    .catch({ status: undefined, data: {} }),
});

function gcsFault(thrown: unknown): StoreFault {
  const parsed = failed.safeParse(thrown);
  if (!parsed.success) {
    return { code: '', isWithoutCredentials: false };
  }
  const { message, code, errors, response } = parsed.data;
  const name = typeof code === 'string' ? code : '';
  return {
    status: typeof code === 'number' ? code : response.status,
    code: errors[0]?.reason ?? response.data.error ?? name,
    isWithoutCredentials: message.includes('Could not load the default credentials'),
  };
}
