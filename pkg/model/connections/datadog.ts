import * as z from 'zod';
import { duration } from '../duration.ts';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';

const hostname = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** Metrics of Datadog, rolled up there: one value a period and group comes back. */
export const datadog = connectionKind({
  title: 'Datadog',
  connection: z.object({
    name,
    type: z.literal('datadog'),
    site: z
      .string()
      .regex(hostname, 'must be the site alone, such as datadoghq.eu')
      .default('datadoghq.com')
      .describe(
        'datadoghq.com, us3.datadoghq.com, us5.datadoghq.com, datadoghq.eu, ap1.datadoghq.com, ap2.datadoghq.com or ddog-gov.com'
      ),
    endpoint: endpoint.optional().describe('In place of https://api.SITE'),
    timeout: duration.prefault('20s').describe('For one request with its repetitions'),
  }),
  series: z.object({
    type: z.literal('datadog'),
    query: z
      .string()
      .min(1)
      .max(10_000)
      .describe('One metric, such as sum:ocr.jobs{env:prod}.as_count(); its tags and rollup are added'),
  }),
  secrets: {
    apiKey: { title: 'API key' },
    appKey: { title: 'Application key', description: 'May be limited to the scope timeseries_query.' },
  },
  charges: false,
  ranged: true,
});
