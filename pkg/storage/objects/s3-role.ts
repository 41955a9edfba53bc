import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { STSClientConfig } from '@aws-sdk/nested-clients/sts';
import { maxAttempts } from './object-store.ts';

type Credentials = Extract<NonNullable<S3ClientConfig['credentials']>, (...given: never) => unknown>;

/** Credentials of a role, asked for anew before they expire, by who has `own`. */
export function assumedRole(
  roleArn: string,
  region: string,
  own: NonNullable<STSClientConfig['credentials']>
): Credentials {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/nested-clients/sts');
    const client = new STSClient({ region, maxAttempts, credentials: own });
    const asked = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'unit-economics' });
    const { Credentials: given } = await client.send(asked);
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw new Error(`${roleArn} came without credentials`);
    }
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given;
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
    };
  };
}
