import { UnitEconomicsError } from '../../model/errors.ts';
import type { Grain } from '../../model/grain.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';

/** Seconds between points that are periods of a grain, least and most: a day has an hour more or less where clocks change. */
const asked: Partial<Readonly<Record<Grain, { readonly least: number; readonly most: number }>>> = {
  hour: { least: 3600, most: 3600 },
  day: { least: 23 * 3600, most: 25 * 3600 },
};

/**
 * Datadog answers in other periods than it was asked for without a word, in coarser ones where there would be too many
 * points. Some of those start where an hour or a day does, so the points alone do not show it.
 * @param interval as answered; 0 or absent says nothing
 * @throws badData
 */
export function checkInterval({ name, nativeGrain }: UsageMetric, interval = 0): void {
  const wanted = asked[nativeGrain];
  if (wanted !== undefined && interval > 0 && (interval < wanted.least || interval > wanted.most)) {
    throw new UnitEconomicsError(
      'badData',
      `The metric ${name} got no values, because Datadog answers in periods of ${interval} seconds where ${nativeGrain}s were asked for. Leave functions that change the rollup out of its query, filter to fewer series, or set a coarser nativeGrain.`
    );
  }
}
