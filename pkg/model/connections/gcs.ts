import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';
import { fileSeries } from './file-series.ts';
import { objectStoreKeys } from './object-store.ts';

/** Files in a bucket of Google Cloud Storage. */
export const gcs = connectionKind({
  title: 'Google Cloud Storage',
  connection: z.object({
    name,
    type: z.literal('gcs'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'is not the name of a bucket'),
    ...objectStoreKeys,
    endpoint: endpoint.optional().describe('In place of https://storage.googleapis.com'),
  }),
  series: fileSeries('gcs'),
  secrets: {
    serviceAccount: {
      title: 'Service account key',
      description: 'The JSON file as it is. Without it the default credentials of the machine are used.',
    },
  },
  charges: true,
  ranged: false,
});
