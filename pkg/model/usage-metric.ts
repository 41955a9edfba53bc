import * as z from 'zod';
import { duration } from './duration.ts';
import { grain } from './grain.ts';
import { seriesShape } from './connections/connection-kind.ts';
import { connectionKinds, series, type ConnectionType, type Series } from './connections/connection.ts';
import { name } from './names.ts';
import { inWords } from './wording.ts';

export const additivity = z.enum(['additive', 'snapshot', 'distinct']);
export type Additivity = z.output<typeof additivity>;

export const timeAggregation = z.enum(['sum', 'average', 'last', 'max', 'min']);
export type TimeAggregation = z.output<typeof timeAggregation>;

export const groupAggregation = z.enum(['sum', 'none']);
export type GroupAggregation = z.output<typeof groupAggregation>;

/** What each class of additivity allows; the first is the default (design sections 2 and 4.6). */
export const allowedTime: Record<Additivity, readonly TimeAggregation[]> = {
  additive: ['sum'],
  snapshot: ['average', 'last', 'max', 'min'],
  distinct: ['average', 'last', 'max'],
};
export const allowedGroups: Record<Additivity, readonly GroupAggregation[]> = {
  additive: ['sum'],
  snapshot: ['sum'],
  distinct: ['none'],
};
const allowedGaps = {
  additive: ['none', 'zero', 'spread'],
  snapshot: ['none', 'zero', 'hold', 'linear'],
  distinct: ['none', 'zero', 'hold'],
} as const;

export const gapFilling = z.enum(['none', 'zero', 'spread', 'hold', 'linear']);
export type GapFilling = z.output<typeof gapFilling>;

const usualRefresh = '1h';

function refreshFrom(byDefault: string) {
  return duration.prefault(byDefault).describe('How old values from a service may be before they are asked for again');
}

function defaultRefresh(kind: { readonly refresh?: string }): string {
  return kind.refresh ?? usualRefresh;
}

/** What every metric says of itself, wherever its values come from. */
const declared = z.object({
  name,
  title: z.string().optional(),
  connection: z.string(),
  dimensions: z.record(z.string(), z.string()).default({}).describe('Dimension and the column or tag that holds it'),
  unit: z.string().min(1).max(40).describe('One of what is counted, in the singular: job, customer, GB'),
  nativeGrain: grain.default('day'),
  additivity,
  aggregate: z.strictObject({ time: timeAggregation.optional(), groups: groupAggregation.optional() }).prefault({}),
  gaps: gapFilling.default('none'),
  completeAfter: duration.prefault('0h').describe('How long after a period its value may still change'),
  until: z.iso.date().optional().describe('Last day of a metric that gets no more values'),
  refresh: refreshFrom(usualRefresh),
  whenDown: z
    .enum(['error', 'last'])
    .default('error')
    .describe('A service that does not answer: an error, or its last good values, marked as such'),
});
const total = z
  .record(z.string(), z.unknown())
  .describe('Where the source counts the total of a distinct metric; keys that are absent are as in the metric itself');

const consistent = declared
  .superRefine((metric, context) => {
    const { additivity: kind, aggregate, gaps } = metric;
    if (aggregate.time && !allowedTime[kind].includes(aggregate.time)) {
      context.addIssue({
        code: 'custom',
        path: ['aggregate', 'time'],
        message: `${aggregate.time} over time contradicts additivity ${kind}, which allows ${allowedTime[kind].join(', ')}`,
      });
    }
    if (aggregate.groups && !allowedGroups[kind].includes(aggregate.groups)) {
      context.addIssue({
        code: 'custom',
        path: ['aggregate', 'groups'],
        message: `${aggregate.groups} over groups contradicts additivity ${kind}, which allows ${allowedGroups[kind].join(', ')}`,
      });
    }
    if (!allowedGaps[kind].some((allowed) => allowed === gaps)) {
      context.addIssue({
        code: 'custom',
        path: ['gaps'],
        message: `${gaps} contradicts additivity ${kind}, which allows ${allowedGaps[kind].join(', ')}`,
      });
    }
  })
  .transform((metric) => ({
    ...metric,
    aggregate: {
      time: metric.aggregate.time ?? defaultTime(metric.additivity),
      groups: metric.aggregate.groups ?? defaultGroups(metric.additivity),
    },
  }));
type Declared = z.output<typeof consistent>;

/** A named business or technical volume over time. */
export interface UsageMetric extends Declared {
  /** Where its values are, in the terms of its connection. */
  readonly source: Series;
  /** Where its total is counted. */
  readonly total?: Series;
}

/** Keys that a metric may have on a connection of a type, for the warning about others. */
export function metricKeys(type: ConnectionType): readonly string[] {
  return [...Object.keys(declared.shape), ...Object.keys(connectionKinds[type].series.shape), 'total'].filter(
    (key) => key !== 'type'
  );
}

/**
 * A metric's entry: what every metric declares, and what its connection's type needs to find the values. A total takes
 * over what it does not say itself.
 */
export function usageMetricOn(type: ConnectionType): z.ZodType<UsageMetric> {
  return z.record(z.string(), z.unknown()).transform((entry, context): UsageMetric => {
    const forward = (result: { readonly error?: z.ZodError | undefined }) => {
      result.error?.issues.forEach((issue) => {
        context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
      });
      return z.NEVER;
    };
    const metric = consistent.safeParse({ refresh: defaultRefresh(connectionKinds[type]), ...entry }, inWords);
    if (!metric.success) {
      return forward(metric);
    }
    const source = series.safeParse({ ...entry, type }, inWords);
    if (!source.success) {
      return forward(source);
    }
    if (entry['total'] === undefined) {
      return { ...metric.data, source: source.data };
    }
    const own = total.safeParse(entry['total'], inWords);
    if (!own.success) {
      return forward(own);
    }
    const counted = series.safeParse({ ...entry, ...own.data, type }, inWords);
    return counted.success ? { ...metric.data, source: source.data, total: counted.data } : forward(counted);
  });
}

/** Every form a metric's entry can take, for the JSON Schema. */
export const usageMetricEntry = z.union(
  Object.values(connectionKinds).map((kind) =>
    z.looseObject({
      ...declared.shape,
      refresh: refreshFrom(defaultRefresh(kind)),
      ...seriesShape(kind),
      total: total.optional(),
    })
  )
);

function defaultTime(kind: Additivity): TimeAggregation {
  return kind === 'additive' ? 'sum' : 'average';
}

function defaultGroups(kind: Additivity): GroupAggregation {
  return kind === 'distinct' ? 'none' : 'sum';
}
