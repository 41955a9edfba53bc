import { amplitudeMetrics } from '../../model/connections/amplitude.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { fromDay } from '../../series/civil.ts';
import { basicCredentials } from '../remote/basic-credentials.ts';
import type { OutboundRequest } from '../remote/outbound.ts';
import { secretOf } from '../remote/secret-of.ts';
import { connectionOf, seriesOf } from '../series-of.ts';
import type { ConnectionRequest, DayRange, UsageRequest } from '../usage-source.ts';

const sites = { us: 'https://amplitude.com', eu: 'https://analytics.eu.amplitude.com' } as const;

/** Days between points, as Amplitude numbers its intervals. */
const intervals: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 };

/** Groups of one answer; Amplitude leaves the smaller ones out without a word. */
export const maxGroups = 1000;

export function baseAddress(request: ConnectionRequest): string {
  const { endpoint, site } = connectionOf(request, 'amplitude');
  return endpoint ?? sites[site];
}

/** The property that the metric's one dimension is; undefined for a total. @throws badSettings for several dimensions */
export function groupProperty({ metric, part }: UsageRequest): string | undefined {
  const [property, ...more] = part === 'total' ? [] : Object.values(metric.dimensions);
  if (more.length > 0) {
    throw new UnitEconomicsError(
      'badSettings',
      `The metric ${metric.name} has ${more.length + 1} dimensions; Amplitude can be read by one property at a time. Make a metric of each.`
    );
  }
  return property;
}

/** @throws badSettings for a native grain that Amplitude does not count by, or a missing secret */
export function reportRequest(request: UsageRequest, { from, to }: DayRange): OutboundRequest {
  const { report, metric, event, propertyOf, segment } = seriesOf(request, 'amplitude');
  const property = groupProperty(request);
  const url = new URL(`${baseAddress(request)}/api/2/${report === 'active_users' ? 'users' : 'events/segmentation'}`);
  const set = (name: string, value: string | number) => {
    url.searchParams.set(name, String(value));
  };
  set('start', compact(from));
  set('end', compact(to - 1)); // the last day is included
  set('m', metric ?? amplitudeMetrics[report][0]);
  set('i', intervalOf(request));
  if (report === 'event_segmentation') {
    const byEvent = property !== undefined && propertyOf === 'event';
    const group = byEvent ? { group_by: [{ type: 'event', value: property }] } : {};
    set('e', JSON.stringify({ event_type: event, ...group }));
    set('limit', maxGroups);
  }
  if (property !== undefined && propertyOf === 'user') {
    set('g', property);
  }
  if (segment.length > 0) {
    set('s', JSON.stringify(segment));
  }
  return signed(request, url);
}

/** Active users of one day: the cheapest report there is. */
export function probeRequest(request: ConnectionRequest, day: number): OutboundRequest {
  const url = new URL(`${baseAddress(request)}/api/2/users`);
  url.search = String(new URLSearchParams({ start: compact(day), end: compact(day), m: 'active', i: '1' }));
  return signed(request, url);
}

function signed(request: ConnectionRequest, url: URL): OutboundRequest {
  const authorization = basicCredentials(secretOf(request, 'apiKey'), secretOf(request, 'secretKey'));
  return { method: 'GET', url, headers: { accept: 'application/json', authorization } };
}

function intervalOf({ metric }: UsageRequest): number {
  const interval = intervals[metric.nativeGrain];
  if (interval === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The metric ${metric.name} has nativeGrain ${metric.nativeGrain}, and is read from Amplitude by day, week or month. Set one of them: its hourly and real-time counts reach back a few days only and are not supported.`
    );
  }
  return interval;
}

/** `20260731`. */
function compact(day: number): string {
  const { year, month, day: date } = fromDay(day);
  return String(year * 10_000 + month * 100 + date);
}
