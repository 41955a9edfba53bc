import * as z from 'zod';
import { seriesShape } from './connections/connection-kind.ts';
import { connectionKinds, type ConnectionType } from './connections/connection.ts';
import { inline } from './connections/inline.ts';
import { grain } from './grain.ts';
import { isRecord } from './issues.ts';
import { name } from './names.ts';
import { metricKeys, usageMetricOn, type UsageMetric } from './usage-metric.ts';

const { values } = inline.series.shape;

const declared = {
  name,
  title: z.string().optional(),
  dimensions: z.record(z.string(), z.string()).default({}).describe('Dimension and the column or key that holds it'),
  nativeGrain: grain.default('month'),
};

/** Money planned for each period, by group: amounts in the settings, or a file or table read like a metric. For the JSON Schema. */
export const budgetEntry = z.union([
  z.object({ ...declared, amounts: values.describe('The amounts themselves, in the currency of the data source') }),
  ...Object.values(connectionKinds)
    .filter((kind) => kind !== inline)
    .map((kind) => z.looseObject({ ...declared, connection: z.string(), ...seriesShape(kind) })),
]);

/**
 * A budget as what it is to a formula: a flow of money known ahead, spread over the days of its period. It is never
 * incomplete, and outside its periods it is missing.
 * @param type of its connection; undefined where the amounts stand in the entry
 */
export function budgetOn(type: ConnectionType | undefined, currency: string): z.ZodType<UsageMetric> {
  const metric = usageMetricOn(type ?? 'inline');
  return z
    .record(z.string(), z.unknown())
    .transform(({ amounts, ...entry }): unknown => ({
      nativeGrain: 'month',
      gaps: isRecord(entry) && (entry['nativeGrain'] === 'day' || entry['nativeGrain'] === 'hour') ? 'none' : 'spread',
      ...(type === undefined && { connection: 'settings', values: amounts }),
      ...entry,
      additivity: 'additive',
      unit: currency,
      until: '9999-12-31',
    }))
    .pipe(metric);
}

export function budgetKeys(type: ConnectionType | undefined): readonly string[] {
  return [...metricKeys(type ?? 'inline'), 'amounts'];
}
