import { gzipSync } from 'node:zlib';
import { HttpUsage } from './http-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { listen, sends, type Answering, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, failure, signal } from './testing/usage-files.ts';
import type { UsageTable } from './usage-source.ts';

const now = Date.parse('2026-03-10T12:00:00Z');

let server: Loopback;
let usage: HttpUsage;

beforeEach(async () => {
  server = await listen();
  usage = new HttpUsage({ now: () => now }, createOutbound(), []);
});
afterEach(() => server.close());

type Entry = Readonly<Record<string, unknown>>;

function request(metric: Entry = {}, rest: Parameters<typeof remoteRequest>[3] = {}, connection: Entry = {}) {
  return remoteRequest('http', { url: server.url, ...connection }, metric, rest);
}

function fetch(metric: Entry = {}, answer?: Answering, rest?: Parameters<typeof remoteRequest>[3]) {
  server.answer = answer ?? server.answer;
  return usage.fetch(request(metric, rest), signal);
}

/** Rows as text: date, value, dimensions. */
function rowsOf({ times, values, dimensions }: UsageTable): string[] {
  return Array.from(times, (time, row) =>
    [
      new Date(time * 86_400_000).toISOString().slice(0, 10),
      values[row],
      ...dimensions.map((column) => String(column[row])),
    ].join(' ')
  );
}

const paths = () => server.asked.map(({ url }) => `${url.pathname}${url.search}`);

