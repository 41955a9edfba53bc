import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { duckdb } from '../../cost/dialect/duckdb.ts';
import { parseType, type ValueType } from '../../cost/expression/value-type.ts';
import { macros, toDuckDb, type BoundValue } from './bigquery-dialect.ts';
import { parseJson } from '../../model/issues.ts';
import { failure, startGoogleServer, type GoogleAnswer, type GoogleServer } from './google-server.ts';
import type { Asked } from './loopback.ts';

/** BigQuery's REST API on this machine: every statement really runs, on DuckDB. */
export interface BigQueryServer extends GoogleServer {
  /** Runs SQL of DuckDB; tables are "acme-prod".usage.NAME. */
  prepare(sql: string): Promise<void>;
  /** Rows of a page, whatever is asked for; default all. */
  pageRows: number;
  /** What a dry run says that a statement reads. */
  bytes: number;
  /** Answers that a job is not done yet, before its first page. */
  unfinished: number;
  readonly cancelled: readonly string[];
  /** Settled when so many jobs have been cancelled. */
  stopped(jobs: number): Promise<void>;
  /** The statements that ran, as they came. */
  readonly statements: readonly string[];
}

const insert = z.object({
  jobReference: z.object({ jobId: z.string(), projectId: z.string() }),
  configuration: z.object({
    dryRun: z.boolean().default(false),
    labels: z.record(z.string(), z.string()),
    query: z.object({
      query: z.string(),
      useLegacySql: z.literal(false),
      parameterMode: z.enum(['named', 'positional']),
      queryParameters: z.array(
        z.object({
          name: z.string().optional(),
          parameterType: z.object({ type: z.string() }),
          parameterValue: z.object({ value: z.string() }),
        })
      ),
      maximumBytesBilled: z.string().optional(),
    }),
  }),
});

type Cell = { readonly v: string | null };
interface Result {
  readonly rows: readonly { readonly f: readonly Cell[] }[];
  readonly fields: readonly unknown[];
}

const location = 'EU';

export async function startBigQueryServer(): Promise<BigQueryServer> {
  const instance = await DuckDBInstance.create(':memory:');
  const database = await instance.connect();
  for (const sql of [
    `SET TimeZone = 'UTC'`,
    ...macros,
    `ATTACH ':memory:' AS "acme-prod"`,
    `CREATE SCHEMA "acme-prod".usage`,
  ]) {
    await database.run(sql);
  }
  const results = new Map<string, Result>();
  const cancelled: string[] = [];
  const watchers: (() => void)[] = [];
  const statements: string[] = [];

  const jobsInsert = async (body: unknown): Promise<GoogleAnswer> => {
    const { jobReference, configuration } = insert.parse(body);
    const { query, queryParameters, parameterMode, maximumBytesBilled } = configuration.query;
    statements.push(query);
    const bound = new Map<string, BoundValue>(
      queryParameters.map(({ name, parameterType: { type }, parameterValue: { value } }, index) => [
        name ?? `p${index}`,
        { type, value },
      ])
    );
    const reference = { ...jobReference, location };
    try {
      const sql = await toDuckDb(parameterMode === 'positional' ? named(query) : query, bound);
      if (configuration.dryRun) {
        const schema = { fields: await fieldsOf(database, sql) };
        const statistics = { totalBytesProcessed: String(server.bytes), query: { schema } };
        return { body: { jobReference: { location }, status: { state: 'DONE' }, statistics } };
      }
      if (server.bytes > Number(maximumBytesBilled)) {
        const message = `Query exceeded limit for bytes billed: ${maximumBytesBilled ?? ''}. ${server.bytes} or higher required.`;
        const errorResult = { reason: 'bytesBilledLimitExceeded', message };
        return { body: { jobReference: reference, status: { state: 'DONE', errorResult, errors: [errorResult] } } };
      }
      results.set(jobReference.jobId, await resultOf(database, sql));
    } catch (thrown) {
      return failure(400, 'invalidQuery', placed(String(thrown), query));
    }
    return { body: { jobReference: reference, status: { state: 'RUNNING' }, statistics: {} } };
  };

  const getQueryResults = (jobId: string, query: URLSearchParams): GoogleAnswer => {
    const result = results.get(jobId);
    if (result === undefined || query.get('location') !== location) {
      return failure(404, 'notFound', `Not found: Job ${jobId}`);
    }
    const jobReference = { jobId, location };
    if (server.unfinished > 0) {
      server.unfinished -= 1;
      return { body: { jobReference, jobComplete: false } };
    }
    const from = Number(query.get('pageToken') ?? 0);
    const to = from + Math.min(server.pageRows, Number(query.get('maxResults') ?? Infinity));
    return {
      body: {
        jobReference,
        jobComplete: true,
        schema: { fields: result.fields },
        totalRows: String(result.rows.length),
        ...(result.rows.length > 0 ? { rows: result.rows.slice(from, to) } : {}),
        ...(to < result.rows.length ? { pageToken: String(to) } : {}),
      },
    };
  };

  const handle = async ({ method, url, body }: Asked): Promise<GoogleAnswer> => {
    const [, project = '', rest = ''] = /^\/bigquery\/v2\/projects\/([^/]+)\/(.*)$/.exec(url.pathname) ?? [];
    const unknown = [...url.searchParams.keys()].find((key) => !knownParameters.includes(key));
    if (unknown !== undefined) {
      return failure(400, 'invalidParameter', `Unknown name "${unknown}": Cannot bind query parameter.`);
    }
    const [, dataset = '', table = ''] = /^datasets\/(\w+)\/tables\/(.+)$/.exec(rest) ?? [];
    if (table !== '') {
      try {
        const sql = `SELECT * FROM "${project}"."${dataset}"."${decodeURIComponent(table)}"`;
        return { body: { schema: { fields: await fieldsOf(database, sql) } } };
      } catch {
        return failure(404, 'notFound', `Not found: Table ${project}:${dataset}.${table}`);
      }
    }
    if (project !== 'acme-jobs') {
      return failure(403, 'accessDenied', `Access Denied: Project ${project}: no bigquery.jobs.create permission`);
    }
    const [, cancelledJob] = /^jobs\/([^/]+)\/cancel$/.exec(rest) ?? [];
    if (cancelledJob !== undefined) {
      cancelled.push(cancelledJob);
      watchers.forEach((watch) => {
        watch();
      });
      return { body: { job: {} } };
    }
    return method === 'POST' && rest === 'jobs'
      ? jobsInsert(parseJson(body))
      : getQueryResults(/^queries\/([^/]+)$/.exec(rest)?.[1] ?? '', url.searchParams);
  };

  const google = await startGoogleServer(handle);
  const server: BigQueryServer = {
    ...google,
    prepare: async (sql) => {
      await database.run(sql);
    },
    pageRows: Infinity,
    bytes: 1_500_000,
    unfinished: 0,
    cancelled,
    stopped: (jobs) =>
      new Promise((resolve) => {
        const watch = () => {
          if (cancelled.length >= jobs) {
            resolve();
          }
        };
        watchers.push(watch);
        watch();
      }),
    statements,
    close: async () => {
      await google.close();
      database.closeSync();
      instance.closeSync();
    },
  };
  return server;
}

