import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { parseJson } from '../../model/issues.ts';
import type { GoogleCredentials } from '../google/credentials.ts';
import { googleFailure } from '../google/google-failure.ts';
import { valuesOf, whoAsks } from '../remote/ask-service.ts';
import type { Outbound } from '../remote/outbound.ts';
import type { Asker } from './asker.ts';
import { refusal } from './refusal.ts';
import type { AnyStatement } from './statement.ts';

const publicEndpoint = 'https://bigquery.googleapis.com';
/** 100,000 rows with some long dimensions. */
const maxBytes = 256 << 20;
/** Of what the client puts into a request's query, some is for itself alone. */
const sentParameters = ['location', 'maxResults', 'pageToken', 'timeoutMs', 'formatOptions.useInt64Timestamp'];

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).optional().catch(undefined))
  .catch({});

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Below the project. */
  readonly path: string;
  /** The connection's where absent. */
  readonly project?: string | undefined;
  readonly query?: unknown;
  readonly body?: unknown;
}

/**
 * Requests of BigQuery's API. The client's own way to the network knows no cancelling, hides how long to wait, and goes
 * wherever it is redirected.
 */
export class BigQueryTransport {
  private readonly asker: Asker;
  private readonly credentials: GoogleCredentials;
  private readonly outbound: Outbound;

  constructor(asker: Asker, credentials: GoogleCredentials, outbound: Outbound) {
    this.asker = asker;
    this.credentials = credentials;
    this.outbound = outbound;
  }

  /**
   * The answer as the schema reads it. Throws `ServiceFailureSignal`.
   * @param statement that the request is about, for the positions in an error
   */
  async send<T>(
    call: Call,
    schema: z.ZodType<T>,
    statement: AnyStatement | undefined,
    signal: AbortSignal
  ): Promise<T> {
    const { name, project, endpoint = publicEndpoint } = this.asker.connection;
    const url = new URL(`${endpoint}/bigquery/v2/projects/${call.project ?? project}/${call.path.replace(/^\//, '')}`);
    for (const [key, value] of Object.entries(parameters.parse(call.query))) {
      if (sentParameters.includes(key) && value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    url.searchParams.set('prettyPrint', 'false');
    const authorised = await this.credentials.headers(url);
    const answer = await this.outbound.send(
      {
        method: call.method,
        url,
        headers: { ...authorised, 'content-type': 'application/json' },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
      },
      { who: whoAsks(this.asker), hosts: [url.host], maxBytes },
      signal
    );
    const said = parseJson(answer.body.toString('utf8'));
    if (answer.status === 401) {
      this.credentials.forget();
    }
    if (answer.status >= 300) {
      const withheld = [...valuesOf(this.asker.secrets), ...Object.values(authorised).map(withoutScheme)];
      throw refusal(googleFailure(answer.status, answer.header('retry-after'), said, withheld), this.asker, statement);
    }
    const parsed = schema.safeParse(said);
    if (!parsed.success) {
      throw new UnitEconomicsError(
        'badData',
        `The connection ${name} (bigquery) answers in a form that is not BigQuery's; check its endpoint.`,
        { cause: parsed.error }
      );
    }
    return parsed.data;
  }
}

/** `Bearer TOKEN`: the token. */
function withoutScheme(header: string): string {
  return header.replace(/^\w+ /, '');
}
