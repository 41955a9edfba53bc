import { HttpUsage } from '../http-usage.ts';
import { createOutbound } from '../remote/outbound.ts';
import { inTurn, listen, sends, type Answering, type Loopback } from '../testing/loopback.ts';
import { remoteRequest } from '../testing/remote-request.ts';
import { failure, signal } from '../testing/usage-files.ts';

let server: Loopback;
let identity: Loopback;
let usage: HttpUsage;
let now: number;

beforeEach(async () => {
  server = await listen(sends(200, []));
  identity = await listen();
  now = Date.parse('2026-03-10T12:00:00Z');
  usage = new HttpUsage({ now: () => now }, createOutbound(), [0]);
});
afterEach(async () => {
  await server.close();
  await identity.close();
});

type Entry = Readonly<Record<string, unknown>>;

function ask(auth: Entry, secrets: Record<string, string>, metric: Entry = {}, connection: Entry = {}) {
  return usage.fetch(remoteRequest('http', { url: server.url, auth, ...connection }, metric, { secrets }), signal);
}

const authorizations = () => server.asked.map(({ headers }) => headers.authorization);

describe('credentials', () => {
  it('are none by default', async () => {
    await ask({ type: 'none' }, { token: 'unused' });
    expect(authorizations()).toEqual([undefined]);
  });

  it('of a user are Basic, in UTF-8', async () => {
    await ask({ type: 'basic', username: 'björn' }, { password: 'geh:eim' });
    expect(authorizations()).toEqual([`Basic ${Buffer.from('björn:geh:eim', 'utf8').toString('base64')}`]);
  });

  it('may be a token', async () => {
    await ask({ type: 'bearer' }, { token: 'abc' });
    expect(authorizations()).toEqual(['Bearer abc']);
  });

  it.each([
    [{ type: 'basic', username: 'me' }, 'password', `Basic ${Buffer.from('me:abc').toString('base64')}`],
    [{ type: 'bearer' }, 'token', 'Bearer abc'],
  ])('are sent without the white space that was pasted with them: %j', async (auth, key, sent) => {
    await ask(auth, { [key]: ' abc\n' });
    expect(authorizations()).toEqual([sent]);
  });

  it('may be a key in a header', async () => {
    await ask({ type: 'apiKey' }, { apiKey: 'k1' });
    await ask({ type: 'apiKey', name: 'X-Auth-Key' }, { apiKey: 'k2' });
    expect(server.asked[0]?.headers['x-api-key']).toBe('k1');
    expect(server.asked[1]?.headers['x-auth-key']).toBe('k2');
  });

  it('may be a key in the address, on each page', async () => {
    server.answer = inTurn(sends(200, [], { link: '</?page=2>; rel=next' }), sends(200, []));
    const metric = { path: '/?a=1', pagination: { type: 'link' } };
    await ask({ type: 'apiKey', in: 'query', name: 'api_key' }, { apiKey: 'k&1' }, metric);
    expect(server.asked.map(({ url }) => url.search)).toEqual(['?a=1&api_key=k%261', '?page=2&api_key=k%261']);
  });

  it.each([
    [{ type: 'basic', username: 'me' }, 'password'],
    [{ type: 'bearer' }, 'token'],
    [{ type: 'apiKey' }, 'apiKey'],
    [{ type: 'oauth2', tokenUrl: 'https://id.test/token', clientId: 'me' }, 'clientSecret'],
  ])('that are missing are named: %j', async (auth, key) => {
    expect(await failure(ask(auth, {}))).toBe(
      `badSettings: The connection crm (http) has no ${key}: set connections.crm.${key} in secureJsonData.`
    );
    expect(server.asked).toEqual([]);
  });

  it('that cannot be sent are an error that does not show them', async () => {
    expect(await failure(ask({ type: 'bearer' }, { token: 'abc\ndef' }))).toBe(
      'badSettings: The connection crm (http) has a header that cannot be sent; check its headers and secrets.'
    );
  });

  it('stay with the host of the connection, and so do its headers', async () => {
    server.answer = sends(200, [], { link: `<${identity.url}/?page=2>; rel=next` });
    identity.answer = sends(200, []);
    const connection = { allowedHosts: [identity.host], headers: { 'X-Tenant': 't1' } };
    for (const [auth, secrets] of [
      [{ type: 'bearer' }, { token: 'abc' }],
      [{ type: 'apiKey' }, { apiKey: 'abc' }],
      [{ type: 'apiKey', in: 'query' }, { apiKey: 'abc' }],
    ] as const) {
      await ask(auth, { ...secrets }, { pagination: { type: 'link' } }, connection);
    }
    expect(server.asked.map(({ headers }) => headers['x-tenant'])).toEqual(['t1', 't1', 't1']);
    expect(identity.asked.map(({ url, headers }) => [url.search, JSON.stringify(headers)])).toEqual(
      Array(3).fill(['?page=2', expect.not.stringMatching(/abc|x-tenant/)])
    );
  });
});

