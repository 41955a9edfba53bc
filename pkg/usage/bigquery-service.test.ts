import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { parseJson } from '../model/issues.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import { BigQueryUsage } from './bigquery-usage.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import { bigqueryRequest, rowTexts } from './testing/bigquery-request.ts';
import { startBigQueryServer, type BigQueryServer } from './testing/bigquery-server.ts';
import { fails } from './testing/google-server.ts';
import { hangs, listen, sends, type Loopback } from './testing/loopback.ts';
import { failure, signal } from './testing/usage-files.ts';
import type { UsageRequest } from './usage-source.ts';

let server: BigQueryServer;
const usage = new BigQueryUsage(createOutbound(), [1, 1, 1]);

beforeEach(async () => {
  server = await startBigQueryServer();
  await server.prepare(`CREATE TABLE "acme-prod".usage.jobs AS SELECT * FROM (VALUES
    (DATE '2026-07-01', 'red', 3), (DATE '2026-07-02', 'red', 4), (DATE '2026-07-03', 'red', 5)) t(day, squad, jobs)`);
});
afterEach(() => server.close());

const good = ['2026-07-01 3', '2026-07-02 4', '2026-07-03 5'];
const why = 'The metric jobs got no values, because the connection bq (bigquery)';

function fetched(request: UsageRequest): Promise<readonly string[]> {
  return usage.fetch(request, signal).then((table) => rowTexts(table));
}

function fault(request: UsageRequest = bigqueryRequest(server)): Promise<string | undefined> {
  return failure(usage.fetch(request, signal));
}

