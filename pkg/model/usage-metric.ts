import * as z from 'zod';
import { duration } from './duration.ts';
import { grain } from './grain.ts';
import { name } from './names.ts';

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

/** The columns of the file that counts the total of a distinct metric; what is absent is as in the metric itself. */
export const totalSeries = z.strictObject({
  location: z.string().min(1),
  dateColumn: z.string().optional(),
  valueColumn: z.string().optional(),
});

/** A named business or technical volume over time. */
export const usageMetric = z
  .object({
    name,
    title: z.string().optional(),
    connection: z.string(),
    location: z.string().min(1).describe('File, directory or glob, relative to the connection'),
    dateColumn: z.string().min(1).default('date'),
    valueColumn: z.string().min(1).default('value'),
    where: z
      .record(z.string(), z.string())
      .default({})
      .describe('Flat files with several metrics: column and value that pick this one'),
    dimensions: z.record(z.string(), z.string()).default({}).describe('Dimension and the column that holds it'),
    total: totalSeries.optional(),
    unit: z.string().min(1).max(40).describe('One of what is counted, in the singular: job, customer, GB'),
    nativeGrain: grain.default('day'),
    additivity,
    aggregate: z.strictObject({ time: timeAggregation.optional(), groups: groupAggregation.optional() }).prefault({}),
    gaps: gapFilling.default('none'),
    completeAfter: duration.prefault('0h').describe('How long after a period its value may still change'),
    until: z.iso.date().optional().describe('Last day of a metric that gets no more values'),
  })
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
export type UsageMetric = z.output<typeof usageMetric>;

function defaultTime(kind: Additivity): TimeAggregation {
  return kind === 'additive' ? 'sum' : 'average';
}

function defaultGroups(kind: Additivity): GroupAggregation {
  return kind === 'distinct' ? 'none' : 'sum';
}
