import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createLogger } from '../../pkg/plugin/log.ts';
import { logError } from '../../pkg/plugin/log-error.ts';
import { hangs, listen, sends, type Answering, type Asked, type Loopback } from '../../pkg/usage/testing/loopback.ts';
import { openSite, type Site } from './site.ts';

/** Secrets go to their service, and stand nowhere else: not in errors, logs, plans, health reports, resources and caches. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const accessToken = 'ya29.planted-access-token';

/** With characters that headers, URLs, forms and Basic credentials write differently. */
const planted = {
  'connections.dd.apiKey': 'planted/dd+api=1',
  'connections.dd.appKey': 'planted/dd+app=2',
  'connections.product.apiKey': 'planted/amplitude+key=3',
  'connections.product.secretKey': 'planted/amplitude+secret=4',
  'connections.bearer.token': 'planted/bearer+token=5',
  'connections.basic.password': 'planted/basic+pässword=6',
  'connections.query.apiKey': 'planted/query+key=7',
  'connections.oauth.clientSecret': 'planted/client+secret=8',
  'connections.sheets.apiKey': 'planted/sheets+key=9',
};

let site: Site;
let server: Loopback;
let said: string[];

beforeEach(async () => {
  site = await openSite('2026-03-10T12:00:00Z');
  server = await listen();
  said = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest
      .spyOn(console, method)
      .mockImplementation((...texts: unknown[]) => void said.push(texts.map(String).join(' ')));
  }
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  }
});
afterEach(async () => {
  jest.restoreAllMocks();
  await site.end();
  await server.close();
});

function settings(url: string): Record<string, unknown> {
  const to = { url, endpoint: url, timeout: '1s' };
  const http = (name: string, auth: object) => ({ name, type: 'http', ...to, auth });
  const metric = (name: string, more: object) => ({
    name,
    connection: name,
    unit: 'job',
    additivity: 'additive',
    ...more,
  });
  return {
    connections: [
      { name: 'dd', type: 'datadog', ...to },
      { name: 'product', type: 'amplitude', ...to },
      http('bearer', { type: 'bearer' }),
      http('basic', { type: 'basic', username: 'me' }),
      http('query', { type: 'apiKey', in: 'query', name: 'key' }),
      http('oauth', { type: 'oauth2', tokenUrl: `${url}/token`, clientId: 'me' }),
      { name: 'sheets', type: 'google-sheets', ...to },
      { name: 'shared', type: 'google-sheets', ...to },
      { name: 'bq', type: 'bigquery', project: 'acme-jobs', ...to },
    ],
    metrics: [
      metric('dd', { query: 'sum:jobs{*}' }),
      metric('product', { additivity: 'distinct' }),
      ...['bearer', 'basic', 'query', 'oauth'].map((name) => metric(name, { path: '/' })),
      ...['sheets', 'shared'].map((name) => metric(name, { spreadsheet: 'a'.repeat(30), range: 'A:B' })),
      metric('bq', { table: 'usage.jobs' }),
    ],
  };
}

function secretsFor(url: string): Record<string, string> {
  const account = {
    type: 'service_account',
    private_key: privateKey,
    client_email: 'grafana@acme-jobs.iam.gserviceaccount.com',
    token_uri: `${url}/token`,
  };
  const serviceAccount = JSON.stringify(account);
  return {
    ...planted,
    'connections.bq.serviceAccount': serviceAccount,
    'connections.shared.serviceAccount': serviceAccount,
  };
}

/** Everything that anybody could be shown. */
async function useEverything(): Promise<readonly string[]> {
  const signal = new AbortController().signal;
  const names = (site.settings['metrics'] as readonly { readonly name: string }[]).map(({ name }) => name);
  const queries = Object.fromEntries(names.map((name) => [name, { formulas: [{ expression: name }], grain: 'day' }]));
  const log = createLogger({ write: (line) => said.push(line) });
  const failed: string[] = [];
  for (const [name, result] of await site.askAll(queries, { from: '2026-03-01', to: '2026-03-02' })) {
    if ('error' in result) {
      failed.push(name);
      said.push(result.error.message);
      logError(log, result.error, {});
    } else {
      said.push(JSON.stringify(result.frames));
    }
  }
  said.push(JSON.stringify(await site.service.checkHealth(site.context(), signal)));
  for (const resource of [
    'catalog',
    'values?dimension=team',
    `extents?entries=${names.map((n) => `metrics.${n}`).join()}`,
  ]) {
    const [where = '', query] = resource.split('?');
    const request = { method: 'GET', path: where, query: new URLSearchParams(query), body: new Uint8Array() };
    const { body } = await site.service.callResource(site.context(), request, signal);
    said.push(Buffer.from(body).toString('utf8'));
  }
  return failed.sort();
}

