import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import * as z from 'zod';
import type { ConnectionOf } from '../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { defaultAzureCredential } from './azure-credential.ts';
import { maxAttempts, pageSize, type ObjectStore } from './object-store.ts';
import type { StoreFault } from './store-fault.ts';

/** A container of Azure Blob Storage, through Microsoft's client. */
export function azureStore(connection: ConnectionOf<'azure-blob'>, secrets: ConnectionSecrets): ObjectStore {
  let opened: Promise<ContainerClient> | undefined;
  const container = () => (opened ??= openContainer(connection, secrets));
  return {
    page: async (prefix, next, abortSignal) => {
      const pages = (await container())
        .listBlobsFlat({ prefix, abortSignal })
        .byPage({ maxPageSize: pageSize, ...(next === undefined ? {} : { continuationToken: next }) });
      for await (const { segment, continuationToken } of pages) {
        const objects = segment.blobItems.map(({ name, properties }) => ({
          key: name,
          size: properties.contentLength ?? 0,
          tag: properties.etag,
          modifiedMs: properties.lastModified.getTime(),
        }));
        // The last page has an empty token.
        return { objects, ...(continuationToken ? { next: continuationToken } : {}) };
      }
      return { objects: [] };
    },
    open: async ({ key, tag }, abortSignal) => {
      const blob = (await container()).getBlobClient(key);
      // A listing gives tags without the quotes that HTTP wants.
      const ifMatch = tag.startsWith('"') ? tag : `"${tag}"`;
      const { readableStreamBody } = await blob.download(0, undefined, { abortSignal, conditions: { ifMatch } });
      return readableStreamBody instanceof Readable ? readableStreamBody : Readable.from([]);
    },
    fault: azureFault,
  };
}

async function openContainer(
  connection: ConnectionOf<'azure-blob'>,
  secrets: ConnectionSecrets
): Promise<ContainerClient> {
  const { ContainerClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const { name, account, container, endpoint = `https://${account}.blob.core.windows.net`, timeout } = connection;
  const options = { retryOptions: { maxTries: maxAttempts, retryDelayInMs: 500, maxRetryDelayInMs: timeout } };
  const url = `${endpoint}/${container}`;
  const connectionString = secrets.get('connectionString');
  const accountKey = secrets.get('accountKey');
  const sasToken = secrets.get('sasToken');
  if (connectionString !== undefined) {
    try {
      return new ContainerClient(connectionString, container, options);
    } catch {
      // Without what was thrown, which may repeat the secret.
      throw new UnitEconomicsError(
        'badSettings',
        `connections.${name}.connectionString in secureJsonData is no connection string. Paste it as the storage account shows it among its access keys.`
      );
    }
  }
  if (accountKey !== undefined) {
    return new ContainerClient(url, new StorageSharedKeyCredential(account, accountKey), options);
  }
  return sasToken === undefined
    ? new ContainerClient(url, await defaultAzureCredential(), options)
    : new ContainerClient(`${url}?${sasToken.replace(/^\?/, '')}`, undefined, options);
}

const failed = z.object({
  name: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
});

function azureFault(thrown: unknown): StoreFault {
  const parsed = failed.safeParse(thrown);
  if (!parsed.success) {
    return { code: '', isWithoutCredentials: false };
  }
  const { name, code = '', statusCode } = parsed.data;
  return {
    // Microsoft's token service refuses credentials with 400 as well.
    status: name === 'AuthenticationError' ? 401 : statusCode,
    code,
    isWithoutCredentials: name === 'CredentialUnavailableError' || name === 'AggregateAuthenticationError',
  };
}
