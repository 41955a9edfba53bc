import type { SqlResult, SqlValue } from '../../storage/engine.ts';
import type { Sql } from '../../storage/sql.ts';
import { BigQueryJobs, type TableState } from '../../usage/bigquery/jobs.ts';
import { tableName } from '../../usage/bigquery/names.ts';
import { BigQueryTransport } from '../../usage/bigquery/transport.ts';
import { googleCredentials } from '../../usage/google/credentials.ts';
import type { Outbound } from '../../usage/remote/outbound.ts';
import { bigqueryOf, datasetAsker, type Source } from './asker.ts';
import { PagedResult } from './result.ts';

const scope = 'https://www.googleapis.com/auth/bigquery';

/** BigQuery as an engine for the charges of one dataset. */
export class BigQuerySession {
  readonly #source: Source;
  readonly #outbound: Outbound;
  readonly #waits: readonly number[] | undefined;

  constructor(source: Source, outbound: Outbound, waits: readonly number[] | undefined) {
    this.#source = source;
    this.#outbound = outbound;
    this.#waits = waits;
  }

  async run(sql: string, values: readonly SqlValue[], signal: AbortSignal): Promise<SqlResult> {
    const result = new PagedResult();
    await this.#jobs(signal).run({ sql, parameters: values, linesBefore: undefined }, (rows) => {
      result.add(rows);
    });
    return result;
  }

  /** Bytes that a statement would read. Costs nothing. */
  async estimate({ text, values }: Sql, signal: AbortSignal): Promise<number> {
    const { bytes } = await this.#jobs(signal).dryRun({ sql: text, parameters: values, linesBefore: undefined });
    return bytes;
  }

  table(signal: AbortSignal): Promise<TableState> {
    const { project } = bigqueryOf(this.#source);
    return this.#jobs(signal).tableOf(tableName(this.#source.dataset.table ?? '', project));
  }

  #jobs(signal: AbortSignal): BigQueryJobs {
    const asker = datasetAsker(this.#source);
    const { timeout: timeoutMs } = asker.connection;
    const credentials = googleCredentials({ request: asker, scope, timeoutMs }, this.#outbound, signal);
    const transport = new BigQueryTransport(asker, credentials, this.#outbound);
    const limits = { timeoutMs, ...(this.#waits === undefined ? {} : { waits: this.#waits }) };
    return new BigQueryJobs(asker, transport, limits, signal);
  }
}