/** A secret in the forms in which it travels. */
function forms(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function hidden(): readonly string[] {
  const of = (name: string) => Object.entries(planted).find(([key]) => key === `connections.${name}`)?.[1] ?? '';
  const combined = [
    `${of('product.apiKey')}:${of('product.secretKey')}`,
    `me:${of('basic.password')}`,
    `me:${of('oauth.clientSecret')}`,
  ];
  const keyLines = privateKey.split('\n').filter((line) => /^[\w+/=]{20,}$/.test(line));
  return [...Object.values(planted), ...combined, accessToken, ...keyLines].flatMap(forms);
}

async function leaks(): Promise<readonly string[]> {
  const texts = said.map((text) => Buffer.from(text));
  const cache = path.join(site.root, 'cache');
  for (const entry of await readdir(cache, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      texts.push(await readFile(path.join(entry.parentPath, entry.name)), Buffer.from(entry.name));
    }
  }
  const encodings = ['utf8', 'latin1', 'utf16le'] as const;
  return hidden().filter((form) =>
    texts.some((text) => encodings.some((encoding) => text.includes(Buffer.from(form, encoding))))
  );
}

/** What a careless service says: all that it was asked with. */
function echo(status: number): Answering {
  return (asked, response) => {
    const { headers, url, body } = asked;
    const text = JSON.stringify({ headers, url: url.href, path: decodeURIComponent(url.href), body });
    const basic = /^Basic (.*)$/.exec(headers.authorization ?? '')?.[1];
    const message = `${text} ${basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8')}`;
    sends(status, { status: 'error', error: { message }, errors: [message], message })(asked, response);
  };
}

function withTokens(answer: Answering, token = sends(200, { access_token: accessToken, expires_in: 3600 })): Answering {
  return (asked, response) => {
    (asked.url.pathname === '/token' ? token : answer)(asked, response);
  };
}

const all = ['basic', 'bearer', 'bq', 'dd', 'oauth', 'product', 'query', 'shared', 'sheets'];
const services: readonly [string, Answering][] = [
  ['repeat a request that they refuse', withTokens(echo(400))],
  ['repeat credentials that they refuse', withTokens(echo(401))],
  ['repeat a request for which they fail', withTokens(echo(500))],
  ['repeat a request for a token', withTokens(echo(401), echo(400))],
  ['repeat a request in place of an answer', withTokens(echo(200))],
  [
    'repeat a request as text',
    withTokens((asked, response) => {
      sends(200, textOf(asked))(asked, response);
    }),
  ],
  [
    'redirect with the request',
    withTokens((asked, response) => {
      sends(302, '', { location: `http://other.test/?${encodeURIComponent(textOf(asked))}` })(asked, response);
    }),
  ],
  ['do not answer', hangs],
];

function textOf({ headers, url, body }: Asked): string {
  return `${JSON.stringify(headers)}\n${url.href}\n${decodeURIComponent(url.href)}\n${body}`;
}

describe('secrets', () => {
  it.each(services)('are not shown by services that %s', async (_, answer) => {
    server.answer = answer;
    site.settings = settings(server.url);
    site.secrets = secretsFor(server.url);
    expect(await useEverything()).toEqual(all);
    expect(await leaks()).toEqual([]);
  });

  it('are not shown where nobody listens', async () => {
    const gone = await listen();
    await gone.close();
    site.settings = settings(gone.url);
    site.secrets = secretsFor(gone.url);
    expect(await useEverything()).toEqual(all);
    expect(await leaks()).toEqual([]);
  });

  it('are not shown beside good values, nor kept with them', async () => {
    const rows = [{ date: '2026-03-01', value: 1 }];
    const series = [{ tag_set: [], pointlist: [[Date.UTC(2026, 2, 1), 1]] }];
    const report = { series: [[1]], seriesMeta: [{ segmentIndex: 0 }], xValues: ['2026-03-01'] };
    server.answer = withTokens((asked, response) => {
      const isSheet = asked.url.pathname.startsWith('/v4/');
      const good = {
        ...(asked.url.pathname.startsWith('/api/v1/') && { status: 'ok', series }),
        ...(asked.url.pathname.startsWith('/api/2/') && { data: report }),
        ...(isSheet && {
          range: 'A1:B2',
          values: [
            ['date', 'value'],
            ['2026-03-01', 1],
          ],
        }),
      };
      sends(200, Object.keys(good).length > 0 ? good : rows)(asked, response);
    });
    site.settings = settings(server.url);
    site.secrets = secretsFor(server.url);
    expect(await useEverything()).toEqual(['bq']); // its protocol is more than this server speaks
    expect((await readdir(path.join(site.root, 'cache/usage'))).length).toBeGreaterThanOrEqual(all.length - 1);
    expect(await leaks()).toEqual([]);
    const received = server.asked.map(textOf).join('\n');
    for (const secret of ['dd+api', 'dd+app', 'bearer+token', 'query+key'].map((part) => `planted/${part}`)) {
      expect([secret, received.includes(secret)]).toEqual([secret, true]);
    }
    expect(received).toContain(`Bearer ${accessToken}`);
  });
});
