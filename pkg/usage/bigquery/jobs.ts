import { randomUUID } from 'node:crypto';
import type { BigQuery, Job } from '@google-cloud/bigquery';
import * as z from 'zod';
import { callPatiently, type CallLimits } from '../remote/call-service.ts';
import type { Asker } from './asker.ts';
import { jobAnswer, openClient, queryOf, resultsAnswer } from './client.ts';
import { field, type Field } from './columns.ts';
import type { TableName } from './names.ts';
import type { AnyStatement } from './statement.ts';
import type { BigQueryTransport } from './transport.ts';

/** Rows of a page: some 10 MB of JSON. */
const pageRows = 100_000;
/** ms for the request that stops a job nobody waits for. */
const cancelTimeout = 10_000;
const table = z.object({
  schema: z.object({ fields: z.array(field).default([]) }).default({ fields: [] }),
  type: z.string().default('TABLE'),
  etag: z.string().default(''),
  lastModifiedTime: z.string().default(''),
  timePartitioning: z.object({ field: z.string().optional() }).optional(),
});

/** A table as it is now. */
export interface TableState {
  readonly fields: readonly Field[];
  /** Such as `TABLE` or `VIEW`. */
  readonly type: string;
  /** Another one after every change of the table itself. */
  readonly version: string;
  /** Partitioned by the time of loading, which no column of its own says. */
  readonly byIngestion: boolean;
}

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

/** BigQuery's tables and jobs on behalf of one request. */
export class BigQueryJobs {
  private readonly asker: Asker;
  private readonly transport: BigQueryTransport;
  private readonly limits: CallLimits;
  private readonly signal: AbortSignal;

  /** @param signal cancels requests and jobs */
  constructor(asker: Asker, transport: BigQueryTransport, limits: CallLimits, signal: AbortSignal) {
    this.asker = asker;
    this.transport = transport;
    this.limits = limits;
    this.signal = signal;
  }

  async tableOf({ project, dataset, table: name }: TableName): Promise<TableState> {
    const path = `datasets/${dataset}/tables/${encodeURIComponent(name)}`;
    return this.patiently(async (attempt) => {
      const { schema, type, etag, lastModifiedTime, timePartitioning } = await this.transport.send(
        { method: 'GET', project, path },
        table,
        undefined,
        attempt
      );
      return {
        fields: schema.fields,
        type,
        version: `${etag} ${lastModifiedTime}`,
        byIngestion: timePartitioning !== undefined && timePartitioning.field === undefined,
      };
    });
  }

  /** Costs nothing and reads nothing. */
  async dryRun(statement: AnyStatement): Promise<DryRun> {
    return this.patiently(async (attempt) => {
      const client = await this.client(statement, attempt);
      const [, answer] = await client.createQueryJob({ ...queryOf(client, statement, this.asker), dryRun: true });
      const { totalBytesProcessed = 0, query } = jobAnswer.parse(answer).statistics;
      return { bytes: totalBytesProcessed, fields: query?.schema?.fields ?? [] };
    });
  }

  /** @param onRows gets each page as BigQuery gives it */
  async run(statement: AnyStatement, onRows: (rows: unknown) => void): Promise<void> {
    const running = await this.start(statement);
    let page = await this.firstPage(running, statement);
    onRows(page.rows);
    while (page.pageToken !== undefined) {
      const { pageToken } = page;
      page = await this.patiently((attempt) => this.page(running, pageToken, statement, attempt));
      onRows(page.rows);
    }
  }

  private start(statement: AnyStatement): Promise<RunningJob> {
    const { maximumBytesBilled, location } = this.asker.connection;
    return this.patiently(async (attempt) => {
      const client = await this.client(statement, attempt);
      const running = { id: `uniteconomics_${randomUUID()}`, location };
      try {
        const [started] = await client.createQueryJob({
          ...queryOf(client, statement, this.asker),
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
  private async firstPage(running: RunningJob, statement: AnyStatement): Promise<Page> {
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
    statement: AnyStatement,
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
    return callPatiently(this.asker.words, this.limits, this.signal, work);
  }

  private client(statement: AnyStatement | undefined, attempt: AbortSignal): Promise<BigQuery> {
    return openClient(this.asker, this.transport, statement, attempt);
  }
}

function jobOf(client: BigQuery, { id, location }: RunningJob): Job {
  return client.job(id, location === undefined ? {} : { location });
}
