import type { RawTimeRange, TimeRange } from '@grafana/data';
import { dateMath, dateTime, rangeUtil } from '@grafana/data';

/** `now-13M/M` or ms since the epoch, as in Grafana's addresses. */
export function timeRange(from: string, to: string, timeZone: string, fiscalYearStartMonth = 0): TimeRange {
  return rangeUtil.convertRawToRange({ from: edge(from), to: edge(to) }, timeZone, fiscalYearStartMonth);
}

function edge(text: string): RawTimeRange['from'] {
  return /^\d+$/.test(text) ? dateTime(Number(text)) : text;
}

/** The same for an address: relative ranges by their words, absolute ones in ms. */
export function rangeInUrl({ raw }: TimeRange): { from: string; to: string } {
  const text = (value: RawTimeRange['from']) => (typeof value === 'string' ? value : String(value.valueOf()));
  return { from: text(raw.from), to: text(raw.to) };
}

/** A panel's own relative range takes the place of a relative one, as in Grafana; an absolute one stays. */
export function withTimeFrom(range: TimeRange, timeFrom: string | undefined): { range: TimeRange; text?: string } {
  if (timeFrom === undefined || typeof range.raw.from !== 'string') {
    return { range };
  }
  const { from, to, display, invalid } = rangeUtil.describeTextRange(timeFrom);
  const start = dateMath.toDateTime(from, {});
  const end = dateMath.toDateTime(to, {});
  if (invalid === true || start === undefined || end === undefined) {
    return { range, text: 'invalid time override' };
  }
  return { range: { from: start, to: end, raw: { from, to } }, text: display };
}

/** The range moved by half its length, or doubled around its middle. */
export function moved({ from, to }: TimeRange, by: 'back' | 'forward' | 'out'): { from: string; to: string } {
  const half = (to.valueOf() - from.valueOf()) / 2;
  const [start, end] = by === 'back' ? [-half, -half] : by === 'forward' ? [half, half] : [-half, half];
  return { from: String(Math.round(from.valueOf() + start)), to: String(Math.round(to.valueOf() + end)) };
}
