import { connection } from '../model/connections/connection.ts';
import { usageMetricOn } from '../model/usage-metric.ts';
import { DatadogUsage } from './datadog-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { apiKey, appKey, listenAsDatadog, refuses, type Submitted } from './testing/datadog-server.ts';
import { hangs, inTurn, sends, type Answering, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, failure, signal } from './testing/usage-files.ts';
import type { UsageTable } from './usage-source.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const submitted: readonly Submitted[] = [
  { at: '2026-03-01T10:00:00Z', value: 5, tags: { squad: 'ocr' } },
  { at: '2026-03-01T23:30:00Z', value: 2, tags: { squad: 'ocr' } }, // in Berlin the 2nd
  { at: '2026-03-02T08:15:00Z', value: 4, tags: { squad: 'ocr' } },
  { at: '2026-03-02T08:45:00Z', value: 3, tags: { squad: 'search' } },
  { at: '2026-03-02T09:00:00Z', value: 1 },
];

let server: Loopback;
let usage: DatadogUsage;
let wellBehaved: Answering;

beforeEach(async () => {
  server = await listenAsDatadog(submitted);
  wellBehaved = server.answer;
  usage = new DatadogUsage({ now: () => now }, createOutbound(), [0, 0]);
});
afterEach(() => server.close());

type Entry = Readonly<Record<string, unknown>>;
type Rest = Parameters<typeof remoteRequest>[3];

function request(metric: Entry = {}, rest: Rest = {}, own: Entry = {}) {
  return remoteRequest(
    'datadog',
    { endpoint: server.url, ...own },
    { query: 'sum:ocr.jobs{env:prod}.as_count()', dimensions: { team: 'squad' }, ...metric },
    { secrets: { apiKey, appKey }, ...rest }
  );
}

function fetch(metric?: Entry, rest?: Rest, answer = server.answer) {
  server.answer = answer;
  return usage.fetch(request(metric, rest), signal);
}

const queries = () => server.asked.map(({ url }) => url.searchParams.get('query'));

/** Rows as text: date or instant, value, dimensions. */
function rowsOf({ times, values, dimensions }: UsageTable, msPerTime = 86_400_000): string[] {
  return Array.from(times, (time, row) =>
    [
      new Date(time * msPerTime).toISOString().slice(0, msPerTime === 1 ? 16 : 10),
      values[row],
      ...dimensions.map((column) => String(column[row])),
    ].join(' ')
  ).sort();
}

const inBerlin = { calendar: { timezone: 'Europe/Berlin', weekStart: 0, fiscalYearStart: 1 } };

