import { randomUUID } from 'node:crypto';
import type { BigQuery, Job, Query } from '@google-cloud/bigquery';
import * as z from 'zod';
import { callService, type CallLimits } from '../remote/call-service.ts';
import { connectionOf } from '../series-of.ts';
import type { UsageRequest } from '../usage-source.ts';
import { field, type Field } from './columns.ts';
import type { TableName } from './names.ts';
import type { Parameter } from './periods.ts';
import { refusal } from './refusal.ts';
import type { Statement } from './statement.ts';
import type { BigQueryTransport, Call } from './transport.ts';

/** Rows of a page: some 10 MB of JSON. */
const pageRows = 100_000;
/** ms for the request that stops a job nobody waits for. */
const cancelTimeout = 10_000;
/** Characters of a label's value. */
const maxLabel = 63;

const schema = z.object({ fields: z.array(field).default([]) });
const table = z.object({ schema: schema.default({ fields: [] }) });
const failed = z.object({ reason: z.string().default(''), message: z.string().default('') });
/** What the client and we need of a job; what it is warned of does not end it. */
const job = z.object({
  jobReference: z.object({ jobId: z.string().optional(), location: z.string().optional() }),
  status: z.object({ errorResult: failed.optional() }),
  statistics: z
    .object({ totalBytesProcessed: z.coerce.number(), query: z.object({ schema }).partial() })
    .partial()
    .default({}),
});
const results = z.looseObject({ jobComplete: z.boolean(), pageToken: z.string().optional() });
const anything = z.looseObject({});

/** What a statement would do. */
export interface DryRun {
  readonly bytes: number;
  readonly fields: readonly Field[];
}

interface RunningJob {
  readonly id: string;
  readonly location: string | undefined;
}

interface Page {
  readonly isComplete: boolean;
  readonly rows: unknown;
  readonly pageToken: string | undefined;
}

/** BigQuery's tables and jobs on behalf of one request for a metric. */
export class BigQueryJobs {
  private readonly request: UsageRequest;
  private readonly transport: BigQueryTransport;
  private readonly limits: CallLimits;
  private readonly signal: AbortSignal;

  /** @param signal cancels requests and jobs */
  constructor(request: UsageRequest, transport: BigQueryTransport, limits: CallLimits, signal: AbortSignal) {
    this.request = request;
    this.transport = transport;
    this.limits = limits;
    this.signal = signal;
  }

  async fieldsOf({ project, dataset, table: name }: TableName): Promise<readonly Field[]> {
    const path = `datasets/${dataset}/tables/${encodeURIComponent(name)}`;
    return this.patiently(async (attempt) => {
      const answer = await this.transport.send({ method: 'GET', project, path }, table, undefined, attempt);
      return answer.schema.fields;
    });
  }

  /** Costs nothing and reads nothing. */
  async dryRun(statement: Statement): Promise<DryRun> {
    return this.patiently(async (attempt) => {
      const client = await this.client(statement, attempt);
      const [, answer] = await client.createQueryJob({ ...this.queryOf(client, statement), dryRun: true });
      const { totalBytesProcessed = 0, query } = job.parse(answer).statistics;
      return { bytes: totalBytesProcessed, fields: query?.schema?.fields ?? [] };
    });
  }

  /** @param onRows gets each page as BigQuery gives it */
  async run(statement: Statement, onRows: (rows: unknown) => void): Promise<void> {
    const running = await this.start(statement);
    let page = await this.firstPage(running, statement);
    onRows(page.rows);
    while (page.pageToken !== undefined) {
      const { pageToken } = page;
      page = await this.patiently((attempt) => this.page(running, pageToken, statement, attempt));
      onRows(page.rows);
    }
  }

  private start(statement: Statement): Promise<RunningJob> {
    const { maximumBytesBilled, location } = connectionOf(this.request, 'bigquery');
    return this.patiently(async (attempt) => {
      const client = await this.client(statement, attempt);
      const running = { id: `uniteconomics_${randomUUID()}`, location };
      try {
        const [started] = await client.createQueryJob({
          ...this.queryOf(client, statement),
          jobId: running.id,
          maximumBytesBilled: String(maximumBytesBilled),
          jobTimeoutMs: this.limits.timeoutMs,
        });
        return { id: running.id, location: started.location };
      } finally {
        if (attempt.aborted) {
          void this.stop(running); // it may have begun, and nobody will come for it
        }
      }
    });
  }

  /** Waits until the job is done. */
  private async firstPage(running: RunningJob, statement: Statement): Promise<Page> {
    try {
      return await this.patiently(async (attempt) => {
        for (;;) {
          const page = await this.page(running, undefined, statement, attempt);
          if (page.isComplete) {
            return page;
          }
        }
      });
    } catch (thrown) {
      void this.stop(running);
      throw thrown;
    }
  }

  private async page(
    running: RunningJob,
    pageToken: string | undefined,
    statement: Statement,
    attempt: AbortSignal
  ): Promise<Page> {
    const client = await this.client(statement, attempt);
    const [rows, , answer] = await jobOf(client, running).getQueryResults({
      autoPaginate: false,
      skipParsing: true,
      maxResults: pageRows,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    const { jobComplete, pageToken: next } = results.parse(answer);
    return { isComplete: jobComplete, rows, pageToken: next };
  }

  private async stop(running: RunningJob): Promise<void> {
    try {
      const client = await this.client(undefined, AbortSignal.timeout(cancelTimeout));
      await jobOf(client, running).cancel();
    } catch {
      // It ends by itself: every job has a time limit.
    }
  }

  private patiently<T>(work: (attempt: AbortSignal) => Promise<T>): Promise<T> {
    return callService(this.request, this.limits, this.signal, work);
  }

  /** Google's client on our own transport, for one attempt. */
  private async client(statement: Statement | undefined, attempt: AbortSignal): Promise<BigQuery> {
    const { BigQuery } = await import('@google-cloud/bigquery');
    const { project, location } = connectionOf(this.request, 'bigquery');
    const client = new BigQuery({ projectId: project, ...(location === undefined ? {} : { location }) });
    client.request = (asked, callback) => {
      const call = {
        method: asked.method === 'POST' ? ('POST' as const) : ('GET' as const),
        path: asked.uri,
        query: asked.qs as unknown,
        body: asked.json as unknown,
      };
      this.answer(call, statement, attempt).then((body) => {
        callback(null, body);
      }, callback);
    };
    return client;
  }

  private async answer(call: Call, statement: Statement | undefined, attempt: AbortSignal): Promise<unknown> {
    if (call.method === 'GET' || call.path !== '/jobs') {
      return this.transport.send(call, call.path.startsWith('/queries/') ? results : anything, statement, attempt);
    }
    const started = await this.transport.send(call, job, statement, attempt);
    const { errorResult } = started.status;
    if (errorResult !== undefined) {
      throw refusal({ status: 400, reason: errorResult.reason, detail: errorResult.message }, this.request, statement);
    }
    return started;
  }

  private queryOf(client: BigQuery, { sql, parameters }: Statement): Query {
    const { labels } = connectionOf(this.request, 'bigquery');
    return {
      query: sql,
      params: Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, valueOf(client, one)])),
      labels: { plugin: 'unit-economics', metric: this.request.metric.name.slice(0, maxLabel), ...labels },
    };
  }
}

function jobOf(client: BigQuery, { id, location }: RunningJob): Job {
  return client.job(id, location === undefined ? {} : { location });
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
