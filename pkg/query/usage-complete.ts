import type { UsageMetric } from '../model/usage-metric.ts';
import { startInstant } from '../series/axis.ts';
import type { Calendar } from '../series/calendar.ts';
import type { MetricCells } from './metric-cells.ts';

/**
 * Instant (ms) up to which a metric is known to be final enough to judge (design section 4.10): the earlier of now minus its
 * lag and the end of its last value; a flow's period counts only when it has ended. Infinity for a closed metric, -Infinity
 * for one without values.
 */
export function usageCompleteThrough(
  { native }: Pick<MetricCells, 'native'>,
  { additivity, completeAfter, until }: Pick<UsageMetric, 'additivity' | 'completeAfter' | 'until'>,
  calendar: Calendar,
  now: number
): number {
  if (native.length === 0) {
    return -Infinity;
  }
  if (until !== undefined) {
    return Infinity;
  }
  const known = now - completeAfter;
  const end = startInstant(native, native.length, calendar);
  if (additivity !== 'additive') {
    return Math.min(known, end);
  }
  let last = native.length;
  while (last > 0 && startInstant(native, last, calendar) > known) {
    last--;
  }
  return startInstant(native, last, calendar);
}