describe('values of Datadog', () => {
  it('are those of days by tag; a series without the tag has no group', async () => {
    expect(rowsOf(await fetch())).toEqual([
      '2026-03-01 7 ocr', // 5 + 2
      '2026-03-02 1 null',
      '2026-03-02 3 search',
      '2026-03-02 4 ocr',
    ]);
    expect(queries()).toEqual(["sum:ocr.jobs{env:prod} by {squad}.as_count().rollup(sum, daily, 'UTC')"]);
  });

  it('are those of days in the zone of the data source', async () => {
    expect(rowsOf(await fetch({}, inBerlin))).toEqual([
      '2026-03-01 5 ocr',
      '2026-03-02 1 null',
      '2026-03-02 3 search',
      '2026-03-02 6 ocr', // 2 + 4
    ]);
    // From midnight in Berlin on 1 January 2026 to now.
    const { searchParams } = server.asked[0]?.url ?? new URL(server.url);
    expect([searchParams.get('from'), searchParams.get('to')]).toEqual(['1767222000', String(now / 1000)]);
  });

  it('are those of days in the zone that the query itself names', async () => {
    const query = "sum:ocr.jobs{*}.rollup(sum, daily, 'UTC')";
    expect(rowsOf(await fetch({ query, dimensions: {} }, inBerlin))).toEqual(['2026-03-01 7', '2026-03-02 8']);
  });

  it('are those of hours, in pages', async () => {
    const march = { days: { from: day('2025-12-01'), to: day('2026-04-01') } };
    const metric = { nativeGrain: 'hour', dimensions: {} };
    expect(rowsOf(await fetch(metric, march), 1)).toEqual([
      '2026-03-01T10:00 5',
      '2026-03-01T23:00 2',
      '2026-03-02T08:00 7', // 4 + 3
      '2026-03-02T09:00 1',
    ]);
    // 60 days from 1 December 2025 to 30 January 2026, and the 39 days up to now.
    expect(server.asked.map(({ url }) => url.searchParams.get('from'))).toEqual(['1764547200', '1769731200']);
  });

  it.each([
    // The year 2025 in Los Angeles ends eight hours into 2026 in UTC.
    ['America/Los_Angeles', '2025-12-31T18:00:00-08:00', '2026-01-01T02:00 7', '1735718400', '1767254400'],
    // In Berlin it begins an hour before it does in UTC.
    ['Europe/Berlin', '2025-01-01T00:00:00+01:00', '2024-12-31T23:00 7', '1735686000', '1767222000'],
    // In Kolkata it begins at half past an hour of UTC, and that whole hour is asked for.
    ['Asia/Kolkata', '2025-12-31T23:40:00+05:30', '2025-12-31T18:00 7', '1735668000', '1767207600'],
  ])('of hours are those of the days of the data source (%s)', async (timezone, at, row, from, to) => {
    await server.close();
    server = await listenAsDatadog([{ at, value: 7 }]);
    const rest = {
      calendar: { ...inBerlin.calendar, timezone },
      days: { from: day('2025-01-01'), to: day('2026-01-01') },
    };
    expect(rowsOf(await fetch({ nativeGrain: 'hour', dimensions: {} }, rest), 1)).toEqual([row]);
    const asked = (index: number, bound: string) => server.asked.at(index)?.url.searchParams.get(bound);
    expect([asked(0, 'from'), asked(-1, 'to')]).toEqual([from, to]);
  });

  it.each([
    ['hour', 14_400, [0, 4, 8]],
    ['hour', 900, [0, 0.25, 0.5]],
    ['day', 172_800, [0, 48, 96]],
  ])('that are not those of each %s but of %d seconds are an error', async (nativeGrain, interval, hours) => {
    const pointlist = hours.map((hour) => [Date.parse('2026-03-01T00:00Z') + hour * 3_600_000, 100]);
    const answer = sends(200, { status: 'ok', series: [{ interval, tag_set: [], pointlist }] });
    expect(await failure(fetch({ nativeGrain, dimensions: {} }, {}, answer))).toBe(
      `badData: The metric jobs got no values, because Datadog answers in periods of ${interval} seconds where ${nativeGrain}s were asked for. Leave functions that change the rollup out of its query, filter to fewer series, or set a coarser nativeGrain.`
    );
  });

  it.each([82_800, 90_000, 0])('of days may be said to be %d seconds apart', async (interval) => {
    const series = [{ interval, tag_set: [], pointlist: [[Date.parse('2026-03-01T00:00Z'), 5]] }];
    expect((await fetch({ dimensions: {} }, {}, sends(200, { status: 'ok', series }))).rows).toBe(1);
  });

  it('are those of months and weeks, and as the metric aggregates', async () => {
    const whole = { query: 'avg:ocr.jobs{*}', dimensions: {}, additivity: 'snapshot' };
    const month = { ...whole, nativeGrain: 'month', aggregate: { time: 'max' } };
    expect(rowsOf(await fetch(month))).toEqual(['2026-03-01 5']);
    // 1 March 2026 is a Sunday: two weeks, of (5 + 2) / 2 and (4 + 3 + 1) / 3.
    expect(rowsOf(await fetch({ ...whole, nativeGrain: 'week' }))).toEqual(['2026-02-23 3.5', `2026-03-02 ${8 / 3}`]);
  });

  it('of the total are those of its own query, without groups', async () => {
    const metric = { additivity: 'distinct', total: { query: 'max:ocr.jobs{*}' } };
    const table = await fetch(metric, { part: 'total' });
    expect([table.dimensions, queries()]).toEqual([[], ["max:ocr.jobs{*}.rollup(avg, daily, 'UTC')"]]);
    expect(rowsOf(table)).toEqual(['2026-03-01 3.5', `2026-03-02 ${8 / 3}`]);
  });

  it('may be none', async () => {
    const table = await fetch({}, { days: { from: day('2024-01-01'), to: day('2025-01-01') } });
    expect([table.rows, table.badRows]).toEqual([0, 0]);
  });

  it('are not asked for in the future', async () => {
    expect((await fetch({}, { days: { from: day('2027-01-01'), to: day('2028-01-01') } })).rows).toBe(0);
    expect(server.asked).toHaveLength(0);
  });

  it('that are missing or lie outside are passed over; points of other periods, and no points, are counted', async () => {
    const at = (text: string) => Date.parse(text);
    const table = await fetch(
      {},
      {},
      sends(200, {
        status: 'ok',
        series: [
          {
            tag_set: ['squad:a:b', 'env:prod'],
            pointlist: [
              [at('2025-12-31'), 8],
              [at('2026-03-01'), 1],
              [at('2026-03-02'), null],
              [at('2026-03-03T06:00Z'), 2],
              [null, 3],
            ],
          },
        ],
      })
    );
    expect(rowsOf(table)).toEqual(['2026-03-01 1 a:b']);
    expect([table.badRows, table.badSamples]).toEqual([
      2,
      [
        "Datadog's point of 2026-03-03T06:00:00.000Z does not start a day in UTC",
        'a point of Datadog has no time: [null,3]',
      ],
    ]);
  });
});

