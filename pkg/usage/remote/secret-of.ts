import { UnitEconomicsError } from '../../model/errors.ts';
import type { UsageRequest } from '../usage-source.ts';

/** @throws badSettings that says where the secret belongs */
export function secretOf({ connection, secrets }: Pick<UsageRequest, 'connection' | 'secrets'>, key: string): string {
  const value = secrets.get(key);
  if (value === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The connection ${connection.name} (${connection.type}) has no ${key}: set connections.${connection.name}.${key} in secureJsonData.`
    );
  }
  return value;
}
