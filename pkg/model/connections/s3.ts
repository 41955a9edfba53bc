import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';
import { fileSeries } from './file-series.ts';
import { objectStoreKeys } from './object-store.ts';

/** Files in a bucket of Amazon S3, or of a store that speaks its protocol. */
export const s3 = connectionKind({
  title: 'Amazon S3',
  connection: z.object({
    name,
    type: z.literal('s3'),
    bucket: z.string().regex(/^[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]$/, 'is not the name of a bucket'),
    region: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'is not a region such as eu-central-1')
      .optional()
      .describe("The bucket's; found out where absent, except in China and the government's clouds"),
    ...objectStoreKeys,
    endpoint: endpoint.optional().describe('Of a store that is not of Amazon, such as https://minio.example.com:9000'),
    forcePathStyle: z.boolean().default(false).describe('Bucket in the path, not in the host name; MinIO wants it'),
    roleArn: z
      .string()
      .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'is not the ARN of a role')
      .optional()
      .describe('Role that is taken on with the credentials, for a bucket of another account'),
  }),
  series: fileSeries('s3'),
  secrets: {
    accessKeyId: {
      title: 'Access key id',
      description: 'Without keys the default credentials of the machine are used.',
    },
    secretAccessKey: { title: 'Secret access key' },
    sessionToken: { title: 'Session token', description: 'Only with temporary keys.' },
  },
  charges: true,
  ranged: false,
});
