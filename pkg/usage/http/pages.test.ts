import { HttpUsage } from '../http-usage.ts';
import { createOutbound } from '../remote/outbound.ts';
import { inTurn, listen, sends, type Answering, type Loopback } from '../testing/loopback.ts';
import { remoteRequest } from '../testing/remote-request.ts';
import { failure, signal } from '../testing/usage-files.ts';
import type { UsageRequest } from '../usage-source.ts';

let server: Loopback;
let usage: HttpUsage;

beforeEach(async () => {
  server = await listen();
  usage = new HttpUsage({ now: () => Date.parse('2026-03-10T12:00:00Z') }, createOutbound(), []);
});
afterEach(() => server.close());

type Entry = Readonly<Record<string, unknown>>;

function request(metric: Entry = {}, rest: Parameters<typeof remoteRequest>[3] = {}) {
  return remoteRequest('http', { url: server.url }, metric, rest);
}

function fetch(metric: Entry = {}, answer?: Answering) {
  server.answer = answer ?? server.answer;
  return usage.fetch(request(metric), signal);
}

const paths = () => server.asked.map(({ url }) => `${url.pathname}${url.search}`);

describe('pages', () => {
  const row = (value: number) => ({ date: '2026-03-01', value });
  const valuesOf = async (metric: Entry, answer?: Answering) => [...(await fetch(metric, answer)).values];

  it('are followed by the Link header', async () => {
    const link = (next: string) => ({ link: `</?page=1>; rel="first", <${next}>; title="a, b"; rel="next last"` });
    const values = await valuesOf(
      { params: { limit: 2 }, pagination: { type: 'link' } },
      inTurn(
        sends(200, [row(1)], link('/?limit=2&page=2')),
        sends(200, [], link(`${server.url}/more?page=3`)),
        sends(200, [row(2)], { link: '</?page=1>; rel="first"' })
      )
    );
    expect(values).toEqual([1, 2]);
    expect(paths()).toEqual(['/?limit=2', '/?limit=2&page=2', '/more?page=3']);
  });

  it('are followed by an address in the answer', async () => {
    const values = await valuesOf(
      { rows: 'rows', pagination: { type: 'link', from: 'links.next' } },
      inTurn(
        sends(200, { rows: [row(1)], links: { next: '/?after=1' } }),
        sends(200, { rows: [row(2)], links: { next: null } })
      )
    );
    expect(values).toEqual([1, 2]);
    expect(paths()).toEqual(['/', '/?after=1']);
  });

  it('are not followed to another host', async () => {
    const answer = sends(200, [row(1)], { link: '<http://other.test/?page=2>; rel=next' });
    expect(await failure(fetch({ pagination: { type: 'link' } }, answer))).toContain(
      `notAllowed: The connection crm (http) leads to other.test, which is none of its hosts (${server.host}).`
    );
  });

  it('are asked for by a cursor', async () => {
    const values = await valuesOf(
      { rows: 'rows', pagination: { type: 'cursor', from: 'meta.next', param: 'cursor' } },
      inTurn(
        sends(200, { rows: [row(1)], meta: { next: 'a b&c' } }),
        sends(200, { rows: [row(2)], meta: { next: 7 } }),
        sends(200, { rows: [row(3)], meta: { next: '' } })
      )
    );
    expect(values).toEqual([1, 2, 3]);
    expect(server.asked.map(({ url }) => url.searchParams.get('cursor'))).toEqual([null, 'a b&c', '7']);
  });

  it('are asked for by a cursor in the body', async () => {
    await fetch(
      {
        method: 'POST',
        body: { size: 1 },
        rows: 'rows',
        pagination: { type: 'cursor', from: 'next', param: 'after', in: 'body' },
      },
      inTurn(sends(200, { rows: [row(1)], next: 7 }), sends(200, { rows: [] }))
    );
    expect(server.asked.map(({ body }) => body)).toEqual(['{"size":1}', '{"size":1,"after":7}']);
  });

  it('are counted until one is empty', async () => {
    const values = await valuesOf(
      { pagination: { type: 'page', start: 0 } },
      inTurn(sends(200, [row(1), row(2)]), sends(200, [row(3)]), sends(200, []))
    );
    expect(values).toEqual([1, 2, 3]);
    expect(paths()).toEqual(['/?page=0', '/?page=1', '/?page=2']);
  });

  it('are counted until one is short, where their size is known', async () => {
    const values = await valuesOf(
      { pagination: { type: 'page', param: 'offset', start: 0, step: 2, size: 2, sizeParam: 'limit' } },
      inTurn(sends(200, [row(1), row(2)]), sends(200, [row(3)]))
    );
    expect(values).toEqual([1, 2, 3]);
    expect(paths()).toEqual(['/?limit=2&offset=0', '/?limit=2&offset=2']);
  });

  it('are counted on after a short first one, because the service may give fewer than it is asked for', async () => {
    const pagination = { type: 'page', size: 100, sizeParam: 'per_page' };
    // 50 a page of 130.
    const answer: Answering = (asked, response) => {
      const page = Number(asked.url.searchParams.get('page'));
      const rows = Array.from({ length: Math.max(0, Math.min(50, 130 - 50 * (page - 1))) }, () => row(1));
      sends(200, rows)(asked, response);
    };
    expect(await valuesOf({ pagination }, answer)).toHaveLength(130);
    expect(paths().at(-1)).toBe('/?per_page=100&page=4'); // 50, 50, 30, none
  });

  it('are one where the first is short and the second empty', async () => {
    expect(
      await valuesOf({ pagination: { type: 'page', size: 2 } }, inTurn(sends(200, [row(1)]), sends(200, [])))
    ).toEqual([1]);
  });

  it('are as many as the service knows: one beyond the last may be 404, the first may not', async () => {
    const pagination = { type: 'page', size: 2 };
    expect(
      await valuesOf({ pagination }, inTurn(sends(200, [row(1)]), sends(404, { detail: 'Invalid page.' })))
    ).toEqual([1]);
    expect(await failure(fetch({ pagination }, sends(404)))).toContain('notFound: The metric jobs got no values');
    const cursor = { rows: 'rows', pagination: { type: 'cursor', from: 'next', param: 'c' } };
    const answers = inTurn(sends(200, { rows: [row(1)], next: 'x' }), sends(404));
    expect(await failure(fetch(cursor, answers))).toContain('notFound: The metric jobs got no values');
  });

  it('that would be stepped over are an error that names the size', async () => {
    const pagination = { type: 'page', param: 'offset', start: 0, step: 3, size: 3, sizeParam: 'limit' };
    expect(await failure(fetch({ pagination }, sends(200, [row(1), row(2)])))).toBe(
      'badData: The metric jobs gets 2 rows a page where size asks for 3, and step would pass over the others. Set size and step to 2.'
    );
  });

  it('that are the same one again and again are an error', async () => {
    const metric = { pagination: { type: 'page', size: 2 }, maxPages: 3 };
    expect(await failure(fetch(metric, sends(200, [row(1)])))).toContain(
      'Its first page has fewer rows (1) than size: where the service repeats its only page, leave pagination out.'
    );
  });

  it('are counted by what came, not by what was of use', async () => {
    await fetch(
      { where: { metric: 'jobs' }, pagination: { type: 'page', size: 1 } },
      inTurn(sends(200, [{ ...row(1), metric: 'pages' }]), sends(200, []))
    );
    expect(server.asked.length).toBe(2);
  });

  it('of CSV are counted in the same way, and the last need not have a header', async () => {
    const values = await valuesOf(
      { format: 'csv', pagination: { type: 'page' } },
      inTurn(sends(200, 'date,value\n2026-03-01,1\n'), sends(200, 'date,value\n2026-03-02,2\n'), sends(200, ''))
    );
    expect(values).toEqual([1, 2]);
    expect(server.asked.length).toBe(3);
  });

  it('beyond the most that may be are an error, because a part is no answer', async () => {
    expect(await failure(fetch({ pagination: { type: 'page' }, maxPages: 3 }, sends(200, [row(1)])))).toBe(
      'tooMuch: The metric jobs has more than 3 pages. Raise maxPages, ask for larger pages, or cut the range with maxDays.'
    );
    expect(server.asked.length).toBe(3);
  });

  it('that lead in a circle are an error', async () => {
    const answer = sends(200, { rows: [row(1)], next: 'again' });
    const pagination = { type: 'cursor', from: 'next', param: 'c' };
    expect(await failure(fetch({ rows: 'rows', pagination }, answer))).toBe(
      'badData: The metric jobs is led to a page that it has read already: check its pagination.'
    );
    expect(server.asked.length).toBe(2);
  });
});

