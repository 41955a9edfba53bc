import type { LookupFunction } from 'node:net';
import { GoogleSheetsUsage } from './google-sheets-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { fails, startGoogleServer, type GoogleServer } from './testing/google-server.ts';
import { hangs, inTurn, listen, sends, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { failure, signal } from './testing/usage-files.ts';
import { rowTexts } from './testing/bigquery-request.ts';
import type { UsageRequest } from './usage-source.ts';

const id = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms';
const usage = new GoogleSheetsUsage(createOutbound(), [1, 1, 1]);
const why = 'The metric jobs got no values, because the connection crm (google-sheets)';

/** As the API answers with UNFORMATTED_VALUE and SERIAL_NUMBER: the last column's empty cells do not come. */
let values: unknown[][];
let range: string;
let server: GoogleServer;

beforeEach(async () => {
  range = 'Usage!A1:D1000';
  values = [
    ['Date', 'Jobs', 'Squad', 'Kind'],
    [46204, 3, 'red', 'ocr'], // 46204 days after 1899-12-30 is 2026-07-01
    ['2026-07-02', '4', 'blue', 'ocr'],
    [46206, 1.5, ''],
    [],
    [46207, '', 'red', 'ocr'],
    [46208, 100, 'red', 'mail'],
  ];
  server = await startGoogleServer(({ url }) => {
    if (decodeURIComponent(url.pathname) !== `/v4/spreadsheets/${id}/values/Usage!A:D`) {
      return {
        status: 404,
        body: { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } },
      };
    }
    return { body: { range, majorDimension: 'ROWS', ...(values.length > 0 ? { values } : {}) } };
  }, 'key-of-the-test');
});
afterEach(() => server.close());

function request(
  metric: Record<string, unknown> = {},
  rest: Parameters<typeof remoteRequest>[3] = {},
  connection = {}
): UsageRequest {
  return remoteRequest(
    'google-sheets',
    { endpoint: server.origin, ...connection },
    { spreadsheet: id, range: 'Usage!A:D', dateColumn: 'Date', valueColumn: 'Jobs', ...metric },
    { secrets: { serviceAccount: server.serviceAccount }, ...rest }
  );
}

async function rows(asked: UsageRequest = request()): Promise<readonly string[]> {
  return rowTexts(await usage.fetch(asked, signal), asked.metric.nativeGrain === 'hour');
}

function fault(asked: UsageRequest = request()): Promise<string | undefined> {
  return failure(usage.fetch(asked, signal));
}

