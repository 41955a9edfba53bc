import type { LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import { failure, signal } from '../testing/usage-files.ts';
import { inTurn, listen, sends, type Loopback } from '../testing/loopback.ts';
import { createOutbound, type OutboundAnswer, type OutboundRequest, type OutboundScope } from './outbound.ts';
import { ServiceFailureSignal } from './service-failure.ts';

let server: Loopback;
const outbound = createOutbound();

beforeEach(async () => {
  server = await listen();
});
afterEach(() => server.close());

function send(
  address: string,
  scope: Partial<OutboundScope> = {},
  request: Partial<OutboundRequest> = {}
): Promise<OutboundAnswer> {
  return outbound.send(
    { method: 'GET', url: new URL(address), headers: {}, ...request },
    { who: 'The connection crm (http)', hosts: [server.host], ...scope },
    signal
  );
}

/** A resolver that knows these names, and what it was asked. */
function resolver(names: Readonly<Record<string, readonly string[][]>>): { lookup: LookupFunction; asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (name, _, callback) => {
    const turn = asked.filter((other) => other === name).length;
    asked.push(name);
    const answers = names[name] ?? [];
    const addresses = answers[Math.min(turn, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    );
  };
  return { lookup, asked };
}

describe('requests of our own', () => {
  it('bring back status, headers and body', async () => {
    server.answer = sends(200, 'as it is', { 'X-Note': 'read me' });
    const answer = await send(`${server.url}/a?b=c%20d`, {}, { headers: { accept: 'text/plain' } });
    expect([answer.status, answer.header('x-note'), answer.header('etag'), answer.body.toString()]).toEqual([
      200,
      'read me',
      undefined,
      'as it is',
    ]);
    const [asked] = server.asked;
    expect(asked?.url.href).toBe(`${server.url}/a?b=c%20d`);
    expect(asked?.headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'unit-economics' });
  });

  it('send a body, and bring back an error as an answer', async () => {
    server.answer = sends(422, 'no');
    const answer = await send(server.url, {}, { method: 'POST', body: '{"a":1}' });
    expect([answer.status, answer.body.toString(), server.asked[0]?.body]).toEqual([422, 'no', '{"a":1}']);
  });

  it('unpack gzip, and refuse an encoding that was not asked for', async () => {
    server.answer = inTurn(
      sends(200, gzipSync('rows'), { 'content-encoding': 'gzip' }),
      sends(200, 'rows', { 'content-encoding': 'br' })
    );
    expect((await send(server.url)).body.toString()).toBe('rows');
    expect(server.asked[0]?.headers['accept-encoding']).toBe('gzip');
    expect(await failure(send(server.url))).toBe(
      'badData: The connection crm (http) answers in the encoding br; gzip or none can be read.'
    );
  });

  it('are closed when they are cancelled', async () => {
    const arrived = new Promise<void>((resolve) => {
      server.answer = () => {
        resolve(); // and never answers
      };
    });
    const caller = new AbortController();
    const work = outbound.send(
      { method: 'GET', url: new URL(server.url), headers: {} },
      { who: 'It', hosts: [server.host] },
      caller.signal
    );
    await arrived;
    caller.abort();
    await expect(work).rejects.toThrow('aborted');
    await server.asked[0]?.left;
  });
});

describe('a connection that fails', () => {
  it('may be tried again, and names host and cause', async () => {
    const closed = await listen();
    await closed.close();
    const work = send(closed.url, { hosts: [closed.host] });
    await expect(work).rejects.toBeInstanceOf(ServiceFailureSignal);
    await expect(work).rejects.toMatchObject({ failure: { detail: `${closed.host}: ECONNREFUSED` } });
  });

  it('in the middle of an answer is no short answer', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('only this');
      setImmediate(() => response.destroy());
    };
    await expect(send(server.url)).rejects.toBeInstanceOf(ServiceFailureSignal);
  });

  it('with broken gzip is no short answer', async () => {
    server.answer = sends(200, gzipSync('rows'.repeat(1000)).subarray(0, 30), { 'content-encoding': 'gzip' });
    await expect(send(server.url)).rejects.toMatchObject({ failure: { detail: `${server.host}: Z_BUF_ERROR` } });
  });
});

