import * as z from 'zod';
import { connectionKinds, type ConnectionType } from './connections/connection.ts';
import { seriesShape } from './connections/connection-kind.ts';
import { inline } from './connections/inline.ts';
import { isRecord } from './issues.ts';
import { usageMetricOn, type UsageMetric } from './usage-metric.ts';
import { inWords } from './wording.ts';

/** The dimension of a table of rates. */
export const currencyDimension = 'currency';

const declared = {
  by: z.enum(['day', 'month']).default('day').describe('The rate of the day, or the mean of the month’s rates'),
  currencyColumn: z.string().min(1).default('currency').describe('Column of the ISO 4217 code'),
};

/** Dated exchange rates to the data source's currency: how much of it one unit of another is. For the JSON Schema. */
export const ratesEntry = z.union([
  z.object({ ...declared, values: inline.series.shape.values.describe('date, value and keys: { currency: EUR }') }),
  ...Object.values(connectionKinds)
    .filter((kind) => kind !== inline)
    .map((kind) => z.looseObject({ ...declared, connection: z.string(), ...seriesShape(kind) })),
]);

/** Dated rates, read like a metric with a value per day and currency. */
export interface Rates {
  readonly by: 'day' | 'month';
  readonly metric: UsageMetric;
}

/** @param type of its connection; undefined where the rates stand in the entry */
export function ratesOn(type: ConnectionType | undefined): z.ZodType<Rates> {
  const head = z.object(declared);
  return z.unknown().transform((entry, context): Rates => {
    const own = head.safeParse(entry, inWords);
    const metric = usageMetricOn(type ?? 'inline').safeParse(
      {
        ...(type === undefined && { connection: 'settings' }),
        ...(isRecord(entry) ? entry : {}),
        name: 'rates',
        unit: 'rate',
        additivity: 'snapshot',
        nativeGrain: 'day',
        dimensions: {
          [currencyDimension]: own.success && type !== undefined ? own.data.currencyColumn : currencyDimension,
        },
      },
      inWords
    );
    for (const issue of [...(own.error?.issues ?? []), ...(metric.error?.issues ?? [])]) {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
    }
    return own.success && metric.success ? { by: own.data.by, metric: metric.data } : z.NEVER;
  });
}
