import { connectionKinds, type ConnectionType } from '../../../pkg/model/connections/connection.ts';
import { isRecord } from '../../../pkg/model/issues.ts';
import type { Entry } from '../paths.ts';
import { amplitude } from './amplitude.ts';
import { azureBlob } from './azure-blob.ts';
import { bigquery } from './bigquery.ts';
import { datadog } from './datadog.ts';
import { files } from './files.ts';
import { gcs } from './gcs.ts';
import { googleSheets } from './google-sheets.ts';
import { http } from './http.ts';
import { inline } from './inline.ts';
import { s3 } from './s3.ts';
import type { Kinds } from './kind-fields.ts';

/** How each type of connection is written; the model's list holds this one complete. */
export const kinds: Kinds = {
  amplitude,
  'azure-blob': azureBlob,
  bigquery,
  datadog,
  files,
  gcs,
  'google-sheets': googleSheets,
  http,
  inline,
  s3,
};

export function isType(type: unknown): type is ConnectionType {
  return typeof type === 'string' && Object.hasOwn(connectionKinds, type);
}

/** The type of the connection that an entry names; undefined while it names none, or one of the catalog file. */
export function typeOf({ connection: name }: Entry, { connections }: Entry): ConnectionType | undefined {
  const found: unknown = Array.isArray(connections)
    ? connections.find((entry: unknown) => isRecord(entry) && entry['name'] === name)
    : undefined;
  return typeof name === 'string' && isRecord(found) && isType(found['type']) ? found['type'] : undefined;
}

/** The entry names a connection whose type only the back end knows. */
export function isOnUnknown(entry: Entry, settings: Entry): boolean {
  return entry['connection'] !== undefined && typeOf(entry, settings) === undefined;
}