/** Calls as `POST jobs`. */
function calls(): readonly string[] {
  return server.calls.map(({ method, url }) => {
    const rest = url.pathname.replace(/^\/bigquery\/v2\/projects\/[^/]+\//, '');
    return `${method} ${rest.replace(/uniteconomics_[0-9a-f-]+/, 'JOB')}`;
  });
}

const jobBody = z.object({
  jobReference: z.object({ location: z.string().optional() }),
  configuration: z.object({
    jobTimeoutMs: z.string(),
    labels: z.record(z.string(), z.string()),
    query: z.object({ maximumBytesBilled: z.string() }),
  }),
});

const startedJob = z.object({ jobReference: z.object({ jobId: z.string() }) });

describe('a job', () => {
  it('is labelled, bounded in bytes and time, and read page by page', async () => {
    server.pageRows = 2;
    server.unfinished = 2;
    const on = { location: 'EU', maximumBytesBilled: '2GB', labels: { cost_centre: 'finops' }, timeout: '30s' };
    expect(await fetched(bigqueryRequest(server, {}, { on }))).toEqual(good);
    expect(calls()).toEqual([
      'GET datasets/usage/tables/jobs',
      'POST jobs',
      'GET queries/JOB', // not done
      'GET queries/JOB', // not done
      'GET queries/JOB', // two rows
      'GET queries/JOB', // one row
    ]);
    expect(jobBody.parse(parseJson(server.calls[1]?.body ?? ''))).toEqual({
      jobReference: { location: 'EU' },
      configuration: {
        jobTimeoutMs: '30000',
        labels: { plugin: 'unit-economics', metric: 'jobs', cost_centre: 'finops' },
        query: { maximumBytesBilled: '2000000000' },
      },
    });
    expect(server.cancelled).toEqual([]);
    expect(server.tokenCalls).toHaveLength(1);
  });

  it('may find nothing', async () => {
    await server.prepare(`DELETE FROM "acme-prod".usage.jobs`);
    expect(await fetched(bigqueryRequest(server))).toEqual([]);
  });

  it('reads the table of the connection where a table names no project', async () => {
    expect(await fault(bigqueryRequest(server, { table: 'usage.jobs' }))).toBe(
      `notFound: ${why} does not know what was asked for (404): Not found: Table acme-jobs:usage.jobs. Check the names in the metric.`
    );
  });
});

describe("an administrator's SQL", () => {
  const sql = [
    'WITH recent AS (SELECT `day` AS date, squad, jobs AS value',
    '  FROM `acme-prod`.`usage`.`jobs` -- every job',
    '  WHERE `day` >= {{from}} AND `day` < {{to}})',
    'SELECT * FROM recent -- all; of them',
    ';',
  ].join('\n');
  const own = { table: undefined, sql, dateColumn: 'date', valueColumn: 'value' };

  it('gives rows between two dates, which are added up there', async () => {
    const monthly = bigqueryRequest(server, { ...own, nativeGrain: 'month', dimensions: { team: 'squad' } });
    expect(await fetched(monthly)).toEqual(['2026-07-01 red 12']);
    expect(calls()).toEqual(['POST jobs', 'POST jobs', 'GET queries/JOB']); // a dry run for the columns, and the job
    expect(server.statements[1]).toContain('WHERE `day` >= @from AND `day` < @to)');
  });

  it('is told where it is wrong, counted from its own first line', async () => {
    const wrong = { ...own, sql: sql.replace('squad, jobs', 'squad, joobs') };
    expect(await fault(bigqueryRequest(server, wrong))).toBe(
      // `WITH recent AS (SELECT `day` AS date, squad, ` has 45 characters.
      `badSettings: ${why} does not accept the request (400): Unrecognized name: joobs at line 1, column 46 of sql. Check the query of the metric.`
    );
    // Wrapped, the columns that it lacks are missed before it is sent.
    expect(await fault(bigqueryRequest(server, { ...own, valueColumn: 'count' }))).toBe(
      'notFound: The metric jobs needs the column count, which its sql does not have; its columns are date, squad, value.'
    );
    server.first(
      sends(200, {
        jobReference: {},
        status: {},
        statistics: {
          query: {
            schema: {
              fields: [
                { name: 'date', type: 'DATE' },
                { name: 'value', type: 'INTEGER' },
              ],
            },
          },
        },
      }),
      fails(400, 'invalidQuery', 'Division by zero at [4:7]')
    );
    // Two lines stand before it: the fourth line is its second.
    expect(await fault(bigqueryRequest(server, own))).toBe(
      `badSettings: ${why} does not accept the request (400): Division by zero at line 2, column 7 of sql. Check the query of the metric.`
    );
  });
});

describe('the check of a metric', () => {
  it('says what is read, without reading it', async () => {
    server.bytes = 1_234_567_890;
    expect(await usage.describe(bigqueryRequest(server), signal)).toEqual({
      reached: 'acme-prod.usage.jobs',
      columns: ['day', 'squad', 'jobs'],
      remarks: ['reads about 1.2 GB for 2026-01-01 to 2026-12-31'],
    });
    expect(calls()).toEqual(['GET datasets/usage/tables/jobs', 'POST jobs']);
    server.bytes = 12_000_000_000;
    const { remarks } = await usage.describe(bigqueryRequest(server), signal);
    expect(remarks).toEqual([
      'reads about 12 GB for 2026-01-01 to 2026-12-31, which is more than maximumBytesBilled (10 GB) lets through',
    ]);
  });
});

describe('credentials', () => {
  it('are exchanged for a token with a signed assertion', async () => {
    expect(await fetched(bigqueryRequest(server))).toEqual(good);
    const { assertion = '' } = Object.fromEntries(new URLSearchParams(server.tokenCalls[0]?.body));
    const claims = parseJson(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(claims).toMatchObject({
      iss: 'grafana@acme-jobs.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/bigquery',
    });
  });

  it.each([
    ['no JSON', 'hunter2', 'Invalid input: expected object, received undefined'],
    ['of a person', '{"type":"authorized_user"}', 'type: Invalid input: expected "service_account"'],
    [
      'without a key',
      '{"type":"service_account","client_email":"a@b.c","private_key":"hunter2"}',
      'private_key: is no private key',
    ],
    [
      'for another place',
      '{"type":"service_account","client_email":"a@b.c","private_key":"-----BEGIN PRIVATE KEY-----","token_uri":"http://evil.example"}',
      'token_uri: must be https',
    ],
  ])('that are %s are refused in words that do not hold them', async (_, serviceAccount, problem) => {
    const message = await fault(bigqueryRequest(server, {}, { secrets: new ConnectionSecrets({ serviceAccount }) }));
    expect(message).toContain(
      'badSettings: connections.bq.serviceAccount in secureJsonData is not the JSON key of a service account: '
    );
    expect(message).toContain(problem);
    expect(message).not.toContain('hunter2');
  });

  it('may have line ends that an environment variable has escaped', async () => {
    const serviceAccount = server.serviceAccount.replaceAll('\\n', '\\\\n');
    expect(await fetched(bigqueryRequest(server, {}, { secrets: new ConnectionSecrets({ serviceAccount }) }))).toEqual(
      good
    );
  });

  it('that Google does not know are denied', async () => {
    server.token(sends(400, { error: 'invalid_grant', error_description: 'Invalid grant: account not found' }));
    expect(await fault()).toBe(
      `denied: ${why} refuses its credentials (401): no token: invalid_grant: Invalid grant: account not found. Check its secrets and what they may read.`
    );
    const serviceAccount = server.serviceAccount.replace(
      /PRIVATE KEY-----.*?PRIVATE KEY/,
      'PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY'
    );
    expect(
      await fault(bigqueryRequest(server, {}, { secrets: new ConnectionSecrets({ serviceAccount }, 'other') }))
    ).toBe(
      `denied: ${why} refuses its credentials (401): no token could be made with its credentials. Check its secrets and what they may read.`
    );
    server.first(fails(401, 'authError', 'Invalid Credentials'));
    expect(await fault()).toBe(
      `denied: ${why} refuses its credentials (401): Invalid Credentials. Check its secrets and what they may read.`
    );
  });

  it('are exchanged once for all reads, and again where the token is not taken any more', async () => {
    expect([await fault(), await fault()]).toEqual([undefined, undefined]);
    expect(server.tokenCalls).toHaveLength(1);
    server.first(fails(401, 'authError', 'Invalid Credentials'));
    expect(await fault()).toContain('denied');
    expect(await fault()).toBeUndefined();
    expect(server.tokenCalls).toHaveLength(2);
  });

  it('are asked for again where the service for tokens is busy', async () => {
    server.token(sends(503, 'busy'));
    expect(await fetched(bigqueryRequest(server))).toEqual(good);
    expect(server.tokenCalls).toHaveLength(2);
  });

  describe('of the machine', () => {
    const before = { ...process.env };
    let directory: string;

    beforeEach(() => {
      directory = mkdtempSync(path.join(tmpdir(), 'adc-'));
      process.env['METADATA_SERVER_DETECTION'] = 'none'; // as on a machine outside of Google's cloud
      process.env['CLOUDSDK_CONFIG'] = directory;
    });
    afterEach(() => {
      process.env = { ...before };
      rmSync(directory, { recursive: true });
    });

    it('are used where the connection has no key', async () => {
      const file = path.join(directory, 'credentials.json');
      writeFileSync(file, server.serviceAccount);
      process.env['GOOGLE_APPLICATION_CREDENTIALS'] = file;
      const asked: string[] = [];
      const real = createOutbound();
      const outbound: Outbound = {
        send: (call, scope, aborted) => {
          asked.push(call.url.host);
          const isToken = call.url.href === 'https://oauth2.googleapis.com/token';
          const url = isToken ? new URL(`${server.origin}/token`) : call.url;
          return real.send({ ...call, url }, { ...scope, hosts: [url.host] }, aborted);
        },
      };
      const request = bigqueryRequest(server, {}, { secrets: new ConnectionSecrets() });
      expect(rowTexts(await new BigQueryUsage(outbound).fetch(request, signal))).toEqual(good);
      expect(asked[0]).toBe('oauth2.googleapis.com');
    });

    describe('by its metadata server', () => {
      let metadata: Loopback;
      let isHanging: boolean;
      const usage = new BigQueryUsage(createOutbound(), [1]);
      const tokens = () => metadata.asked.filter(({ url }) => url.pathname.endsWith('/token'));
      const request = (on = {}) => bigqueryRequest(server, {}, { on, secrets: new ConnectionSecrets() });

      beforeEach(async () => {
        isHanging = false;
        metadata = await listen((call, response) => {
          const says = (status: number, body: unknown) => {
            sends(status, body, { 'metadata-flavor': 'Google' })(call, response);
          };
          const { pathname } = call.url;
          if (!pathname.endsWith('/token')) {
            says(pathname.includes('universe') ? 404 : 200, 'ok');
          } else if (!isHanging) {
            says(200, { access_token: server.accessToken, expires_in: 3600, token_type: 'Bearer' });
          }
        });
        process.env['GCE_METADATA_HOST'] = metadata.host;
        process.env['METADATA_SERVER_DETECTION'] = 'assume-present';
        // Where there is a window the client takes its fetch; Jest cannot load the one that it brings along.
        Object.assign(globalThis, { window: { fetch } });
      });
      afterEach(async () => {
        Reflect.deleteProperty(globalThis, 'window');
        await metadata.close();
      });

      it('are used, with one token for all reads of a connection', async () => {
        expect(rowTexts(await usage.fetch(request(), signal))).toEqual(good);
        expect(rowTexts(await usage.fetch(request(), signal))).toEqual(good);
        expect(tokens().map(({ url }) => [url.pathname, url.searchParams.get('scopes')])).toEqual([
          ['/computeMetadata/v1/instance/service-accounts/default/token', 'https://www.googleapis.com/auth/bigquery'],
        ]);
        expect(tokens()[0]?.headers['metadata-flavor']).toBe('Google');
      });

      it('that hangs is not reached, rather than refusing', async () => {
        isHanging = true;
        expect(await failure(usage.fetch(request({ timeout: '1s' }), signal))).toContain('timeout: ');
      });

      it('that breaks off is not reached, either', async () => {
        const { answer } = metadata;
        metadata.answer = (call, response) => {
          if (call.url.pathname.endsWith('/token')) {
            response.destroy();
          } else {
            answer(call, response);
          }
        };
        expect(await failure(usage.fetch(request({ timeout: '20s' }), signal))).toContain(
          'unreachable: The metric jobs got no values, because the connection'
        );
      });
    });

    it('are missed in words that say where to put a key', async () => {
      expect(await fault(bigqueryRequest(server, {}, { secrets: new ConnectionSecrets() }))).toBe(
        'badSettings: The connection bq has no credentials: set connections.bq.serviceAccount in secureJsonData, or give the machine that runs Grafana default credentials of Google Cloud.'
      );
    });
  });
});

describe('a refusal', () => {
  it('for want of rights gives its reason', async () => {
    expect(await fault(bigqueryRequest(server, {}, { on: { project: 'other-project' } }))).toBe(
      `denied: ${why} refuses its credentials (403): accessDenied: Access Denied: Project other-project: no bigquery.jobs.create permission. Check its secrets and what they may read.`
    );
  });

  it('because of its bytes says what to do', async () => {
    server.bytes = 5_000_000_000;
    expect(await fault(bigqueryRequest(server, {}, { on: { maximumBytesBilled: 1_000_000_000 } }))).toBe(
      'tooMuch: The metric jobs would read more than the connection bq (bigquery) allows, 1 GB: Query exceeded limit for bytes billed: 1000000000. 5000000000 or higher required. Name the partition column, or raise maximumBytesBilled.'
    );
  });

  it('of a quota is waited out, as long as is asked for', async () => {
    server.first(
      fails(403, 'rateLimitExceeded', 'Exceeded rate limits: too many concurrent queries'),
      fails(429, 'rateLimitExceeded', 'slow down', { 'retry-after': '0' })
    );
    expect(await fetched(bigqueryRequest(server))).toEqual(good);
    server.first(...Array.from({ length: 4 }, () => fails(403, 'quotaExceeded', 'Quota exceeded: queries per day')));
    expect(await fault()).toBe(
      `throttled: ${why} asks for fewer requests (429): Quota exceeded: queries per day. Raise refresh on its metrics, or ask for less.`
    );
  });

  it('never shows a secret that it repeats', async () => {
    server.first(fails(403, 'accessDenied', `token ${server.accessToken} of ${server.serviceAccount} may not`));
    const message = await fault();
    expect(message).toContain('token ••• of ••• may not');
    expect(message).not.toContain('PRIVATE KEY');
  });
});

describe('a service in trouble', () => {
  it('is asked again, and its answer is taken', async () => {
    server.first(sends(503, 'busy'), sends(500, 'oops'));
    expect(await fetched(bigqueryRequest(server))).toEqual(good);
    server.first(...Array.from({ length: 4 }, () => fails(503, 'backendError', 'Error encountered during execution.')));
    expect(await fault()).toBe(
      `unreachable: ${why} fails (503): Error encountered during execution. Try again, or check the service.`
    );
  });

  it('that cannot be reached is named', async () => {
    const asked = bigqueryRequest(server, {}, { on: { endpoint: 'http://127.0.0.1:1' } });
    expect(await fault(asked)).toBe(
      `unreachable: ${why} cannot be reached: 127.0.0.1:1: ECONNREFUSED. Try again, or check the service.`
    );
  });

  it('that answers nonsense is named', async () => {
    server.first(sends(200, '<html>Sign in</html>', { 'content-type': 'text/html' }));
    expect(await fault()).toBe(
      "badData: The connection bq (bigquery) answers in a form that is not BigQuery's; check its endpoint."
    );
    const columns = sends(200, {
      schema: {
        fields: [
          { name: 'day', type: 'DATE' },
          { name: 'jobs', type: 'INTEGER' },
        ],
      },
    });
    server.first(columns, sends(200, { kind: 'bigquery#job' }));
    expect(await fault()).toContain("badData: The connection bq (bigquery) answers in a form that is not BigQuery's");
    const started = sends(200, { jobReference: {}, status: { state: 'RUNNING' } });
    server.first(columns, started, sends(200, { jobComplete: true, schema: { fields: [] }, rows: [{ f: 1 }] }));
    expect(await fault()).toBe(
      'badData: The metric jobs cannot read the rows that BigQuery answered; check endpoint on its connection.'
    );
  });

  it('that does not answer is given up, its connection closed and its job stopped', async () => {
    const columns = sends(200, {
      schema: {
        fields: [
          { name: 'day', type: 'DATE' },
          { name: 'jobs', type: 'INTEGER' },
        ],
      },
    });
    const started = sends(200, { jobReference: { location: 'EU' }, status: { state: 'RUNNING' } });
    server.first(columns, started, hangs);
    expect(await fault(bigqueryRequest(server, {}, { on: { timeout: '1s' } }))).toBe(
      'timeout: The metric jobs got no values, because the connection bq (bigquery) did not answer within 1 seconds. Raise timeout on the connection, or ask for less.'
    );
    await server.calls[2]?.left;
    await server.stopped(1);
    expect(calls().slice(2)).toEqual(['GET queries/JOB', 'POST jobs/JOB/cancel']);
  });
});

describe('cancelling', () => {
  it.each([
    ['while a job runs', 2],
    ['while it is being started', 1],
  ])('%s stops the job and closes the connection', async (_, answered) => {
    const columns = sends(200, {
      schema: {
        fields: [
          { name: 'day', type: 'DATE' },
          { name: 'jobs', type: 'INTEGER' },
        ],
      },
    });
    const started = sends(200, { jobReference: { location: 'EU' }, status: { state: 'RUNNING' } });
    const controller = new AbortController();
    server.first(...[columns, started].slice(0, answered), () => {
      controller.abort();
    });
    await expect(usage.fetch(bigqueryRequest(server), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await server.calls[answered]?.left;
    await server.stopped(1);
    const { jobReference } = startedJob.parse(parseJson(server.calls[1]?.body ?? ''));
    expect(server.cancelled).toEqual([jobReference.jobId]);
  });

  it('before anything is asked asks nothing', async () => {
    await expect(usage.fetch(bigqueryRequest(server), AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.calls).toEqual([]);
  });
});
