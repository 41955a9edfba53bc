import type { ObjectStoreConnection } from '../../model/connections/connection.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { azureStore } from './azure-store.ts';
import { gcsStore } from './gcs-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Store } from './s3-store.ts';

/** One line for each vendor. Its client is loaded by the first request. */
export function openStore(connection: ObjectStoreConnection, secrets: ConnectionSecrets): ObjectStore {
  switch (connection.type) {
    case 's3':
      return s3Store(connection, secrets);
    case 'gcs':
      return gcsStore(connection, secrets);
    case 'azure-blob':
      return azureStore(connection, secrets);
  }
}