describe('an answer that is too large', () => {
  const tooMuch =
    'tooMuch: The connection crm (http) answers with more than 1 MiB. Ask for fewer days or rows at once, or raise maxResponse on the connection.';

  it('is left as soon as it is seen, whatever it says of its length', async () => {
    const chunk = Buffer.alloc(65_536);
    server.answer = (_, response) => {
      const more = (): void => {
        while (response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    expect(await failure(send(server.url, { maxBytes: 1 << 20 }))).toBe(tooMuch);
    await server.asked[0]?.left;
  });

  it('is measured as unpacked', async () => {
    server.answer = sends(200, gzipSync(Buffer.alloc(50 << 20)), { 'content-encoding': 'gzip' });
    expect(await failure(send(server.url, { maxBytes: 1 << 20 }))).toBe(tooMuch);
  });

  it('is cut where it is an error, of which only the beginning matters', async () => {
    server.answer = sends(500, 'x'.repeat(5 << 20));
    const { status, body } = await send(server.url, { maxBytes: 1 << 20 });
    expect(status).toBe(500);
    expect(body.length).toBeLessThanOrEqual(65_536);
  });
});

describe('redirects', () => {
  it('are followed five times, and not a sixth time', async () => {
    const onward = sends(302, '', { location: '/onward' });
    server.answer = inTurn(onward, onward, onward, onward, onward, sends(200, 'there'));
    const answer = await send(server.url);
    expect([answer.body.toString(), answer.url.pathname, server.asked.length]).toEqual(['there', '/onward', 6]);
    server.answer = onward;
    expect(await failure(send(server.url))).toBe(
      'unreachable: The connection crm (http) redirects more than 5 times; give the address at which it answers.'
    );
    expect(server.asked.length).toBe(12);
  });

  it('to another host are refused before that host hears of them', async () => {
    const other = await listen(sends(200, 'secret'));
    server.answer = sends(302, '', { location: `${other.url}/` });
    expect(await failure(send(server.url))).toBe(
      `notAllowed: The connection crm (http) leads to ${other.host}, which is none of its hosts (${server.host}). Name it under allowedHosts if it is right.`
    );
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('to a host that is allowed go without credentials', async () => {
    const other = await listen(sends(200, 'rows'));
    server.answer = sends(307, '', { location: `${other.url}/rows` });
    const hosts = [server.host, other.host];
    const headers = { accept: 'text/csv', authorization: 'Bearer x', 'x-api-key': 'k', cookie: 'a=b' };
    expect((await send(server.url, { hosts }, { headers })).body.toString()).toBe('rows');
    expect(server.asked[0]?.headers).toMatchObject(headers);
    expect(other.asked[0]?.headers.accept).toBe('text/csv');
    expect(JSON.stringify(other.asked[0]?.headers)).not.toMatch(/authorization|Bearer|x-api-key|cookie/);
    await other.close();
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254'],
    ['http://2852039166/', '169.254.169.254'], // the same as one decimal number
    ['http://0xa9.0xfe.0xa9.0xfe/', '169.254.169.254'], // and in hexadecimal
    ['http://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
    ['http://[fd00:ec2::254]/', 'fd00:ec2::254'],
    ['http://[fe80::1]/', 'fe80::1'],
    ['http://100.100.100.200/', '100.100.100.200'],
    ['http://0.0.0.0/', '0.0.0.0'],
  ])('to %s are refused even where the host is named', async (location, shown) => {
    server.answer = sends(302, '', { location });
    expect(await failure(send(server.url, { hosts: [server.host, new URL(location).host] }))).toBe(
      `notAllowed: The connection crm (http) leads to ${shown}, a link-local or metadata address, which is never asked. Give the address of a service.`
    );
  });

  it.each([['file:///etc/passwd'], ['ftp://127.0.0.1/'], ['data:text/plain,x']])(
    'to %s are refused',
    async (location) => {
      server.answer = sends(302, '', { location });
      expect(await failure(send(server.url))).toMatch(
        /^notAllowed: The connection crm \(http\) leads to (file|ftp|data):; only http and https are asked\.$/
      );
    }
  );
});

describe('names', () => {
  const port = () => new URL(server.url).port;
  const askFor = (name: string, lookup: LookupFunction) =>
    createOutbound(lookup).send(
      { method: 'GET', url: new URL(`http://${name}:${port()}/`), headers: {} },
      { who: 'The connection crm (http)', hosts: [`${name}:${port()}`] },
      signal
    );

  it('may lead to this machine and to private networks', async () => {
    server.answer = sends(200, 'here');
    expect((await askFor('crm.test', resolver({ 'crm.test': [['127.0.0.1']] }).lookup)).body.toString()).toBe('here');
  });

  it.each([
    ['alone', ['169.254.169.254']],
    ['beside a good one', ['127.0.0.1', '169.254.169.254']],
    ['over IPv6', ['fe80::1']],
    ['mapped into IPv6', ['::ffff:169.254.169.254']],
  ])('that lead to a link-local address, %s, are refused', async (_, addresses) => {
    expect(await failure(askFor('crm.test', resolver({ 'crm.test': [addresses] }).lookup))).toBe(
      `notAllowed: The connection crm (http) leads to crm.test at ${addresses.at(-1) ?? ''}, a link-local or metadata address, which is never asked. Give the address of a service.`
    );
    expect(server.asked).toEqual([]);
  });

  it('are resolved once for each connection, and what was judged is what is connected to', async () => {
    // A second resolution would lead to the metadata service: there is none.
    const { lookup, asked } = resolver({ 'crm.test': [['127.0.0.1'], ['169.254.169.254']] });
    server.answer = (_, response) => {
      response.writeHead(200, { connection: 'close' });
      response.end('here');
    };
    const client = createOutbound(lookup);
    const ask = () =>
      client.send(
        { method: 'GET', url: new URL(`http://crm.test:${port()}/`), headers: {} },
        { who: 'It', hosts: [`crm.test:${port()}`] },
        signal
      );
    expect((await ask()).body.toString()).toBe('here');
    expect(asked).toEqual(['crm.test']);
    expect(await failure(ask())).toContain('notAllowed: It leads to crm.test at 169.254.169.254');
    expect(server.asked.length).toBe(1);
  });

  it('of a redirect are judged in the same way', async () => {
    const { lookup } = resolver({ 'crm.test': [['127.0.0.1']], 'inside.test': [['169.254.169.254']] });
    server.answer = sends(302, '', { location: 'http://inside.test/latest/meta-data/' });
    const work = createOutbound(lookup).send(
      { method: 'GET', url: new URL(`http://crm.test:${port()}/`), headers: {} },
      { who: 'It', hosts: [`crm.test:${port()}`, 'inside.test'] },
      signal
    );
    expect(await failure(work)).toContain('notAllowed: It leads to inside.test at 169.254.169.254');
  });

  it('that do not exist may be tried again', async () => {
    const lookup: LookupFunction = (name, _, callback) => {
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), []);
    };
    await expect(askFor('crm.test', lookup)).rejects.toMatchObject({
      failure: { detail: `crm.test:${port()}: ENOTFOUND` },
    });
  });
});
