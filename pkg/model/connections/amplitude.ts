import * as z from 'zod';
import { duration } from '../duration.ts';
import { name } from '../names.ts';
import { timeZone } from '../time-zone.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';

/** What each report counts; the first is its default, as in Amplitude. */
export const amplitudeMetrics = {
  active_users: ['active', 'new'],
  event_segmentation: ['uniques', 'totals', 'average', 'pct_dau'],
} as const;

/** Counts of users and events from one Amplitude project. */
export const amplitude = connectionKind({
  title: 'Amplitude',
  connection: z.object({
    name,
    type: z.literal('amplitude'),
    site: z.enum(['us', 'eu']).default('us').describe('Where the project is kept'),
    timezone: timeZone
      .default('UTC')
      .describe("The project's own zone, as in its settings: Amplitude counts days in it"),
    endpoint: endpoint.optional().describe("In place of the site's own address"),
    timeout: duration.prefault('20s').describe('For one request with its repetitions'),
  }),
  series: z
    .object({
      type: z.literal('amplitude'),
      report: z.enum(['active_users', 'event_segmentation']).default('active_users'),
      metric: z
        .enum(['active', 'new', 'uniques', 'totals', 'average', 'pct_dau'])
        .optional()
        .describe('active or new users; uniques, totals, average or pct_dau of an event'),
      event: z
        .string()
        .min(1)
        .default('_active')
        .describe('Event type; custom events as ce:NAME; _active is any active event'),
      propertyOf: z.enum(['user', 'event']).default('user').describe("Whose property the metric's dimension is"),
      segment: z
        .array(
          z.strictObject({
            prop: z.string().min(1),
            op: z.string().min(1).default('is'),
            values: z.array(z.string()).min(1),
          })
        )
        .default([])
        .describe('Conditions on users, all of which must hold'),
    })
    .superRefine(({ report, metric, event, propertyOf }, context) => {
      const problem = (path: string, message: string) => {
        context.addIssue({ code: 'custom', path: [path], message });
      };
      const counts: readonly string[] = amplitudeMetrics[report];
      if (metric !== undefined && !counts.includes(metric)) {
        problem('metric', `${metric} is nothing that ${report} counts; it counts ${counts.join(', ')}`);
      }
      if (report === 'active_users' && event !== '_active') {
        problem('event', 'is for the report event_segmentation');
      }
      if (report === 'active_users' && propertyOf === 'event') {
        problem('propertyOf', 'properties of events are for the report event_segmentation');
      }
    }),
  secrets: { apiKey: { title: 'API key' }, secretKey: { title: 'Secret key' } },
  charges: false,
  ranged: true,
});
