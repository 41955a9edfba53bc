import { bytesText } from '../model/bytes.ts';
import { dayText } from '../series/civil.ts';
import { Columns } from './bigquery/columns.ts';
import { askerOf, type Asker } from './bigquery/asker.ts';
import { BigQueryJobs } from './bigquery/jobs.ts';
import { tableName, tableSql } from './bigquery/names.ts';
import { addRows } from './bigquery/rows.ts';
import { daysRead, ownStatement, usageStatement, type Selection, type Statement } from './bigquery/statement.ts';
import { BigQueryTransport } from './bigquery/transport.ts';
import { googleCredentials } from './google/credentials.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import { daysOf } from './remote/pieces.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type {
  ConnectionRequest,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageTable,
} from './usage-source.ts';

const scope = 'https://www.googleapis.com/auth/bigquery';

interface Prepared {
  readonly jobs: BigQueryJobs;
  readonly selection: Selection;
  readonly columns: Columns;
  readonly statement: Statement;
  /** What is read, for people. */
  readonly place: string;
}

/** Usage from BigQuery, added up there to one row a period and group. */
export class BigQueryUsage implements RemoteUsage {
  private readonly outbound: Outbound;
  private readonly waits: readonly number[] | undefined;

  /** @param waits between attempts, in ms; tests wait less */
  constructor(outbound: Outbound = createOutbound(), waits?: readonly number[]) {
    this.outbound = outbound;
    this.waits = waits;
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const { jobs, selection, statement } = await this.prepare(request, signal);
    const { metric, part } = request;
    const table = new UsageTableBuilder(metric.name, part === 'total' ? 0 : Object.keys(metric.dimensions).length);
    await jobs.run(statement, (rows) => {
      addRows(rows, selection, table);
    });
    return table.build();
  }

  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const { jobs, selection, columns, statement, place } = await this.prepare(request, signal);
    const { bytes } = await jobs.dryRun(statement);
    const { maximumBytesBilled } = connectionOf(request, 'bigquery');
    const { from, to } = daysRead(selection);
    const read = `reads about ${bytesText(bytes)} for ${dayText(from)} to ${dayText(to - 1)}`;
    return {
      reached: place,
      columns: columns.names,
      remarks: [
        bytes > maximumBytesBilled
          ? `${read}, which is more than maximumBytesBilled (${bytesText(maximumBytesBilled)}) lets through`
          : read,
      ],
    };
  }

  /** A dry run costs nothing, and shows whether queries may be run. */
  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    await this.jobs(askerOf(request), signal).dryRun({ sql: 'SELECT 1', parameters: [], linesBefore: undefined });
    const { project } = connectionOf(request, 'bigquery');
    const isKey = request.secrets.get('serviceAccount') !== undefined;
    return {
      reached: `the project ${project}, in which queries may be run`,
      remarks: [`signs in with ${isKey ? 'serviceAccount' : 'the default credentials of the machine'}`],
    };
  }

  private jobs(asker: Asker, signal: AbortSignal): BigQueryJobs {
    const { timeout: timeoutMs } = asker.connection;
    const credentials = googleCredentials({ request: asker, scope, timeoutMs }, this.outbound, signal);
    const transport = new BigQueryTransport(asker, credentials, this.outbound);
    const limits = { timeoutMs, ...(this.waits === undefined ? {} : { waits: this.waits }) };
    return new BigQueryJobs(asker, transport, limits, signal);
  }

  private async prepare(request: UsageRequest, signal: AbortSignal): Promise<Prepared> {
    const { metric, part, calendar } = request;
    const series = seriesOf(request, 'bigquery');
    const selection = { metric, part, series, calendar, days: daysOf(request) };
    const { project } = connectionOf(request, 'bigquery');
    const asker = askerOf(request);
    const jobs = this.jobs(asker, signal);
    if (typeof series.sql === 'string') {
      const own = ownStatement(series.sql, daysRead(selection));
      const columns = new Columns((await jobs.dryRun(own)).fields, asker.who, 'its sql');
      const statement = usageStatement(selection, { statement: own }, columns);
      return { jobs, selection, columns, statement, place: `sql in ${project}` };
    }
    const name = tableName(series.table ?? '', project);
    const place = Object.values(name).join('.');
    const columns = new Columns((await jobs.tableOf(name)).fields, asker.who, place);
    const statement = usageStatement(selection, { table: tableSql(name) }, columns);
    return { jobs, selection, columns, statement, place };
  }
}