describe('JSON rows', () => {
  it('are read by key, wherever the list is', async () => {
    const table = await fetch(
      { rows: 'data.items', valueColumn: 'jobs', dimensions: { team: 'squad', region: 'region' } },
      sends(200, {
        data: {
          items: [
            { date: '2026-03-01', jobs: 12, squad: 'ocr', region: 'eu' },
            { date: '2026-03-02T10:00:00+02:00', jobs: '3.5', squad: ' search ', region: null },
            { date: '2026-03-03', jobs: 0, squad: '', region: 7 },
          ],
        },
      })
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 12 ocr eu', '2026-03-02 3.5 search null', '2026-03-03 0 null 7']);
    expect([table.rows, table.badRows]).toEqual([3, 0]);
    expect(server.asked[0]?.headers.accept).toBe('application/json');
  });

  it('are read by expression where a column is no key, and by key whatever characters it has', async () => {
    const table = await fetch(
      {
        dateColumn: 'period.start',
        valueColumn: 'sum(counts)',
        dimensions: { team: 'tags[?k==`team`] | [0].v', day: 'a.b c' },
      },
      sends(200, [
        { period: { start: '2026-03-01' }, counts: [1, 2], tags: [{ k: 'x' }, { k: 'team', v: 'ocr' }], 'a.b c': 'su' },
        { period: { start: '2026-03-02' }, counts: [4], tags: [], 'a.b c': 'mo' },
      ])
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 3 ocr su', '2026-03-02 4 null mo']);
  });

  it('may be lists themselves', async () => {
    const table = await fetch(
      { rows: 'values', dateColumn: '[0]', valueColumn: '[1]', dateFormat: 'epoch' },
      sends(200, {
        values: [
          [1772323200, '5'],
          [1772409600, '6'],
        ],
      }) // March 1st and 2nd, 00:00Z
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 5', '2026-03-02 6']);
  });

  it('without a value are passed over; those that cannot be read are counted and shown', async () => {
    const table = await fetch(
      { dimensions: { team: 'team' } },
      sends(200, [
        { date: '2026-03-01', value: null, team: 'a' },
        { date: '2026-03-01', team: 'a' },
        { date: '2026-03-01', value: 'NULL', team: 'a' },
        { date: '2026-03-01', value: 'n/a', team: 'a' },
        { date: '2026-03-01', value: true, team: 'a' },
        { date: '2026-03-01', value: { of: 1 }, team: 'a' },
        { date: '01.03.2026', value: 1, team: 'a' },
        { value: 1, team: 'a' },
        { date: '2026-03-01', value: 1, team: ['a'] },
        null,
        { date: '2026-03-01', value: 1, team: 'a' },
      ])
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 1 a']);
    expect(table.badRows).toBe(6);
    expect(table.badSamples).toEqual([
      `${server.host} row 4: "n/a" in value is not a number`,
      `${server.host} row 5: "true" in value is not a number`,
      `${server.host} row 6: "{\\"of\\":1}" in value is not a number`,
      `${server.host} row 7: "01.03.2026" in date is not a date such as 2026-07-31`,
      `${server.host} row 8: nothing in date is not a date such as 2026-07-31`,
    ]);
  });

  it('of one metric among several are picked by where', async () => {
    const table = await fetch(
      { where: { metric: 'jobs', 'env.name': 'prod' } },
      sends(200, [
        { date: '2026-03-01', metric: 'jobs', env: { name: 'prod' }, value: 1 },
        { date: '2026-03-01', metric: 'jobs', env: { name: 'test' }, value: 2 },
        { date: '2026-03-01', metric: 'pages', env: { name: 'prod' }, value: 'many' },
      ])
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 1']);
    expect(table.badRows).toBe(0);
  });

  it('of hours are instants', async () => {
    const { times } = await fetch(
      { nativeGrain: 'hour', dateFormat: 'epochMs' },
      sends(200, [{ date: 1772326800000, value: 1 }])
    );
    expect([...times]).toEqual([Date.UTC(2026, 2, 1, 1)]);
  });

  it('may be none', async () => {
    expect((await fetch({}, sends(200, []))).rows).toBe(0);
    expect((await fetch({}, sends(204))).rows).toBe(0);
    expect((await fetch({ rows: 'items || `[]`' }, sends(200, { items: null }))).rows).toBe(0);
  });

  it('that are not where they should be are an error that shows what is there', async () => {
    const answer = sends(200, { result: [], meta: {} });
    expect(await failure(fetch({ rows: 'results' }, answer))).toBe(
      'badData: The metric jobs cannot be read. The connection crm (http) gives nothing where rows: results should lead to a list in the answer, whose keys are result, meta. Correct rows; where an absent list means no rows, write results || `[]`.'
    );
    expect(await failure(fetch({ rows: 'meta' }, answer))).toContain('gives an object where rows: meta');
  });

  it('by an expression that cannot be used are an error that says so', async () => {
    expect(await failure(fetch({ rows: 'a[' }, sends(200, [])))).toMatch(
      /^badSettings: The metric jobs has under rows the JMESPath a\[, which cannot be used: .+\.$/
    );
    expect(await failure(fetch({ valueColumn: 'nothing(x)' }, sends(200, [{ date: '2026-03-01' }])))).toContain(
      'badSettings: The metric jobs has under its columns the JMESPath'
    );
  });

  const typed = sends(200, [
    { date: '2026-03-01', value: 5, team: 'ocr' },
    { date: '2026-03-02', value: 6, team: 'ocr', note: 'late' },
  ]);

  it.each([
    [{ valueColumn: 'valeu' }, 'valeu'],
    [{ dateColumn: 'period.start' }, 'period.start'],
    [{ where: { tema: 'ocr' } }, 'tema'],
  ])('without a column that the metric needs are an error that lists their keys: %j', async (metric, column) => {
    expect(await failure(fetch(metric, typed))).toBe(
      `notFound: The metric jobs needs ${column}, which no row of the answer has. Rows have the keys date, value, team, note.`
    );
  });

  it('that are lists have positions in place of keys', async () => {
    expect(await failure(fetch({ dateColumn: '[0]', valueColumn: '[2]' }, sends(200, [['2026-03-01', 5]])))).toContain(
      'needs [2], which no row of the answer has. The rows have no keys: name a position, such as [0].'
    );
  });

  it('may lack a column on a page, or have it with no value', async () => {
    const metric = { valueColumn: 'jobs', dimensions: { team: 'team' }, pagination: { type: 'page' } };
    const pages = [[{ date: '2026-03-01' }], [{ date: '2026-03-02', jobs: 4, team: 'ocr' }], []];
    const answer: Answering = (asked, response) => {
      sends(200, pages[Number(asked.url.searchParams.get('page')) - 1])(asked, response);
    };
    expect(rowsOf(await fetch(metric, answer))).toEqual(['2026-03-02 4 ocr']);
    expect((await fetch({ valueColumn: 'jobs' }, sends(200, [{ date: '2026-03-01', jobs: null }]))).rows).toBe(0);
  });

  it('of a total need not have the column that picks rows of the metric', async () => {
    const metric = { additivity: 'distinct', where: { kind: 'users' }, total: { path: '/total' } };
    const whole = sends(200, [{ date: '2026-03-01', value: 9 }]);
    expect(rowsOf(await fetch(metric, whole, { part: 'total' }))).toEqual(['2026-03-01 9']);
    const told = sends(200, [
      { date: '2026-03-01', value: 9, kind: 'users' },
      { date: '2026-03-01', value: 4 },
    ]);
    expect(rowsOf(await fetch(metric, told, { part: 'total' }))).toEqual(['2026-03-01 9']);
  });

  it('of a total have no dimensions', async () => {
    const table = await fetch(
      { path: '/by-team', dimensions: { team: 'team' }, additivity: 'distinct', total: { path: '/total' } },
      sends(200, [{ date: '2026-03-01', value: 9 }]),
      { part: 'total' }
    );
    expect([table.dimensions, [...table.values]]).toEqual([[], [9]]);
    expect(paths()).toEqual(['/total']);
  });
});

describe('CSV rows', () => {
  it('are read by column, with the date forms of the metric', async () => {
    const table = await fetch(
      {
        format: 'csv',
        valueColumn: 'jobs',
        dateFormat: 'yyyymmdd',
        dimensions: { team: 'squad' },
        where: { env: 'prod' },
      },
      sends(200, '\uFEFFdate;jobs;squad;env\r\n20260301;5;"a; b";prod\r\n20260302;6;c;test\r\n20260303;x;c;prod\r\n')
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 5 a; b']);
    expect(table.badSamples).toEqual([`${server.host} line 4: "x" in column jobs is not a number`]);
    expect(server.asked[0]?.headers.accept).toBe('text/csv');
  });

  it('may be packed, and in the charset that they claim', async () => {
    const text = Buffer.from('date,value,team\n2026-03-01,1,M\xfcnchen\n', 'latin1');
    const table = await fetch(
      { format: 'csv', dimensions: { team: 'team' } },
      sends(200, gzipSync(text), { 'content-type': 'text/csv; charset=ISO-8859-1', 'content-encoding': 'gzip' })
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 1 München']);
    expect(await failure(fetch({ format: 'csv' }, sends(200, text, { 'content-type': 'text/csv' })))).toBe(
      'badData: The metric jobs cannot be read. The connection crm (http) answers with text that is not in utf-8. Serve it as UTF-8.'
    );
  });

  it('need a header', async () => {
    expect(await failure(fetch({ format: 'csv' }, sends(200, '')))).toContain(`badData: ${server.host} is empty`);
    expect(await failure(fetch({ format: 'csv' }, sends(200, 'day,value\n')))).toContain(
      `notFound: The metric jobs needs the column date, which ${server.host} does not have; its columns are day, value.`
    );
  });
});

describe('a request', () => {
  it('is made of the connection, path, parameters and headers, with the range up to today in their places', async () => {
    server.answer = sends(200, []);
    await usage.fetch(
      request(
        {
          path: '/usage/{{from:YYYY-MM-DD HH}}?a=1&b=x%20y&since={{from:iso}}',
          params: { to: '{{to:iso}}', q: 'a&b=ü', n: 5 },
        },
        {},
        { url: `${server.url}/api/v2/`, headers: { 'X-Range': '{{from}}..{{to:inclusive}}' } }
      ),
      signal
    );
    expect(server.asked[0]?.url.pathname).toBe('/api/v2/usage/2026-01-01%2000');
    expect([...(server.asked[0]?.url.searchParams ?? [])]).toEqual([
      ['a', '1'],
      ['b', 'x y'],
      ['since', '2026-01-01T00:00:00Z'],
      ['to', '2026-03-11T00:00:00Z'],
      ['q', 'a&b=ü'],
      ['n', '5'],
    ]);
    expect(server.asked[0]?.headers['x-range']).toBe('2026-01-01..2026-03-10');
  });

  it('may be a POST of an object, in which an epoch that stands alone is a number', async () => {
    await fetch(
      {
        method: 'POST',
        path: 'search',
        body: {
          size: 10,
          range: { gte: '{{from:epoch}}', lt: '{{to:epochMs}}' },
          text: 'from {{from}} to {{to:epoch}}',
        },
      },
      sends(200, [])
    );
    // 2026-01-01 is 20,454 days after 1970-01-01, and March 11th 69 days later.
    expect(server.asked[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      size: 10,
      range: { gte: 1767225600, lt: 1773187200000 },
      text: 'from 2026-01-01 to 1773187200',
    });
  });

  it('may be a POST of text', async () => {
    server.answer = sends(200, []);
    const metric = { method: 'POST', body: 'start={{from:YYYYMMDD}}' };
    await usage.fetch(
      request(metric, {}, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
      signal
    );
    expect([server.asked[0]?.body, server.asked[0]?.headers['content-type']]).toEqual([
      'start=20260101',
      'application/x-www-form-urlencoded',
    ]);
  });

  it('asks for days to come only where the metric plans', async () => {
    const plan = { path: '/?to={{to}}' };
    const answer = sends(200, [
      { date: '2026-03-11', value: 1 },
      { date: '2026-12-31', value: 2 },
      { date: '2027-01-01', value: 4 },
    ]);
    expect((await fetch(plan, answer)).rows).toBe(0);
    expect(rowsOf(await fetch({ ...plan, future: true }))).toEqual(['2026-03-11 1', '2026-12-31 2']);
    // A service that is not asked by range says what it has, and what is beyond the range is not needed.
    expect(rowsOf(await fetch())).toEqual(['2026-03-11 1', '2026-12-31 2']);
    expect(paths()).toEqual(['/?to=2026-03-11', '/?to=2027-01-01', '/']);
  });

  it('is not made for a range that lies in the future', async () => {
    const days = { from: day('2027-01-01'), to: day('2028-01-01') };
    expect((await fetch({ path: '/?to={{to}}' }, sends(200, []), { days })).rows).toBe(0);
    expect(server.asked).toEqual([]);
  });

  it('is made for each piece of a long range, and what two of them bring counts once', async () => {
    server.answer = ({ url }, response) => {
      // A service that includes the day on which it should end: 1 a day, from first to last.
      const from = day(url.searchParams.get('from') ?? '');
      const to = day(url.searchParams.get('to') ?? '');
      const rows = Array.from({ length: to - from + 1 }, (_, index) => ({
        date: new Date((from + index) * 86_400_000).toISOString().slice(0, 10),
        value: 1,
      }));
      sends(200, rows)({} as never, response);
    };
    const table = await fetch({ params: { from: '{{from}}', to: '{{to}}' }, maxDays: 31 });
    expect(paths()).toEqual([
      '/?from=2026-01-01&to=2026-02-01',
      '/?from=2026-02-01&to=2026-03-04',
      '/?from=2026-03-04&to=2026-03-11',
    ]);
    // January 1st to March 10th: 31 + 28 + 10 days.
    expect(table.values.reduce((sum, value) => sum + value, 0)).toBe(69);
  });
});

describe('a test of a metric', () => {
  const describeIt = (metric: Entry = {}, connection: Entry = {}, rest = {}) =>
    usage.describe(request(metric, rest, connection), signal);

  it('shows host, rows and keys from one page of the newest piece', async () => {
    server.answer = sends(200, { rows: [{ date: '2026-03-01', value: 5, team: 'ocr' }], next: 'c' });
    const pagination = { type: 'cursor', from: 'next', param: 'c' };
    const metric = { path: '/?from={{from}}', maxDays: 31, rows: 'rows', pagination };
    expect(await describeIt(metric)).toEqual({
      reached: `${server.host}, 1 row on the first page`,
      columns: ['date', 'value', 'team'],
      remarks: [],
    });
    expect(paths()).toEqual(['/?from=2026-03-04']);
  });

  it('says where all of a dimension would be unattributed', async () => {
    server.answer = sends(200, [
      { date: '2026-03-01', value: 5, team: 'ocr' },
      { date: '2026-03-02', value: 6, team: null },
    ]);
    const metric = { path: '/?from={{from}}', dimensions: { team: 'tema', region: "tags[?k=='region'] | [0].v" } };
    expect((await describeIt(metric)).remarks).toEqual([
      'No row of the answer has tema, so all of that dimension is unattributed. Rows have the keys date, value, team.',
      "No row of the answer has tags[?k=='region'] | [0].v, so all of that dimension is unattributed. Rows have the keys date, value, team.",
    ]);
    expect((await describeIt({ ...metric, dimensions: { team: 'team' } })).remarks).toEqual([]);
  });

  it('says that there was an answer, but no rows', async () => {
    server.answer = sends(200, []);
    expect((await describeIt({ path: '/?from={{from}}', maxDays: 31 })).remarks).toEqual([
      'It answered, but with no rows for 2026-03-04 to 2026-03-10: check the parameters of the request, and where rows leads.',
    ]);
    server.answer = sends(204);
    const csv = await describeIt({ path: '/?from={{from}}', maxDays: 31, format: 'csv' });
    expect([csv.columns, csv.remarks.length]).toEqual([[], 1]);
  });

  it('shows the header of CSV', async () => {
    server.answer = sends(200, 'date,value,team\n');
    expect((await describeIt({ format: 'csv' })).columns).toEqual(['date', 'value', 'team']);
  });

  it('says what is worth knowing', async () => {
    server.answer = sends(200, []);
    const connection = { auth: { type: 'bearer' } };
    expect((await describeIt({}, connection, { secrets: { token: 't' } })).remarks).toEqual([
      'No {{from}} and {{to}} in the request: everything is read at every refresh.',
      'The credentials travel unencrypted: url is http.',
      'It answered, but with no rows: check the parameters of the request, and where rows leads.',
    ]);
  });
});
