import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';
import { fileSeries } from './file-series.ts';
import { objectStoreKeys } from './object-store.ts';

/** Files in a container of Azure Blob Storage. */
export const azureBlob = connectionKind({
  title: 'Azure Blob Storage',
  connection: z.object({
    name,
    type: z.literal('azure-blob'),
    account: z.string().regex(/^[a-z0-9]{3,24}$/, 'is not the name of a storage account'),
    container: z.string().regex(/^(\$root|\$web|[a-z0-9](-?[a-z0-9]){2,62})$/, 'is not the name of a container'),
    ...objectStoreKeys,
    endpoint: endpoint.optional().describe('In place of https://ACCOUNT.blob.core.windows.net'),
  }),
  series: fileSeries('azure-blob'),
  secrets: {
    accountKey: {
      title: 'Account key',
      description: 'Without any of these secrets the default credentials of the machine are used.',
    },
    sasToken: { title: 'SAS token', description: 'With the permissions read and list.' },
    connectionString: { title: 'Connection string', description: 'In place of the other two.' },
  },
  charges: true,
  ranged: false,
});
