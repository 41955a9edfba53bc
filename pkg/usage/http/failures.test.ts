import { HttpUsage } from '../http-usage.ts';
import { createOutbound } from '../remote/outbound.ts';
import { hangs, inTurn, listen, sends, type Answering, type Loopback } from '../testing/loopback.ts';
import { remoteRequest } from '../testing/remote-request.ts';
import { failure, signal } from '../testing/usage-files.ts';

let server: Loopback;
let usage: HttpUsage;

beforeEach(async () => {
  server = await listen();
  usage = new HttpUsage({ now: () => Date.parse('2026-03-10T12:00:00Z') }, createOutbound(), [0, 0]);
});
afterEach(() => server.close());

const rows = sends(200, [{ date: '2026-03-01', value: 5 }]);
const because = 'The metric jobs got no values, because the connection crm (http)';

function fetch(answer: Answering, connection: Readonly<Record<string, unknown>> = {}, secrets = {}, live = signal) {
  server.answer = answer;
  return usage.fetch(remoteRequest('http', { url: server.url, ...connection }, {}, { secrets }), live);
}

describe('a service that refuses', () => {
  it.each([
    [401, `denied: ${because} refuses its credentials (401): No such key. Check its secrets and what they may read.`],
    [403, `denied: ${because} refuses its credentials (403): No such key. Check its secrets and what they may read.`],
    [404, `notFound: ${because} does not know what was asked for (404): No such key. Check the names in the metric.`],
    [422, `badSettings: ${because} does not accept the request (422): No such key. Check the query of the metric.`],
  ])('with %i is not asked again', async (status, message) => {
    expect(await failure(fetch(sends(status, { error: { message: 'No such key' } })))).toBe(message);
    expect(server.asked.length).toBe(1);
  });

  it.each([
    ['plain text', sends(422, 'Bad\n  range'), ': Bad range.'],
    [
      'a problem (RFC 9457)',
      sends(422, { type: 'about:blank', title: 'Bad', detail: 'Range too long' }),
      ': Range too long.',
    ],
    ['a list', sends(422, { errors: [{ message: 'First' }, { message: 'Second' }] }), ': First.'],
    ['a page', sends(422, '<html>Oh no</html>', { 'content-type': 'text/html' }), '(422). Check'],
    ['nothing', sends(422), '(422). Check'],
  ])('in the form of %s is understood', async (_, answer, words) => {
    expect(await failure(fetch(answer))).toContain(words);
  });

  it.each([
    ['a password', { type: 'basic', username: 'me' }, { password: 'p w' }],
    ['a token', { type: 'bearer' }, { token: 'p w' }],
    ['a key in the address', { type: 'apiKey', in: 'query' }, { apiKey: 'p w' }],
  ])('does not give away %s that it repeats', async (_, auth, secrets) => {
    const sent = Buffer.from('me:p w').toString('base64');
    const answer: Answering = ({ url, headers }, response) => {
      const said = `p w and p%20w and ${sent} in ${url.search} ${headers.authorization ?? ''}`;
      sends(403, { message: said })({} as never, response);
    };
    const message = (await failure(fetch(answer, { auth }, secrets))) ?? '';
    expect(message).toContain('refuses its credentials (403): ••• and ••• and ');
    expect(message).not.toMatch(/p w|p%20w|p\+w/);
    if (auth.type === 'basic') {
      expect(message).not.toContain(sent);
    }
  });
});

describe('a service that is down for a while', () => {
  it.each([500, 502, 503, 408])('with %i is asked again', async (status) => {
    expect([...(await fetch(inTurn(sends(status), sends(status), rows))).values]).toEqual([5]);
    expect(server.asked.length).toBe(3);
  });

  it('is asked as often as there is patience', async () => {
    expect(await failure(fetch(sends(503, 'maintenance')))).toBe(
      `unreachable: ${because} fails (503): maintenance. Try again, or check the service.`
    );
    expect(server.asked.length).toBe(3);
  });

  it('that asks for fewer requests is given the time it asks for', async () => {
    expect([...(await fetch(inTurn(sends(429, '', { 'retry-after': '0' }), rows))).values]).toEqual([5]);
    expect(server.asked.length).toBe(2);
    // A minute is more than the time allowed: there is no use in waiting.
    expect(await failure(fetch(sends(429, 'quota', { 'retry-after': '60' })))).toBe(
      `throttled: ${because} asks for fewer requests (429): quota. Raise refresh on its metrics, or ask for less.`
    );
    expect(server.asked.length).toBe(3);
  });

  it('that breaks connections is asked again', async () => {
    const breaks: Answering = (_, response) => response.destroy();
    expect([...(await fetch(inTurn(breaks, rows))).values]).toEqual([5]);
    expect(await failure(fetch(breaks))).toBe(
      `unreachable: ${because} cannot be reached: ${server.host}: UND_ERR_SOCKET. Try again, or check the service.`
    );
  });
});

describe('a service that says what cannot be read', () => {
  it.each([
    [
      'a page in place of JSON',
      sends(200, '<html>log in</html>', { 'content-type': 'text/html' }),
      'no JSON (text/html)',
    ],
    [
      'half of a document',
      sends(200, '[{"date":', { 'content-type': 'application/json' }),
      'no JSON (application/json)',
    ],
    ['nothing', sends(200, ''), 'no JSON (no content type)'],
    ['304 unasked', sends(304), 'no JSON (no content type)'],
  ])('with %s is an error', async (_, answer, words) => {
    expect(await failure(fetch(answer))).toBe(
      `badData: The metric jobs cannot be read. The connection crm (http) answers with ${words}. Check path and format of the metric.`
    );
  });

  it('at a length beyond the bound of the connection is an error', async () => {
    expect(await failure(fetch(sends(200, 'x'.repeat((1 << 20) + 1)), { maxResponse: 1 }))).toContain(
      'tooMuch: The connection crm (http) answers with more than 1 MiB.'
    );
  });
});

describe('a service that takes its time', () => {
  it('is left after the time allowed', async () => {
    expect(await failure(fetch(hangs, { timeout: '1s' }))).toBe(
      'timeout: The metric jobs got no values, because the connection crm (http) did not answer within 1 seconds. Raise timeout on the connection, or ask for less.'
    );
    await server.asked[0]?.left;
  });

  it('is left when nobody waits any more, also within an answer', async () => {
    const caller = new AbortController();
    const answer: Answering = (_, response) => {
      response.writeHead(200);
      response.write('[');
      caller.abort();
    };
    await expect(fetch(answer, {}, {}, caller.signal)).rejects.toThrow('aborted');
    await server.asked[0]?.left;
    expect(server.asked.length).toBe(1);
  });
});

describe('an address that is never asked', () => {
  it.each([
    ['itself', { url: 'http://169.254.169.254/latest' }, '169.254.169.254'],
    ['over IPv6', { url: 'http://[fd00:ec2::254]/latest' }, 'fd00:ec2::254'],
    [
      'for a token',
      { auth: { type: 'oauth2', tokenUrl: 'https://169.254.169.254/', clientId: 'me' } },
      '169.254.169.254',
    ],
  ])('cannot be a connection: %s', async (_, connection, shown) => {
    expect(await failure(fetch(rows, connection, { clientSecret: 's' }))).toMatch(
      new RegExp(`^notAllowed: The connection crm \\(http\\).* leads to ${shown}, a link-local or metadata address`)
    );
    expect(server.asked).toEqual([]);
  });
});
