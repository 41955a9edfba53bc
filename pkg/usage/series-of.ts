import type { Connection, ConnectionOf, ConnectionType, SeriesOf } from '../model/connections/connection.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { UsageRequest } from './usage-source.ts';

/** Where the values of a request are, in the terms of its connection's type. @throws badSettings for a total not declared */
export function seriesOf<T extends ConnectionType>(
  { metric, part }: Pick<UsageRequest, 'metric' | 'part'>,
  type: T
): SeriesOf<T> {
  const series = part === 'total' ? metric.total : metric.source;
  if (series === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The metric ${metric.name} has no total series; add total: to its settings, or group by ${Object.keys(metric.dimensions).join(', ') || 'nothing'}.`
    );
  }
  if (!isOf(series, type)) {
    throw new RangeError(`${metric.name} is no ${type} metric`); // the registry chooses by the connection's type
  }
  return series;
}

/** The request's connection as the type that a source serves. */
export function connectionOf<T extends ConnectionType>(
  { connection }: { readonly connection: Connection },
  type: T
): ConnectionOf<T> {
  if (!isOf(connection, type)) {
    throw new RangeError(`${connection.name} is no ${type} connection`); // the registry chooses by the type
  }
  return connection;
}

function isOf<V extends { readonly type: ConnectionType }, T extends ConnectionType>(
  value: V,
  type: T
): value is Extract<V, { readonly type: T }> {
  const { type: own }: { readonly type: ConnectionType } = value;
  return own === type;
}
