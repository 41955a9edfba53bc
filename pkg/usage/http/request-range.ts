import { DateTime } from 'luxon';
import { replacePlaceholders, type Placeholder } from '../../model/connections/placeholders.ts';
import { dayMs } from '../../series/civil.ts';
import { dayCeilOfInstant, dayOfInstant, startOfDay } from '../../series/zone.ts';
import { seriesOf } from '../series-of.ts';
import type { DayRange, UsageRequest } from '../usage-source.ts';

/** What one request asks for. */
export interface RequestRange {
  /** ms since the epoch; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** In which dates are written. */
  readonly timezone: string;
}

/** The zone of a service: its own where it is named, otherwise UTC for days, and for hours that of the data source. */
export function serviceZone(request: UsageRequest): string {
  const { timezone } = seriesOf(request, 'http');
  return timezone ?? (request.metric.nativeGrain === 'hour' ? request.calendar.timezone : 'UTC');
}

/** Days of a daily metric are those of the service; those of an hourly one are of the data source's calendar. */
export function requestRange({ from, to }: DayRange, request: UsageRequest): RequestRange {
  const timezone = serviceZone(request);
  const zone = request.metric.nativeGrain === 'hour' ? request.calendar.timezone : timezone;
  return { start: startOfDay(from, zone), end: startOfDay(to, zone), timezone };
}

/** Puts the range in place of the placeholders. */
export function fillPlaceholders(text: string, range: RequestRange, encode = (value: string) => value): string {
  return replacePlaceholders(text, (placeholder) => encode(valueOf(placeholder, range)));
}

function valueOf({ bound, inclusive, form }: Placeholder, { start, end, timezone }: RequestRange): string {
  const at = bound === 'from' ? start : end;
  switch (form) {
    case 'epochMs':
      return String(inclusive ? at - 1 : at);
    case 'epoch':
      return String(at / 1000 - (inclusive ? 1 : 0));
    case 'iso':
      return new Date(inclusive ? at - 1000 : at).toISOString().replace('.000Z', 'Z');
    default:
      return /HH|mm|ss/.test(form)
        ? written(inclusive ? at - 1000 : at, timezone, form)
        : written(dayOf(bound, at, inclusive, timezone) * dayMs, 'UTC', form);
  }
}

function dayOf(bound: Placeholder['bound'], at: number, inclusive: boolean, timezone: string): number {
  return bound === 'from' ? dayOfInstant(at, timezone) : dayCeilOfInstant(at, timezone) - (inclusive ? 1 : 0);
}

function written(at: number, timezone: string, form: string): string {
  const tokens = form.replaceAll('YYYY', 'yyyy').replaceAll('DD', 'dd').replaceAll('T', "'T'");
  return DateTime.fromMillis(at, { zone: timezone }).toFormat(tokens);
}