const knownParameters = [
  'location',
  'maxResults',
  'pageToken',
  'timeoutMs',
  'formatOptions.useInt64Timestamp',
  'prettyPrint',
];

async function resultOf(database: DuckDBConnection, sql: string): Promise<Result> {
  const reader = await database.runAndReadAll(sql);
  const rows = reader.getRows().map((row) => ({ f: row.map((v) => ({ v: v === null ? null : String(v) })) }));
  return { rows, fields: await fieldsOf(database, sql) };
}

/** Question marks outside quotes as names: `@p0`. */
function named(sql: string): string {
  let count = 0;
  return sql.replaceAll(/'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\?/g, (part) => (part === '?' ? `@p${count++}` : part));
}

/** Names that the API gives to types. */
async function fieldsOf(database: DuckDBConnection, sql: string): Promise<readonly unknown[]> {
  const described = await database.runAndReadAll(`DESCRIBE ${sql}`);
  return described.getRows().map(([name, type]) => fieldOf(String(name), String(type)));
}

function fieldOf(name: string, type: string): unknown {
  return described(name, parseType(type, duckdb.scalars), 'NULLABLE');
}

function described(name: string, type: ValueType, mode: 'NULLABLE' | 'REPEATED'): unknown {
  switch (type.kind) {
    case 'list':
      return described(name, type.of, 'REPEATED');
    case 'struct':
      return {
        name,
        type: 'RECORD',
        mode,
        fields: type.fields.map((one) => described(one.name, one.type, 'NULLABLE')),
      };
    default:
      return { name, type: type.name.startsWith('DECIMAL') ? 'NUMERIC' : (apiNames[type.name] ?? type.name), mode };
  }
}

const apiNames: Readonly<Record<string, string>> = {
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP',
  TIMESTAMP: 'DATETIME',
  DOUBLE: 'FLOAT',
  BIGINT: 'INTEGER',
  INTEGER: 'INTEGER',
  HUGEINT: 'INTEGER',
  VARCHAR: 'STRING',
  BOOLEAN: 'BOOLEAN',
};

/** DuckDB's complaint about a column in BigQuery's words, with its position in the statement as it came. */
function placed(message: string, sql: string): string {
  const [, name] = /Referenced column "([^"]+)" not found/.exec(message) ?? [];
  const at = name === undefined ? -1 : sql.indexOf(name);
  if (name === undefined || at < 0) {
    return message.split('\n')[0] ?? '';
  }
  const before = sql.slice(0, at).split('\n');
  return `Unrecognized name: ${name} at [${before.length}:${(before.at(-1)?.length ?? 0) + 1}]`;
}