describe('OAuth2 client credentials', () => {
  const oauth2 = (more: Entry = {}) => ({ type: 'oauth2', tokenUrl: `${identity.url}/token`, clientId: 'me', ...more });
  const token = (value: string, seconds: unknown = 3600): Answering =>
    sends(200, { access_token: value, token_type: 'Bearer', expires_in: seconds });

  it('bring a token from the service that gives them', async () => {
    identity.answer = token('t1');
    await ask(oauth2({ scopes: ['read', 'usage'], params: { audience: 'api' } }), { clientSecret: 'a b:c' });
    expect(authorizations()).toEqual(['Bearer t1']);
    const [asked] = identity.asked;
    expect([asked?.method, asked?.url.pathname, asked?.headers['content-type']]).toEqual([
      'POST',
      '/token',
      'application/x-www-form-urlencoded',
    ]);
    expect(asked?.body).toBe('grant_type=client_credentials&audience=api&scope=read+usage');
    // RFC 6749 2.3.1: form-encoded first, so that the colon in the secret is none of Basic's.
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('me:a+b%3Ac').toString('base64')}`);
  });

  it('may stand in the body', async () => {
    identity.answer = token('t1');
    await ask(oauth2({ clientIn: 'body' }), { clientSecret: 's' });
    expect(identity.asked[0]?.body).toBe('grant_type=client_credentials&client_id=me&client_secret=s');
    expect(identity.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('are asked for once until the token is about to expire', async () => {
    identity.answer = inTurn(token('t1', '100'), token('t2', 100));
    await ask(oauth2(), { clientSecret: 's' });
    now += 89_000;
    await ask(oauth2(), { clientSecret: 's' });
    now += 2_000; // 91 of 100 seconds
    await ask(oauth2(), { clientSecret: 's' });
    expect(authorizations()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
    expect(identity.asked.length).toBe(2);
  });

  it('are asked for once by all who ask at the same time, and apart for another secret', async () => {
    identity.answer = token('t1');
    await Promise.all([1, 2, 3].map((number) => ask(oauth2(), { clientSecret: 's' }, { path: `/${number}` })));
    expect(identity.asked.length).toBe(1);
    await ask(oauth2(), { clientSecret: 'other' });
    expect(identity.asked.length).toBe(2);
  });

  it('are asked for again when the service takes the token no more', async () => {
    identity.answer = inTurn(token('t1'), token('t2'));
    await ask(oauth2(), { clientSecret: 's' });
    server.answer = ({ headers }, response) => {
      sends(headers.authorization === 'Bearer t2' ? 200 : 401, [])({} as never, response);
    };
    await ask(oauth2(), { clientSecret: 's' });
    expect(authorizations()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });

  it.each([400, 401])('that are refused with %i are denied, and asked for again by the next', async (status) => {
    identity.answer = inTurn(
      sends(status, { error: 'invalid_client', error_description: 'No client me with secret very%20secret' }),
      token('t1')
    );
    expect(await failure(ask(oauth2(), { clientSecret: 'very secret' }))).toBe(
      'denied: The metric jobs got no values, because the connection crm (http) refuses its credentials (401): token: No client me with secret •••. Check its secrets and what they may read.'
    );
    expect(server.asked).toEqual([]);
    await ask(oauth2(), { clientSecret: 'very secret' });
    expect(authorizations()).toEqual(['Bearer t1']);
  });

  it('are asked for again while their service is down', async () => {
    identity.answer = inTurn(sends(503), token('t1'));
    await ask(oauth2(), { clientSecret: 's' });
    expect(authorizations()).toEqual(['Bearer t1']);
  });

  it('that bring no token are an error', async () => {
    identity.answer = sends(200, '<html>log in</html>');
    expect(await failure(ask(oauth2(), { clientSecret: 's' }))).toBe(
      `badData: The connection crm (http) got no access_token from ${identity.host}; check tokenUrl.`
    );
  });

  it('do not follow the token service to another host', async () => {
    identity.answer = sends(307, '', { location: `${server.url}/token` });
    expect(await failure(ask(oauth2(), { clientSecret: 's' }))).toContain(
      `notAllowed: The connection crm (http), asking for a token, leads to ${server.host}`
    );
    expect(server.asked).toEqual([]);
  });
});
