import { connection, type ConnectionType } from '../../model/connections/connection.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import { usageMetricOn } from '../../model/usage-metric.ts';
import type { UsageRequest } from '../usage-source.ts';
import { day } from './usage-files.ts';

type Entry = Readonly<Record<string, unknown>>;

/** A request for 2026 to a service, through the schemas of the settings. */
export function remoteRequest(
  type: ConnectionType,
  connectionEntry: Entry,
  metric: Entry = {},
  { secrets = {}, ...rest }: Partial<Omit<UsageRequest, 'secrets'>> & { secrets?: Record<string, string> } = {}
): UsageRequest {
  return {
    metric: usageMetricOn(type).parse({
      name: 'jobs',
      connection: 'crm',
      unit: 'job',
      additivity: 'additive',
      ...metric,
    }),
    connection: connection.parse({ name: 'crm', type, timeout: '20s', ...connectionEntry }),
    secrets: new ConnectionSecrets(secrets, `fingerprint of ${JSON.stringify(secrets).length}`),
    calendar: { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 },
    part: 'metric',
    days: { from: day('2026-01-01'), to: day('2027-01-01') },
    ...rest,
  };
}
