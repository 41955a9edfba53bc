import * as z from 'zod';
import { amplitude } from './amplitude.ts';
import { bigquery } from './bigquery.ts';
import { datadog } from './datadog.ts';
import { files } from './files.ts';
import { googleSheets } from './google-sheets.ts';
import { http } from './http.ts';
import { inline } from './inline.ts';

/** Every kind of place that data comes from. A new one is its file beside this one and a line in each of the three lists. */
export const connectionKinds = {
  amplitude,
  bigquery,
  datadog,
  files,
  'google-sheets': googleSheets,
  http,
  inline,
} as const;

/** A connection entry of the settings, told apart by `type`. */
export const connection = z.discriminatedUnion('type', [
  amplitude.connection,
  bigquery.connection,
  datadog.connection,
  files.connection,
  googleSheets.connection,
  http.connection,
  inline.connection,
]);
export type Connection = z.output<typeof connection>;
export type ConnectionType = Connection['type'];

/** Where a metric's values are, in the terms of its connection's type. */
export const series = z.discriminatedUnion('type', [
  amplitude.series,
  bigquery.series,
  datadog.series,
  files.series,
  googleSheets.series,
  http.series,
  inline.series,
]);
export type Series = z.output<typeof series>;

/** Connections that cost datasets are read from; parsing holds `charges` of each kind. */
export type ChargesConnection = ConnectionOf<'files'>;

export function holdsCharges(connection: Connection): connection is ChargesConnection {
  return connectionKinds[connection.type].charges;
}

export type ConnectionOf<T extends ConnectionType> = Extract<Connection, { readonly type: T }>;
export type SeriesOf<T extends ConnectionType> = Extract<Series, { readonly type: T }>;
