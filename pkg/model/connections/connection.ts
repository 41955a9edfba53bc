import * as z from 'zod';
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

/** Every kind of place that data comes from. A new one is its file beside this one and a line in each of the three lists. */
export const connectionKinds = {
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
} as const;

/** A connection entry of the settings, told apart by `type`. */
export const connection = z.discriminatedUnion('type', [
  amplitude.connection,
  azureBlob.connection,
  bigquery.connection,
  datadog.connection,
  files.connection,
  gcs.connection,
  googleSheets.connection,
  http.connection,
  inline.connection,
  s3.connection,
]);
export type Connection = z.output<typeof connection>;
export type ConnectionType = Connection['type'];

/** Where a metric's values are, in the terms of its connection's type. */
export const series = z.discriminatedUnion('type', [
  amplitude.series,
  azureBlob.series,
  bigquery.series,
  datadog.series,
  files.series,
  gcs.series,
  googleSheets.series,
  http.series,
  inline.series,
  s3.series,
]);
export type Series = z.output<typeof series>;

/** Connections whose data is files, in directories and in object stores. */
export const fileTypes = ['files', 'azure-blob', 'gcs', 's3'] as const;
export type FilesConnection = ConnectionOf<(typeof fileTypes)[number]>;
export type ObjectStoreConnection = Exclude<FilesConnection, ConnectionOf<'files'>>;

/** Connections that cost datasets are read from; parsing holds `charges` of each kind. */
export type ChargesConnection = FilesConnection | ConnectionOf<'bigquery'>;

export function holdsCharges(connection: Connection): connection is ChargesConnection {
  return connectionKinds[connection.type].charges;
}

export type ConnectionOf<T extends ConnectionType> = Extract<Connection, { readonly type: T }>;
export type SeriesOf<T extends ConnectionType> = Extract<Series, { readonly type: T }>;
