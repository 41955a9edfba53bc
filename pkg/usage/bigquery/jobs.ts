import { randomUUID } from 'node:crypto';
import type { BigQuery, Job } from '@google-cloud/bigquery';
import * as z from 'zod';
import { callService, type CallLimits } from '../remote/call-service.ts';
import { connectionOf } from '../series-of.ts';
import type { UsageRequest } from '../usage-source.ts';
import { jobAnswer, openClient, queryOf, resultsAnswer } from './client.ts';
import { field, type Field } from './columns.ts';
import type { TableName } from './names.ts';
import type { Statement } from './statement.ts';
import type { BigQueryTransport } from './transport.ts';

/** Rows of a page: some 10 MB of JSON. */
const pageRows = 100_000;
/** ms for the request that stops a job nobody waits for. */
const cancelTimeout = 10_000;
const table = z.object({ schema: z.object({ fields: z.array(field).default([]) }).default({ fields: [] }) });

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
      const [, answer] = await client.createQueryJob({ ...queryOf(client, statement, this.request), dryRun: true });
      const { totalBytesProcessed = 0, query } = jobAnswer.parse(answer).statistics;
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
          ...queryOf(client, statement, this.request),
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
    const { jobComplete, pageToken: next } = resultsAnswer.parse(answer);
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

  private client(statement: Statement | undefined, attempt: AbortSignal): Promise<BigQuery> {
    return openClient(this.request, this.transport, statement, attempt);
  }
}

function jobOf(client: BigQuery, { id, location }: RunningJob): Job {
  return client.job(id, location === undefined ? {} : { location });
}
