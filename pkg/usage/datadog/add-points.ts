import { floorDay, type Calendar } from '../../series/calendar.ts';
import { dayOfInstant, startOfDay } from '../../series/zone.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';
import { readText } from '../cells.ts';
import type { UsageTableBuilder } from '../table-builder.ts';
import { checkInterval } from './check-interval.ts';
import type { Page } from './pages.ts';
import type { DatadogSeries } from './query-metrics.ts';

const hourMs = 3_600_000;

/**
 * Adds the points of a page to the table. A point that is not at the start of a native period shows that Datadog has made
 * other periods than it was asked for: it is bad, because it would count in the wrong one.
 * @throws badData where the answer itself says that its periods are others
 */
export function addPoints(
  series: readonly DatadogSeries[],
  { from, to }: Page,
  metric: UsageMetric,
  tags: readonly string[],
  calendar: Calendar,
  table: UsageTableBuilder
): void {
  const { nativeGrain } = metric;
  const timeOf = remember((ms) => {
    if (nativeGrain === 'hour') {
      return ms % hourMs === 0 ? ms : undefined;
    }
    const day = dayOfInstant(ms, calendar.timezone);
    const isStart = floorDay(day, nativeGrain, calendar) === day && startOfDay(day, calendar.timezone) === ms;
    return isStart ? day : undefined;
  });
  for (const { tagSet, pointlist, interval } of series) {
    checkInterval(metric, interval);
    const keys = tags.map((tag) => tagValue(tagSet, tag));
    for (const point of pointlist) {
      const pair: readonly unknown[] = Array.isArray(point) ? point : [];
      const [ms, value] = pair;
      if (typeof ms !== 'number') {
        table.addBad(() => `a point of Datadog has no time: ${JSON.stringify(point).slice(0, 40)}`);
      } else if (typeof value === 'number' && ms >= from && ms < to) {
        const time = timeOf(ms);
        if (time === undefined) {
          table.addBad(
            () =>
              `Datadog's point of ${new Date(ms).toISOString()} does not start a ${nativeGrain} in ${calendar.timezone}`
          );
        } else {
          table.add(time, value, keys);
        }
      }
    }
  }
}

/** Series have their times in common. */
function remember(timeOf: (ms: number) => number | undefined): (ms: number) => number | undefined {
  const known = new Map<number, number | undefined>();
  return (ms) => {
    if (!known.has(ms)) {
      known.set(ms, timeOf(ms));
    }
    return known.get(ms);
  };
}

/** Of `squad:ocr`; null where a series has no such tag, which Datadog writes N/A. */
function tagValue(tagSet: readonly string[], tag: string): string | null {
  const value = tagSet.find((text) => text.startsWith(`${tag}:`))?.slice(tag.length + 1);
  return value === 'N/A' ? null : readText(value);
}