describe('Datadog that does not answer as it should', () => {
  it.each([401, 403])(
    'because of the credentials (%d), is not asked again and does not give them away',
    async (status) => {
      const said = await failure(fetch({}, {}, refuses(status, `Forbidden: ${apiKey} and ${appKey}`)));
      expect(said).toBe(
        `denied: The metric jobs got no values, because the connection crm (datadog) refuses its credentials (${status}): Forbidden: ••• and •••. Check its secrets and what they may read.`
      );
      expect(server.asked).toHaveLength(1);
    }
  );

  it('for want of a secret, is not asked', async () => {
    expect(await failure(fetch({}, { secrets: { apiKey } }))).toBe(
      'badSettings: The connection crm (datadog) has no appKey: set connections.crm.appKey in secureJsonData.'
    );
    expect(server.asked).toHaveLength(0);
  });

  it.each([['retry-after'], ['x-ratelimit-reset']])(
    'because of its limits, is given the time of %s',
    async (header) => {
      const limited = refuses(429, 'Rate limit of 100 requests in 10 seconds reached', { [header]: '0' });
      expect((await fetch({}, {}, inTurn(limited, limited, wellBehaved))).rows).toBe(4);
      expect(server.asked).toHaveLength(3);
    }
  );

  it.each([['retry-after'], ['x-ratelimit-reset']])(
    'for longer than may be waited (%s), is an error',
    async (header) => {
      expect(await failure(fetch({}, {}, refuses(429, 'Rate limit', { [header]: '3600' })))).toContain(
        'throttled: The metric jobs got no values, because the connection crm (datadog) asks for fewer requests (429): Rate limit.'
      );
      expect(server.asked).toHaveLength(1);
    }
  );

  it('because it is down, is asked again', async () => {
    const broken = sends(503, '<html>sorry</html>', { 'content-type': 'text/html', 'x-ratelimit-reset': '3600' });
    expect((await fetch({}, {}, inTurn(broken, broken, wellBehaved))).rows).toBe(4);
    expect(await failure(fetch({}, {}, broken))).toContain('unreachable: The metric jobs got no values, because');
    expect(server.asked).toHaveLength(6);
  });

  it('in time, is left', async () => {
    server.answer = hangs;
    const said = failure(usage.fetch(request({}, {}, { timeout: '1s' }), signal));
    expect(await said).toContain(
      'timeout: The metric jobs got no values, because the connection crm (datadog) did not answer within 1 seconds.'
    );
    await server.asked[0]?.left;
  });

  it('when nobody waits any more, is left', async () => {
    const controller = new AbortController();
    server.answer = () => {
      controller.abort();
    };
    await expect(usage.fetch(request(), controller.signal)).rejects.toHaveProperty('name', 'AbortError');
    await server.asked[0]?.left;
  });

  it('because of the query, says why, without the secrets it repeats', async () => {
    expect(await failure(fetch({}, {}, sends(200, { status: 'error', error: `no metric (${appKey})` })))).toBe(
      'badSettings: The metric jobs got no values, because the connection crm (datadog) does not accept the request (400): no metric (•••). Check the query of the metric.'
    );
    expect(await failure(fetch({}, {}, refuses(400, 'Invalid query')))).toContain('(400): Invalid query.');
  });

  it.each([
    ['text', 'pong'],
    ['a list', '[]'],
    ['a part of JSON', '{"status":"ok","series":['],
    ['other JSON', '{"status":"ok"}'],
    ['series that are none', '{"status":"ok","series":"many"}'],
    ['a value that is no number', '{"status":"ok","series":[{"pointlist":[[1,"many"]]}]}'],
    ['points that are none', '{"status":"ok","series":[{"pointlist":[7]}]}'],
    ['nothing', ''],
  ])('with %s, is an error', async (_, body) => {
    expect(await failure(fetch({}, {}, sends(200, body, { 'content-type': 'application/json' })))).toBe(
      'badData: The metric jobs got no values, because the connection crm (datadog) answers with something that is no list of series. Check its site or endpoint.'
    );
    expect(server.asked).toHaveLength(1);
  });

  it('and sends elsewhere, is not followed there with the keys', async () => {
    const moved = sends(302, '', { location: 'http://169.254.169.254/latest' });
    expect(await failure(fetch({}, {}, moved))).toContain('notAllowed: The connection crm (datadog) leads to 169.254');
  });
});

