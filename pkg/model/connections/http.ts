import * as z from 'zod';
import { duration } from '../duration.ts';
import { name } from '../names.ts';
import { timeZone } from '../time-zone.ts';
import { connectionKind } from './connection-kind.ts';
import { headerRecord } from './header-record.ts';
import { httpAuth } from './http-auth.ts';
import { httpPagination } from './http-pagination.ts';
import { hasPlaceholder, wrongPlaceholder } from './placeholders.ts';
import { webAddress, webHost } from './web-address.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const template = z.string().superRefine((text, context) => {
  const wrong = wrongPlaceholder(text);
  if (wrong !== undefined) {
    context.addIssue({ code: 'custom', message: wrong });
  }
});
const column = z.string().min(1);

/** Any service that answers with rows as JSON or CSV. */
export const http = connectionKind({
  title: 'HTTP',
  connection: z.object({
    name,
    type: z.literal('http'),
    url: webAddress.describe('Base address; the path of a metric is appended'),
    allowedHosts: z
      .array(webHost)
      .default([])
      .describe('Hosts beside that of url to which redirects and pages may lead'),
    auth: httpAuth.prefault({ type: 'none' }),
    headers: headerRecord(template)
      .default({})
      .describe('Seen by everyone who can read the settings: no place for secrets'),
    timeout: duration.prefault('20s').describe('For one request with its repetitions'),
    maxResponse: z.int().min(1).max(256).default(64).describe('Largest answer that is read, in MiB'),
  }),
  series: z
    .object({
      type: z.literal('http'),
      path: template.default('').describe('Appended to the url of the connection, with {{from}} and {{to}}'),
      method: z.enum(['GET', 'POST']).default('GET'),
      params: z.record(z.string(), scalar.pipe(template)).default({}),
      body: z
        .union([template, z.record(z.string(), z.unknown())])
        .optional()
        .describe('Of a POST: an object is sent as JSON, text as it is'),
      format: z.enum(['json', 'csv']).default('json'),
      rows: z.string().min(1).default('@').describe('JMESPath to the list of rows in a JSON answer'),
      dateColumn: column.default('date').describe('Key of a row, or in JSON a JMESPath expression on it'),
      valueColumn: column.default('value'),
      where: z.record(column, z.string()).default({}).describe('Column and value that pick the rows of this metric'),
      dateFormat: z.enum(['iso', 'yyyymmdd', 'epoch', 'epochMs']).default('iso'),
      timezone: timeZone
        .optional()
        .describe('Zone in which the service counts days; UTC by default, for hours that of the data source'),
      pagination: httpPagination.optional(),
      maxPages: z.int().min(1).max(10_000).default(100),
      maxDays: z.int().min(1).max(3660).optional().describe('Longest range of one request; longer ones are cut'),
      future: z.boolean().default(false).describe('Whether days to come are asked for too, as for plans and budgets'),
    })
    .superRefine(({ method, body, format, rows, pagination, maxDays, ...series }, context) => {
      const problem = (path: string, message: string) => {
        context.addIssue({ code: 'custom', path: [path], message });
      };
      if (body !== undefined && method === 'GET') {
        problem('body', 'needs method POST');
      }
      const wrong = typeof body === 'object' ? wrongPlaceholder(JSON.stringify(body)) : undefined;
      if (wrong !== undefined) {
        problem('body', wrong);
      }
      if (format === 'csv' && (rows !== '@' || (pagination !== undefined && 'from' in pagination))) {
        problem('format', 'csv has no JMESPath: leave out rows, and from under pagination');
      }
      if (pagination?.type === 'cursor' && pagination.in === 'body' && typeof body !== 'object') {
        problem('pagination', 'a cursor in the body needs a body that is an object');
      }
      if (maxDays !== undefined && !hasPlaceholder(JSON.stringify([series.path, series.params, body ?? '']))) {
        problem('maxDays', 'cuts nothing without {{from}} and {{to}} in path, params or body');
      }
    }),
  secrets: {
    password: { title: 'Password', description: 'For auth type basic' },
    token: { title: 'Token', description: 'For auth type bearer' },
    apiKey: { title: 'API key', description: 'For auth type apiKey' },
    clientSecret: { title: 'Client secret', description: 'For auth type oauth2' },
  },
  charges: false,
  ranged: true,
});
