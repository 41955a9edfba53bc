import type { Connection, ConnectionOf, ConnectionType, SeriesOf } from '../model/connections/connection.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { UsageRequest } from './usage-source.ts';

/** Where the values of a request are, in the terms of its connection's type. @throws badSettings for a total not declared */
export function seriesOf<T extends ConnectionType>(
  { metric, part }: Pick<UsageRequest, 'metric' | 'part'>,
  ...types: readonly T[]
): SeriesOf<T> {
  const series = part === 'total' ? metric.total : metric.source;
  if (series === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The metric ${metric.name} has no total series; add total: to its settings, or group by ${Object.keys(metric.dimensions).join(', ') || 'nothing'}.`
    );
  }
  if (!isOf(series, types)) {
    throw new RangeError(`${metric.name} is no ${types.join()} metric`); // the registry chooses by the connection's type
  }
  return series;
}

/** The request's connection as one of the types that a source serves. */
export function connectionOf<T extends ConnectionType>(
  { connection }: { readonly connection: Connection },
  ...types: readonly T[]
): ConnectionOf<T> {
  if (!isOf(connection, types)) {
    throw new RangeError(`${connection.name} is no ${types.join()} connection`); // the registry chooses by the type
  }
  return connection;
}

function isOf<V extends { readonly type: ConnectionType }, T extends ConnectionType>(
  value: V,
  types: readonly T[]
): value is Extract<V, { readonly type: T }> {
  const { type: own }: { readonly type: ConnectionType } = value;
  return types.some((type) => type === own);
}