describe('a test of a Datadog metric', () => {
  it('shows host, series, tags and the query as it is sent', async () => {
    expect(await usage.describe(request({}, inBerlin), signal)).toEqual({
      reached: `${server.host}, 3 series`,
      columns: ['squad'],
      remarks: ["asks for sum:ocr.jobs{env:prod} by {squad}.as_count().rollup(sum, daily, 'Europe/Berlin')"],
    });
  });
});

describe('settings of Datadog', () => {
  it.each(['datadoghq.com', 'us3.datadoghq.com', 'datadoghq.eu', 'ap2.datadoghq.com', 'ddog-gov.com'])(
    'lead to the site %s',
    async (site) => {
      const hosts: string[] = [];
      const recording = {
        send: ({ url }: { url: URL }) => {
          hosts.push(url.host);
          return Promise.reject(new DOMException('enough', 'AbortError'));
        },
      };
      const { metric, ...rest } = request();
      const to = { ...rest, metric, connection: connection.parse({ name: 'crm', type: 'datadog', site }) };
      await failure(new DatadogUsage({ now: () => now }, recording, []).fetch(to, signal));
      expect(hosts).toEqual([`api.${site}`]);
    }
  );

  it('name a site, not an address, and an endpoint that is encrypted', () => {
    const parse = (entry: Entry) => connection.safeParse({ name: 'crm', type: 'datadog', ...entry }).success;
    expect(parse({})).toBe(true);
    expect(parse({ site: 'https://datadoghq.eu' })).toBe(false);
    expect(parse({ site: 'localhost' })).toBe(false);
    expect(parse({ site: '169.254.169.254' })).toBe(false);
    expect(parse({ endpoint: 'http://dd.example.com' })).toBe(false);
    expect(parse({ endpoint: 'https://dd.example.com' })).toBe(true);
  });

  it('need a query', () => {
    const metric = { name: 'jobs', connection: 'crm', unit: 'job', additivity: 'additive' };
    expect(usageMetricOn('datadog').safeParse(metric).success).toBe(false);
  });
});
