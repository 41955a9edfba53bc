import { bigquery } from '../../model/connections/bigquery.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import { usageMetricOn } from '../../model/usage-metric.ts';
import { dayText } from '../../series/civil.ts';
import type { UsageRequest, UsageTable } from '../usage-source.ts';
import type { BigQueryServer } from './bigquery-server.ts';
import { day } from './usage-files.ts';

/** For the table jobs of the project acme-prod, over the year 2026. */
export function bigqueryRequest(
  server: BigQueryServer,
  metric: Record<string, unknown> = {},
  rest: Partial<UsageRequest> & { readonly on?: Record<string, unknown> } = {}
): UsageRequest {
  const { on, ...request } = rest;
  return {
    metric: usageMetricOn('bigquery').parse({
      name: 'jobs',
      connection: 'bq',
      table: 'acme-prod.usage.jobs',
      dateColumn: 'day',
      valueColumn: 'jobs',
      unit: 'job',
      additivity: 'additive',
      ...metric,
    }),
    connection: bigquery.connection.parse({
      name: 'bq',
      type: 'bigquery',
      project: 'acme-jobs',
      endpoint: server.origin,
      ...on,
    }),
    secrets: new ConnectionSecrets({ serviceAccount: server.serviceAccount }),
    calendar: { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 },
    part: 'metric',
    days: { from: day('2026-01-01'), to: day('2027-01-01') },
    ...request,
  };
}

/** Rows as `2026-07-01 red 7`, in order; those of an hourly metric with their instant. */
export function rowTexts({ times, values, dimensions }: UsageTable, hourly = false): readonly string[] {
  return [...times]
    .map((time, row) => {
      const at = hourly ? new Date(time).toISOString().replace(':00.000Z', 'Z') : dayText(time);
      return [at, ...dimensions.map((column) => column[row] ?? 'null'), values[row]].join(' ');
    })
    .sort();
}