describe('a range', () => {
  it('is read with its dates as numbers or text, and what is empty is missing', async () => {
    expect(await rows(request({ dimensions: { team: 'Squad' } }))).toEqual([
      '2026-07-01 red 3',
      '2026-07-02 blue 4',
      '2026-07-03 null 1.5',
      '2026-07-05 red 100',
    ]);
    const [call] = server.calls;
    expect(Object.fromEntries(call?.url.searchParams ?? [])).toEqual({
      valueRenderOption: 'UNFORMATTED_VALUE',
      dateTimeRenderOption: 'SERIAL_NUMBER',
    });
    expect(server.tokenCalls).toHaveLength(1);
  });

  it('may hold several metrics, told apart by a column', async () => {
    expect(await rows(request({ where: { Kind: 'ocr' } }))).toEqual(['2026-07-01 3', '2026-07-02 4']);
  });

  it('may have its header further down', async () => {
    range = 'Usage!A5:D1000';
    values = [['Jobs by day'], [], ['Date', 'Jobs'], [46204, 3], ['Total', 3]];
    const table = await usage.fetch(request({ headerRow: 3 }), signal);
    expect(rowTexts(table)).toEqual(['2026-07-01 3']);
    // The range begins in row 5: its fifth row is row 9 of the sheet.
    expect(table.badSamples).toEqual(['Usage!A5:D1000 row 9: "Total" in column Date is not a date such as 2026-07-31']);
    expect(await fault(request({ headerRow: 2 }))).toBe(
      'badData: The metric jobs finds no header: row 2 of Usage!A5:D1000 is empty. Correct range or headerRow.'
    );
  });

  it('may be empty below its header, and must have one', async () => {
    values = values.slice(0, 1);
    expect(await rows()).toEqual([]);
    values = [];
    expect(await fault()).toBe(
      'badData: The metric jobs finds no header: row 1 of Usage!A1:D1000 is empty. Correct range or headerRow.'
    );
  });

  it('of hours has times as fractions of a day, in the zone of the data source', async () => {
    // 1/24 and 14/24 of a day are no exact numbers.
    values = [
      ['Date', 'Jobs'],
      [46204 + 1 / 24, 1],
      [46204 + 14 / 24, 2],
      ['2026-07-01T14:00:00Z', 4],
    ];
    const hourly = request(
      { nativeGrain: 'hour' },
      { calendar: { timezone: 'Europe/Berlin', weekStart: 0, fiscalYearStart: 1 } }
    );
    expect(await rows(hourly)).toEqual(['2026-06-30T23:00Z 1', '2026-07-01T12:00Z 2', '2026-07-01T14:00Z 4']);
  });

  it('written in the way of a country is read as declared', async () => {
    values = [
      ['Date', 'Jobs'],
      ['31.07.2026', '1.234,5'],
      ['1.8.2026', '7,25'],
      [46204, '12.50'],
      ['2026-08-03', '8'],
    ];
    const table = await usage.fetch(request({ dateFormat: 'D.M.YYYY', decimal: ',' }), signal);
    expect(rowTexts(table)).toEqual(['2026-07-31 1234.5', '2026-08-01 7.25']);
    expect(table.badSamples).toEqual([
      'Usage!A1:D1000 row 4: "12.50" in column Jobs is not a number',
      'Usage!A1:D1000 row 5: "2026-08-03" in column Date is not a date such as 31.7.2026',
    ]);
  });

  it('has bad cells counted and shown', async () => {
    values = [
      ['Date', 'Jobs'],
      [46204, true],
      [2026, 5], // a year is no date
      ['soon', 5],
      [46204, '#DIV/0!'],
      [46205, '1,234'],
    ];
    const table = await usage.fetch(request(), signal);
    expect(table.rows).toBe(0);
    expect(table.badSamples).toEqual([
      'Usage!A1:D1000 row 2: "true" in column Jobs is not a number',
      'Usage!A1:D1000 row 3: "2026" in column Date is not a date such as 2026-07-31',
      'Usage!A1:D1000 row 4: "soon" in column Date is not a date such as 2026-07-31',
      'Usage!A1:D1000 row 5: "#DIV/0!" in column Jobs is not a number',
      'Usage!A1:D1000 row 6: "1,234" in column Jobs is not a number',
    ]);
  });

  it('is described by its columns', async () => {
    expect(await usage.describe(request(), signal)).toEqual({
      reached: 'Usage!A1:D1000, 6 rows',
      columns: ['Date', 'Jobs', 'Squad', 'Kind'],
      remarks: [],
    });
  });

  it('may be named by the address in the browser', async () => {
    const spreadsheet = `https://docs.google.com/spreadsheets/d/${id}/edit?gid=0#gid=0`;
    expect(await rows(request({ spreadsheet, where: { Kind: 'mail' } }))).toEqual(['2026-07-05 100']);
  });
});

describe('credentials', () => {
  it('may be an API key, which is no part of the address', async () => {
    expect(await rows(request({ where: { Kind: 'mail' } }, { secrets: { apiKey: 'key-of-the-test' } }))).toHaveLength(
      1
    );
    expect(server.calls[0]?.url.href).not.toContain('key-of-the-test');
    expect(server.tokenCalls).toEqual([]);
  });

  it('that do not suffice are denied in words without them', async () => {
    server.first(
      sends(403, {
        error: {
          code: 403,
          message: `The caller ${server.accessToken} does not have permission`,
          status: 'PERMISSION_DENIED',
        },
      })
    );
    expect(await fault()).toBe(
      `denied: ${why} refuses its credentials (403): The caller ••• does not have permission. Check its secrets and what they may read.`
    );
    expect(await fault(request({}, { secrets: { apiKey: 'wrong-key' } }))).toBe(
      `denied: ${why} refuses its credentials (401): Request had invalid authentication credentials. Check its secrets and what they may read.`
    );
  });
});

