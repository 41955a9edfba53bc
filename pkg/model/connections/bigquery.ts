import * as z from 'zod';
import { bigqueryColumn, bigqueryTable } from '../bigquery-names.ts';
import { bytes } from '../bytes.ts';
import { duration } from '../duration.ts';
import { name } from '../names.ts';
import { timeZone } from '../time-zone.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';

/** `my-project` or, of an organisation's own domain, `example.com:my-project`. */
const project = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]*$/;

/** Tables and views of BigQuery, added up there: only one row a period and group comes back. */
export const bigquery = connectionKind({
  title: 'BigQuery',
  connection: z.object({
    name,
    type: z.literal('bigquery'),
    project: z
      .string()
      .regex(project, 'is not the id of a project')
      .describe('Project in which queries run and are billed'),
    location: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .optional()
      .describe('Where the data lies, such as EU or europe-west1; BigQuery finds out where absent'),
    maximumBytesBilled: bytes
      .prefault('10GB')
      .describe('A query that would read more is refused before it costs anything'),
    labels: z
      .record(z.string().regex(/^\p{L}[\p{L}\p{N}_-]{0,62}$/u), z.string().regex(/^[\p{L}\p{N}_-]{0,63}$/u))
      .default({})
      .describe('Labels of the jobs, beside our own plugin, and metric or dataset'),
    endpoint: endpoint.optional().describe('In place of https://bigquery.googleapis.com'),
    timeout: duration.prefault('20s'),
  }),
  series: z
    .object({
      type: z.literal('bigquery'),
      table: bigqueryTable
        .nullish()
        .describe('`dataset.table` or `project.dataset.table`; null in a total drops that of the metric'),
      sql: z
        .string()
        .min(1)
        .nullish()
        .describe('SELECT in place of a table, with the dates {{from}} and {{to}} (exclusive); null as for table'),
      dateColumn: bigqueryColumn.default('date').describe('DATE, DATETIME or TIMESTAMP'),
      valueColumn: bigqueryColumn.default('value'),
      partitionColumn: bigqueryColumn
        .optional()
        .describe('Column that the table is partitioned by, such as _PARTITIONDATE, where it is not the date column'),
      where: z.record(bigqueryColumn, z.string()).default({}).describe('Column and value that pick this metric'),
      timezone: timeZone
        .optional()
        .describe('Zone whose days a TIMESTAMP is cut into; by default that of the data source'),
    })
    .superRefine(({ table, sql, partitionColumn }, context) => {
      const problem = (path: string, message: string) => {
        context.addIssue({ code: 'custom', path: [path], message });
      };
      if ((table ?? undefined) === undefined && (sql ?? undefined) === undefined) {
        problem('table', 'give table or sql');
      }
      if (typeof table === 'string' && typeof sql === 'string') {
        problem('sql', 'give table or sql, not both; in a total, null drops that of the metric');
      }
      if (typeof sql === 'string' && partitionColumn !== undefined) {
        problem('partitionColumn', 'is for a table; in sql, write the condition yourself');
      }
      if (typeof sql === 'string') {
        const wrong = wrongPlaceholders(sql);
        if (wrong !== undefined) {
          problem('sql', wrong);
        }
      }
    }),
  secrets: {
    serviceAccount: {
      title: 'Service account key',
      description: 'The JSON file as it is. Without it the default credentials of the machine are used.',
    },
  },
  charges: true,
  ranged: true,
  refresh: '6h',
});

/** Both bounds must be there, because a query without them would read the whole table again and again. */
function wrongPlaceholders(sql: string): string | undefined {
  const known = ['{{from}}', '{{to}}'];
  const missing = known.filter((placeholder) => !sql.includes(placeholder));
  if (missing.length > 0) {
    return `must be limited to the dates {{from}} and {{to}}; it lacks ${missing.join(' and ')}`;
  }
  const unknown = [...sql.matchAll(/\{\{.*?\}\}/gs)].map(([text]) => text).find((text) => !known.includes(text));
  if (unknown !== undefined) {
    return `knows no placeholder ${unknown}; there are {{from}} and {{to}}`;
  }
  return /['"`]\{\{(from|to)\}\}['"`]/.test(sql)
    ? '{{from}} and {{to}} are dates already; write them without quotes'
    : undefined;
}
