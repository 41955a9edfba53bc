import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { parseJson } from '../model/issues.ts';
import { createConnectionFiles } from '../storage/connection-files.ts';
import { createFileAccess } from '../storage/local-files.ts';
import { makeUsageSource } from './registry.ts';
import { fails, startGoogleServer, type GoogleServer } from './testing/google-server.ts';
import { listen, sends, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { failure, signal } from './testing/usage-files.ts';
import type { UsageSource } from './usage-source.ts';

/** What the test of a connection finds by itself, with no metric on it. */
const now = () => Date.parse('2026-03-10T12:00:00Z');
let directory: string;
let source: UsageSource;
let server: Loopback;

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'probes-')));
  const local = await createFileAccess([directory]);
  source = makeUsageSource({
    files: createConnectionFiles({ files: local, cacheDirectory: directory, now }),
    engine: { cacheDirectory: '', run: () => Promise.reject(new Error('not used')), close: () => Promise.resolve() },
    cacheDirectory: directory,
    now,
  });
  server = await listen();
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

type Type = Parameters<typeof remoteRequest>[0];
const metrics: Partial<Record<Type, Record<string, unknown>>> = {
  datadog: { query: 'sum:a{*}' },
  bigquery: { table: 'a.b' },
  'google-sheets': { spreadsheet: 'a'.repeat(30), range: 'A:B' },
  files: { location: 'a.csv' },
};

async function probe(type: Type, entry: Record<string, unknown>, secrets: Record<string, string> = {}) {
  const { connection, secrets: own } = remoteRequest(type, entry, metrics[type], { secrets });
  return source.probe?.({ connection, secrets: own }, signal);
}

describe('Datadog', () => {
  const secrets = { apiKey: 'the-api-key', appKey: 'the-app-key' };

  it('is asked whether it knows the API key', async () => {
    server.answer = sends(200, { valid: true });
    expect(await probe('datadog', { endpoint: server.url }, secrets)).toEqual({
      reached: `${server.host}, which accepts the API key`,
      remarks: ['Whether the application key may read metrics only a metric shows.'],
    });
    expect(server.asked.map(({ url, headers }) => [url.pathname, headers['dd-api-key']])).toEqual([
      ['/api/v1/validate', 'the-api-key'],
    ]);
  });

  it('that does not is told with what to check, and without the key', async () => {
    server.answer = sends(403, { errors: ['Forbidden: the-api-key'] });
    expect(await failure(probe('datadog', { endpoint: server.url }, secrets))).toBe(
      'denied: The test got nowhere, because the connection crm (datadog) refuses its credentials (403): Forbidden: •••. Check its secrets and what they may read.'
    );
  });

  it.each([
    ['apiKey', { appKey: 'x' }],
    ['appKey', { apiKey: 'x' }],
  ])('without its %s is not asked; the secret is named', async (key, some) => {
    expect(await failure(probe('datadog', { endpoint: server.url }, some))).toBe(
      `badSettings: The connection crm (datadog) has no ${key}: set connections.crm.${key} in secureJsonData.`
    );
    expect(server.asked).toEqual([]);
  });
});

describe('Amplitude', () => {
  it('is asked for the users of one day', async () => {
    server.answer = sends(200, { data: {} });
    const secrets = { apiKey: 'a', secretKey: 'b' };
    expect(await probe('amplitude', { endpoint: server.url }, secrets)).toMatchObject({
      reached: `${server.host}, which accepts the keys`,
    });
    expect(server.asked.map(({ url }) => `${url.pathname}${url.search}`)).toEqual([
      '/api/2/users?start=20260309&end=20260309&m=active&i=1',
    ]);
  });

  it('without a secret is not asked; the secret is named', async () => {
    expect(await failure(probe('amplitude', { endpoint: server.url }, { apiKey: 'a' }))).toContain(
      'set connections.crm.secretKey in secureJsonData'
    );
  });
});