describe('a service in trouble', () => {
  it('is asked again, as long as it asks to wait', async () => {
    server.first(fails(429, 'rateLimitExceeded', 'Quota exceeded', { 'retry-after': '0' }), sends(503, 'busy'));
    expect(await rows(request({ where: { Kind: 'mail' } }))).toHaveLength(1);
    server.first(...Array.from({ length: 4 }, () => fails(429, 'rateLimitExceeded', 'Quota exceeded')));
    expect(await fault()).toBe(
      `throttled: ${why} asks for fewer requests (429): Quota exceeded. Raise refresh on its metrics, or ask for less.`
    );
  });

  it('that does not know the sheet says so', async () => {
    expect(await fault(request({ range: 'Other!A:D' }))).toBe(
      `notFound: ${why} does not know what was asked for (404): Requested entity was not found. Check the names in the metric.`
    );
  });

  it('that answers nonsense, or cannot be reached, is named', async () => {
    server.first(sends(200, '<html>', { 'content-type': 'text/html' }));
    expect(await fault()).toBe(
      'badData: The connection crm (google-sheets) answers in a form that is not that of Google Sheets; check its endpoint.'
    );
    for (const odd of ['many', [['Date', 'Jobs'], 'row'], [['Date', { of: 'cells' }]]]) {
      server.first(sends(200, { range, values: odd }));
      expect(await fault()).toContain('badData: The connection crm (google-sheets) answers in a form');
    }
    const secrets = { apiKey: 'key-of-the-test' };
    expect(await fault(request({}, { secrets }, { endpoint: 'http://127.0.0.1:1' }))).toBe(
      `unreachable: ${why} cannot be reached: 127.0.0.1:1: ECONNREFUSED. Try again, or check the service.`
    );
  });

  it('that hangs is given up, and its connection closed', async () => {
    server.first(hangs);
    expect(await fault(request({}, {}, { timeout: '1s' }))).toContain('timeout: The metric jobs got no values');
    await server.calls[0]?.left;
  });

  it('is left when the caller goes', async () => {
    const controller = new AbortController();
    server.first(() => {
      controller.abort();
    });
    await expect(usage.fetch(request(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await server.calls[0]?.left;
  });
});

describe('a published link', () => {
  const link = 'https://docs.google.com/spreadsheets/d/e/2PACX-1vT0/pub?gid=0&single=true&output=csv';
  const csv = { 'content-type': 'text/csv' };
  const text = 'Umsatz,,\r\n\r\nDate,Jobs,Squad\r\n31.07.2026,"1.234,5",red\r\n01.08.2026,x,red\r\n';
  // Whatever name is asked for is this machine.
  const lookup: LookupFunction = (_, __, callback) => {
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  };
  const published = new GoogleSheetsUsage(createOutbound(lookup), [1, 1, 1]);
  let web: Loopback;

  beforeEach(async () => {
    web = await listen((asked, response) => {
      const port = new URL(web.url).port;
      const isFirst = asked.url.pathname === '/spreadsheets/d/e/2PACX-1vT0/pub';
      const location = `http://doc-0s-sheets.googleusercontent.com:${port}/pub/x?output=csv`;
      (isFirst ? sends(307, '', { location }) : sends(200, text, csv))(asked, response);
    });
  });
  afterEach(() => web.close());

  const linked = (metric = {}, own = {}) =>
    request(
      {
        spreadsheet: undefined,
        range: undefined,
        link,
        dateFormat: 'DD.MM.YYYY',
        decimal: ',',
        headerRow: 3,
        ...metric,
      },
      { secrets: {} },
      { endpoint: web.url, ...own }
    );

  it('is followed to where Google serves it, without credentials', async () => {
    const table = await published.fetch(linked({ dimensions: { team: 'Squad' } }), signal);
    expect(rowTexts(table)).toEqual(['2026-07-31 red 1234.5']);
    expect(table.badSamples).toEqual(['the published sheet row 5: "x" in column Jobs is not a number']);
    expect(web.asked.map(({ url }) => url.search)).toEqual(['?gid=0&single=true&output=csv', '?output=csv']);
    expect(web.asked[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['leads to the page for signing in', sends(302, '', { location: 'https://accounts.google.com/ServiceLogin' })],
    [
      'leads to a name that only looks like Google\u2019s',
      sends(302, '', { location: 'http://evilgoogleusercontent.com/x' }),
    ],
    ['is a page', sends(200, '<html>', { 'content-type': 'text/html; charset=utf-8' })],
  ])('that %s is not published', async (_, answer) => {
    web.answer = answer;
    expect(await failure(published.fetch(linked(), signal))).toBe(
      'badSettings: The metric jobs got no CSV from its link. In Google Sheets, publish the sheet (File, Share, Publish to web, CSV) and copy the link that is shown there.'
    );
  });

  it.each([401, 403])('that is not for everybody is denied (%d)', async (status) => {
    web.answer = sends(status, 'Sign in', { 'content-type': 'text/html' });
    expect(await failure(published.fetch(linked(), signal))).toBe(
      `denied: ${why} refuses its credentials (${status}). Check its secrets and what they may read.`
    );
    expect(web.asked).toHaveLength(1);
  });

  it('that asks for patience is given it, as long as there is time', async () => {
    const wellBehaved = web.answer;
    const limited = sends(429, 'Too many requests', { 'retry-after': '0' });
    web.answer = inTurn(limited, sends(503, 'busy'), wellBehaved);
    expect((await published.fetch(linked(), signal)).rows).toBe(1);
    expect(web.asked).toHaveLength(4); // two in vain, then the link and where it leads
    web.answer = sends(429, 'Too many requests', { 'retry-after': '3600' });
    expect(await failure(published.fetch(linked(), signal))).toBe(
      `throttled: ${why} asks for fewer requests (429): Too many requests. Raise refresh on its metrics, or ask for less.`
    );
    expect(web.asked).toHaveLength(5);
    web.answer = sends(503, 'busy');
    expect(await failure(published.fetch(linked(), signal))).toBe(
      `unreachable: ${why} fails (503): busy. Try again, or check the service.`
    );
  });

  it('that hangs is given up, and its connection closed', async () => {
    web.answer = hangs;
    const said = failure(published.fetch(linked({}, { timeout: '1s' }), signal));
    expect(await said).toContain(
      'timeout: The metric jobs got no values, because the connection crm (google-sheets) did not answer within 1 seconds.'
    );
    await web.asked[0]?.left;
  });

  it('is left when the caller goes', async () => {
    const controller = new AbortController();
    web.answer = () => {
      controller.abort();
    };
    await expect(published.fetch(linked(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await web.asked[0]?.left;
  });

  it('may be empty below its header, and must have one', async () => {
    web.answer = sends(200, 'Umsatz,,\r\n\r\nDate,Jobs,Squad\r\n', csv);
    expect((await published.fetch(linked(), signal)).rows).toBe(0);
    web.answer = sends(200, '', csv);
    expect(await failure(published.fetch(linked(), signal))).toBe(
      'badData: The metric jobs finds no header: row 3 of the published sheet is empty. Correct range or headerRow.'
    );
  });

  it('that is cut within a quote, or is no UTF-8, is an error', async () => {
    web.answer = sends(200, 'a,,\r\n\r\nDate,Jobs,Squad\r\n31.07.2026,"1', csv);
    expect(await failure(published.fetch(linked(), signal))).toContain(
      'badData: the published sheet has a quote in line 4 or later that is never closed'
    );
    web.answer = sends(200, Buffer.from([0xff, 0xfe, 0xfd]), csv);
    expect(await failure(published.fetch(linked(), signal))).toContain('answers with text that is not in utf-8');
  });

  it('that is gone is not found', async () => {
    web.answer = sends(404, 'Sorry, unable to open the file at present', { 'content-type': 'text/html' });
    expect(await failure(published.fetch(linked(), signal))).toContain('notFound: The metric jobs got no values');
  });
});