describe('an answer that still holds', () => {
  it('is asked for with its validator, and read again from memory', async () => {
    const metric = { dimensions: { team: 'team' } };
    const rows = [{ date: '2026-03-01', value: 5, team: 'ocr' }];
    const whole = await fetch(
      metric,
      inTurn(sends(200, rows, { etag: '"v1"' }), sends(304), sends(200, [], { etag: '"v2"' }))
    );
    expect(await fetch(metric)).toEqual(whole);
    expect((await fetch(metric)).rows).toBe(0);
    await fetch(metric, sends(304));
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"', '"v1"', '"v2"']);
  });

  it('may be known by its date', async () => {
    const modified = 'Sun, 01 Mar 2026 00:00:00 GMT';
    const rows = [{ date: '2026-03-01', value: 5 }];
    await fetch({}, inTurn(sends(200, rows, { 'last-modified': modified }), sends(304)));
    expect([...(await fetch()).values]).toEqual([5]);
    expect(server.asked[1]?.headers['if-modified-since']).toBe(modified);
  });

  it('is another for other credentials, another address, and without a validator', async () => {
    server.answer = sends(200, [], { etag: '"v1"' });
    const ask = (request: UsageRequest) => usage.fetch(request, signal);
    await ask(request({}, { secrets: { token: 'one' } }));
    await ask(request({}, { secrets: { token: 'other' } }));
    await ask(request({ path: '/b' }, { secrets: { token: 'one' } }));
    server.answer = sends(200, []);
    await ask(request({ path: '/c' }, { secrets: { token: 'one' } }));
    await ask(request({ path: '/c' }, { secrets: { token: 'one' } }));
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual(Array(5).fill(undefined));
  });
});
