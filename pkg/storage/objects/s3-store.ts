import { Readable } from 'node:stream';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { ConnectionOf } from '../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { maxAttempts, pageSize, type ObjectStore } from './object-store.ts';
import { assumedRole } from './s3-role.ts';
import type { StoreFault } from './store-fault.ts';

/** A bucket's own region is found by asking in this one. */
const anyRegion = 'us-east-1';

/** A bucket of S3, through Amazon's client. */
export function s3Store(connection: ConnectionOf<'s3'>, secrets: ConnectionSecrets): ObjectStore {
  const { bucket: Bucket } = connection;
  let opened: Promise<S3Client> | undefined;
  const client = () => (opened ??= openClient(connection, secrets));
  return {
    page: async (prefix, next, abortSignal) => {
      const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      const asked = {
        Bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        ...(next === undefined ? {} : { ContinuationToken: next }),
      };
      const answer = await (await client()).send(new ListObjectsV2Command(asked), { abortSignal });
      const objects = (answer.Contents ?? []).flatMap(({ Key, Size, ETag, LastModified }) =>
        Key === undefined || Size === undefined || ETag === undefined
          ? []
          : [{ key: Key, size: Size, tag: ETag, modifiedMs: LastModified?.getTime() ?? 0 }]
      );
      const { NextContinuationToken: token } = answer;
      return { objects, ...(token === undefined ? {} : { next: token }) };
    },
    open: async ({ key, tag }, abortSignal) => {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const asked = new GetObjectCommand({ Bucket, Key: key, IfMatch: tag });
      const { Body } = await (await client()).send(asked, { abortSignal });
      return Body instanceof Readable ? Body : Readable.from([]);
    },
    fault: s3Fault,
  };
}

async function openClient(connection: ConnectionOf<'s3'>, secrets: ConnectionSecrets): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { region = anyRegion, endpoint, forcePathStyle, roleArn } = connection;
  const keys = keysOf(connection.name, secrets);
  const config: S3ClientConfig = {
    region,
    followRegionRedirects: endpoint === undefined,
    maxAttempts,
    forcePathStyle,
    // Lengths are compared; stores that are not of Amazon often know no checksums.
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(keys === undefined ? {} : { credentials: keys }),
  };
  if (roleArn !== undefined) {
    const own = new S3Client(config);
    config.credentials = assumedRole(roleArn, region, () => own.config.credentials());
  }
  return new S3Client({ ...config, ...(endpoint === undefined ? {} : { endpoint }) });
}

/** Undefined for the default chain. */
function keysOf(connection: string, secrets: ConnectionSecrets) {
  const accessKeyId = secrets.get('accessKeyId');
  const secretAccessKey = secrets.get('secretAccessKey');
  const sessionToken = secrets.get('sessionToken');
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    return undefined;
  }
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const missing = accessKeyId === undefined ? 'accessKeyId' : 'secretAccessKey';
    throw new UnitEconomicsError(
      'badSettings',
      `The connection ${connection} has one half of its keys: set connections.${connection}.${missing} in secureJsonData too, or neither for the default credentials of the machine.`
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

const failed = z.object({
  name: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});
/** What the chain of credentials throws where none of its links has any. */
const withoutCredentials = ['CredentialsProviderError', 'TokenProviderError'];

function s3Fault(thrown: unknown): StoreFault {
  const parsed = failed.safeParse(thrown);
  if (!parsed.success) {
    return { code: '', isWithoutCredentials: false };
  }
  const { name, code, $metadata } = parsed.data;
  const status = $metadata?.httpStatusCode;
  return {
    status,
    code: status === undefined ? (code ?? '') : name,
    isWithoutCredentials: withoutCredentials.includes(name),
  };
}
