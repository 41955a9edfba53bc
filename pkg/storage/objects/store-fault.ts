import type { ObjectStoreConnection } from '../../model/connections/connection.ts';
import { UnitEconomicsError, type ErrorCode } from '../../model/errors.ts';

/** What went wrong between a store and us. */
export interface StoreFault {
  /** Of HTTP; absent where there was no answer. */
  readonly status?: number | undefined;
  /** The vendor's, such as `AccessDenied`: its sentences may repeat what it was sent. */
  readonly code: string;
  /** There were no credentials to ask with. */
  readonly isWithoutCredentials: boolean;
}

/** Codes that say more than their status does. */
const refusedCredentials = ['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired', 'invalid_client', 'invalid_grant'];
const tooManyRequests = [
  'SlowDown',
  'ServerBusy',
  'Throttling',
  'ThrottlingException',
  'RequestLimitExceeded',
  'rateLimitExceeded',
  'userRateLimitExceeded',
];
const elsewhere = ['PermanentRedirect', 'TemporaryRedirect', 'AuthorizationHeaderMalformed', 'MovedPermanently'];
const archived = ['InvalidObjectState', 'BlobArchived', 'BlobBeingRehydrated'];

/** Whether an object is another one than was listed, or gone. */
export function isChanged({ status }: StoreFault): boolean {
  return status === 404 || status === 412;
}

/** Whether an answer that broke off may be whole the next time. */
export function isBroken({ status, isWithoutCredentials }: StoreFault): boolean {
  return status === undefined && !isWithoutCredentials;
}

/** The fault in words that name connection, bucket, object and way out. */
export function storeError(
  connection: ObjectStoreConnection,
  key: string | undefined,
  fault: StoreFault,
  cause: unknown
): UnitEconomicsError {
  const { status, code, isWithoutCredentials } = fault;
  const bucket = bucketText(connection);
  const thing = key === undefined ? bucket : `the object ${key} in ${bucket}`;
  const known = isWithoutCredentials ? [] : [status, /^[\w.-]{1,60}$/.test(code) ? code : ''];
  const said = known.filter((part) => part !== undefined && part !== '').join(' ');
  const error = (errorCode: ErrorCode, what: string, wayOut: string) =>
    new UnitEconomicsError(
      errorCode,
      `The connection ${connection.name} (${connection.type}) ${what}${said === '' ? '' : ` (${said})`}. ${wayOut}`,
      { cause }
    );
  if (isWithoutCredentials) {
    return error('badSettings', `has no credentials for ${bucket}`, withCredentials(connection));
  }
  if (archived.includes(code)) {
    return error('badData', `finds ${thing} in an archive`, 'Restore it, or give a location without it.');
  }
  if (elsewhere.includes(code) || (status !== undefined && status >= 300 && status < 400)) {
    return error('badSettings', `finds ${bucket} in another place`, 'Set its region or endpoint.');
  }
  if (status === 429 || tooManyRequests.includes(code)) {
    return error('throttled', `is asked for fewer requests to ${bucket}`, 'Raise refresh on the connection.');
  }
  if (status === 401 || status === 403 || refusedCredentials.includes(code)) {
    return error('denied', `may not read ${thing}`, `Check its credentials: they need ${rights[connection.type]}.`);
  }
  if (status === 404) {
    return error('notFound', `does not find ${thing}`, 'Check its name, and the account or project it is in.');
  }
  if (status === 412) {
    return error('unreachable', `finds ${thing} changed each time it is read`, 'Try again when it is written.');
  }
  if (status !== undefined && status < 500) {
    return error('badSettings', `asks for ${thing} in a way that is not accepted`, 'Check its settings.');
  }
  return error(
    'unreachable',
    status === undefined ? `cannot reach ${thing}` : `gets no answer for ${thing}`,
    'Try again, or check the network and the endpoint.'
  );
}

const rights: Readonly<Record<ObjectStoreConnection['type'], string>> = {
  s3: 's3:ListBucket on the bucket and s3:GetObject on its objects',
  gcs: 'storage.objects.list and storage.objects.get, as in the role Storage Object Viewer',
  'azure-blob': 'the role Storage Blob Data Reader, or read and list in a SAS token',
};

/** As it stands in a sentence. */
export function bucketText(connection: ObjectStoreConnection): string {
  return connection.type === 'azure-blob'
    ? `the container ${connection.container} of the account ${connection.account}`
    : `the bucket ${connection.bucket}`;
}

function withCredentials({ name, type }: ObjectStoreConnection): string {
  const keys = {
    s3: `connections.${name}.accessKeyId and connections.${name}.secretAccessKey`,
    gcs: `connections.${name}.serviceAccount`,
    'azure-blob': `connections.${name}.accountKey, sasToken or connectionString`,
  }[type];
  return `Set ${keys} in secureJsonData, or give the machine that runs Grafana default credentials.`;
}
