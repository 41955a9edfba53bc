import { connectionKinds, type Connection } from '../model/connections/connection.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import type { Settings } from '../model/settings.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import { ceilDay, floorDay, type Calendar } from '../series/calendar.ts';
import type { DayRange, UsageRequest, UsageSource } from '../usage/usage-source.ts';

/** A metric with what it takes to reach its values. */
export interface MetricSource {
  readonly metric: UsageMetric;
  readonly connection: Connection;
  readonly secrets: ConnectionSecrets;
}

/** Undefined where the settings have no such connection, which parsing has reported. */
export function metricSource(metric: UsageMetric, { catalog, secrets }: Settings): MetricSource | undefined {
  const { source } = metric;
  const connection: Connection | undefined =
    source.type === 'inline' ? { name: metric.connection, type: 'inline' } : catalog.connections.get(metric.connection);
  return connection && { metric, connection, secrets: secrets.get(metric.connection) ?? new ConnectionSecrets() };
}

/**
 * Services that are read by range are asked for whole years: panels over different ranges then share an answer, and a range
 * that moves with the clock asks for the same today and tomorrow.
 */
export function usageRequest(
  source: MetricSource,
  calendar: Calendar,
  part: UsageRequest['part'],
  days: DayRange
): UsageRequest {
  const request = { ...source, calendar, part };
  if (!connectionKinds[source.connection.type].ranged) {
    return request;
  }
  const years = { ...calendar, fiscalYearStart: 1 };
  return { ...request, days: { from: floorDay(days.from, 'year', years), to: ceilDay(days.to, 'year', years) } };
}

/**
 * For a look at how far a metric goes, which is worth no request of its own to a service: over days that queries have asked
 * for already, or this year.
 */
export function overviewRequest(
  source: MetricSource,
  calendar: Calendar,
  usage: UsageSource,
  today: number
): UsageRequest {
  const request = usageRequest(source, calendar, 'metric', { from: today, to: today + 1 });
  const [longest] = (usage.keptDays?.(request) ?? []).filter(({ to }) => to > today).sort((a, b) => a.from - b.from);
  return longest === undefined ? request : { ...request, days: longest };
}