describe('a service by HTTP', () => {
  const bearer = { auth: { type: 'bearer' } };

  it('is reached where it answers, with its credentials', async () => {
    server.answer = sends(200, []);
    expect(await probe('http', { url: `${server.url}/v1`, ...bearer }, { token: 'secret' })).toEqual({
      reached: `${server.host}, which answers`,
      remarks: [],
    });
    expect(server.asked.map(({ url, headers }) => [url.pathname, headers.authorization])).toEqual([
      ['/v1', 'Bearer secret'],
    ]);
  });

  it('is reached where it knows nothing at its base, too', async () => {
    server.answer = sends(404, 'nothing here');
    expect((await probe('http', { url: server.url }))?.remarks).toEqual([
      'There is nothing at url itself, which is no fault: the path of a metric follows it.',
    ]);
  });

  it('is not where it refuses the credentials, or a secret is missing', async () => {
    server.answer = sends(401, { message: 'who are you' });
    expect(await failure(probe('http', { url: server.url, ...bearer }, { token: 'secret' }))).toContain(
      'denied: The test got nowhere, because the connection crm (http) refuses its credentials (401): who are you'
    );
    expect(await failure(probe('http', { url: server.url, ...bearer }))).toContain(
      'badSettings: The connection crm (http) has no token: set connections.crm.token in secureJsonData.'
    );
  });

  it('is not where its tokens are not to be had', async () => {
    const auth = { type: 'oauth2', tokenUrl: `${server.url}/token`, clientId: 'me' };
    server.answer = sends(404, 'nothing here');
    expect(await failure(probe('http', { url: server.url, auth }, { clientSecret: 's' }))).toContain(
      'notFound: The test got nowhere, because the connection crm (http) does not know what was asked for (404): token:'
    );
  });
});

describe('Google', () => {
  let google: GoogleServer;
  const job = { jobReference: { jobId: 'j' }, status: { state: 'DONE' }, statistics: { totalBytesProcessed: '0' } };
  const asked = z.object({ configuration: z.object({ dryRun: z.boolean(), query: z.object({ query: z.string() }) }) });

  beforeEach(async () => {
    google = await startGoogleServer(() => ({ body: job }));
  });
  afterEach(() => google.close());
  const bigquery = () =>
    probe('bigquery', { project: 'acme', endpoint: google.origin }, { serviceAccount: google.serviceAccount });
  const sheets = (secrets: Record<string, string>) => probe('google-sheets', { endpoint: google.origin }, secrets);

  it('BigQuery makes a dry run, which costs nothing', async () => {
    expect(await bigquery()).toEqual({
      reached: 'the project acme, in which queries may be run',
      remarks: ['signs in with serviceAccount'],
    });
    const calls = google.calls.map(({ url, body }) => [url.pathname, asked.parse(parseJson(body)).configuration]);
    expect(calls).toEqual([['/bigquery/v2/projects/acme/jobs', { dryRun: true, query: { query: 'SELECT 1' } }]]);
  });

  it('BigQuery says what it may not do', async () => {
    google.first(fails(403, 'accessDenied', 'User does not have bigquery.jobs.create permission in project acme'));
    expect(await failure(bigquery())).toContain(
      'denied: The test got nowhere, because the connection crm (bigquery) refuses its credentials (403)'
    );
  });

  it('Sheets get a token for a service account, and say what an API key or nothing opens', async () => {
    expect(await sheets({ serviceAccount: google.serviceAccount })).toMatchObject({
      reached: 'Google, which gives its service account a token',
    });
    expect(google.tokenCalls).toHaveLength(1);
    google.token(sends(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }));
    expect(await failure(sheets({ serviceAccount: google.serviceAccount.replace('grafana@', 'other@') }))).toContain('denied: The test got nowhere'); // prettier-ignore
    expect((await sheets({}))?.remarks.join()).toContain('set connections.crm.serviceAccount or connections.crm.apiKey in secureJsonData'); // prettier-ignore
    expect((await sheets({ apiKey: 'k' }))?.remarks.join()).toContain('Add a metric on it');
  });
});

describe('a directory', () => {
  it('is there and may be read', async () => {
    expect(await probe('files', { path: directory, timeout: undefined })).toEqual({
      reached: `the directory ${directory}`,
      remarks: ['It is empty.'],
    });
    mkdirSync(path.join(directory, 'usage'));
    expect((await probe('files', { path: directory, timeout: undefined }))?.remarks).toEqual([]);
  });

  it('is told where it is not there, or not allowed', async () => {
    expect(await failure(probe('files', { path: path.join(directory, 'none'), timeout: undefined }))).toContain(
      'notFound: The directory'
    );
    const outside = await failure(probe('files', { path: tmpdir(), timeout: undefined }));
    expect(outside).toContain('notAllowed');
    expect(outside).toContain(`allowed_paths = ${tmpdir()}`);
  });
});
