import type { BigQuery, Query } from '@google-cloud/bigquery';
import * as z from 'zod';
import type { SqlValue } from '../../storage/engine.ts';
import type { Asker } from './asker.ts';
import { field } from './columns.ts';
import type { Parameter } from './periods.ts';
import { refusal } from './refusal.ts';
import type { AnyStatement } from './statement.ts';
import type { BigQueryTransport, Call } from './transport.ts';

/** Characters of a label's value. */
const maxLabel = 63;

const failed = z.object({ reason: z.string().default(''), message: z.string().default('') });
/** What the client and we need of a job; what it is warned of does not end it. */
export const jobAnswer = z.object({
  jobReference: z.object({ jobId: z.string().optional(), location: z.string().optional() }),
  status: z.object({ errorResult: failed.optional() }),
  statistics: z
    .object({
      totalBytesProcessed: z.coerce.number(),
      query: z.object({ schema: z.object({ fields: z.array(field).default([]) }) }).partial(),
    })
    .partial()
    .default({}),
});
export const resultsAnswer = z.looseObject({ jobComplete: z.boolean(), pageToken: z.string().optional() });
const anything = z.looseObject({});

/** Google's client on our own transport, for one attempt. What it gets has been checked, because it throws past its callers. */
export async function openClient(
  asker: Asker,
  transport: BigQueryTransport,
  statement: AnyStatement | undefined,
  attempt: AbortSignal
): Promise<BigQuery> {
  const { BigQuery } = await import('@google-cloud/bigquery');
  const { project, location } = asker.connection;
  const client = new BigQuery({ projectId: project, ...(location === undefined ? {} : { location }) });
  const answer = async (call: Call): Promise<unknown> => {
    if (call.method === 'GET' || call.path !== '/jobs') {
      const schema = call.path.startsWith('/queries/') ? resultsAnswer : anything;
      return transport.send(call, schema, statement, attempt);
    }
    const started = await transport.send(call, jobAnswer, statement, attempt);
    const { errorResult } = started.status;
    if (errorResult !== undefined) {
      throw refusal({ status: 400, reason: errorResult.reason, detail: errorResult.message }, asker, statement);
    }
    return started;
  };
  client.request = (asked, callback) => {
    const call = {
      method: asked.method === 'POST' ? ('POST' as const) : ('GET' as const),
      path: asked.uri,
      query: asked.qs as unknown,
      body: asked.json as unknown,
    };
    answer(call).then((body) => {
      callback(null, body);
    }, callback);
  };
  return client;
}

/** A statement as the client takes it, with our labels. */
export function queryOf(client: BigQuery, { sql, parameters }: AnyStatement, { connection, labels }: Asker): Query {
  const own = Object.entries(labels).map(([key, value]) => [key, value.slice(0, maxLabel)] as const);
  return {
    query: sql,
    params: isInOrder(parameters)
      ? [...parameters]
      : Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, valueOf(client, one)])),
    labels: { plugin: 'unit-economics', ...Object.fromEntries(own), ...connection.labels },
  };
}

function isInOrder(parameters: AnyStatement['parameters']): parameters is readonly SqlValue[] {
  return Array.isArray(parameters);
}

/** The client tells a parameter's type by its class. */
function valueOf(client: BigQuery, { type, value }: Parameter): unknown {
  switch (type) {
    case 'DATE':
      return client.date(value);
    case 'DATETIME':
      return client.datetime(value);
    case 'TIMESTAMP':
      return client.timestamp(value);
    case 'STRING':
      return value;
  }
}
