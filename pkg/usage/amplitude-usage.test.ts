import { AmplitudeUsage } from './amplitude-usage.ts';
import { issueText } from '../model/issues.ts';
import { usageMetricOn } from '../model/usage-metric.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import { hangs, inTurn, listen, sends, type Answering, type Asked, type Loopback } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, failure, signal } from './testing/usage-files.ts';
import type { UsageTable } from './usage-source.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const secrets = { apiKey: 'key', secretKey: 'se cret' };
const march = { from: day('2026-03-01'), to: day('2026-03-04') };

let server: Loopback;
let usage: AmplitudeUsage;

beforeEach(async () => {
  server = await listen();
  usage = new AmplitudeUsage({ now: () => now }, createOutbound(), [0, 0]);
});
afterEach(() => server.close());

type Entry = Readonly<Record<string, unknown>>;

function request(metric: Entry = {}, rest: Parameters<typeof remoteRequest>[3] = {}, connection: Entry = {}) {
  return remoteRequest(
    'amplitude',
    { endpoint: server.url, ...connection },
    { unit: 'user', additivity: 'distinct', ...metric },
    { secrets, days: march, ...rest }
  );
}

function fetch(metric: Entry = {}, answer?: Answering, rest?: Parameters<typeof remoteRequest>[3], connection?: Entry) {
  server.answer = answer ?? server.answer;
  return usage.fetch(request(metric, rest, connection), signal);
}

function dateOf(at: number): string {
  return new Date(at * 86_400_000).toISOString().slice(0, 10);
}

/** Rows as text: date, value, dimension. */
function rowsOf({ times, values, dimensions }: UsageTable): string[] {
  return Array.from(times, (time, row) =>
    [dateOf(time), values[row], ...dimensions.map((column) => String(column[row]))].join(' ')
  );
}

const params = (asked: Asked | undefined) => Object.fromEntries(asked?.url.searchParams ?? []);
const dates = ['2026-03-01', '2026-03-02', '2026-03-03'];

/** Days of a request, first and last. */
function daysOf({ url }: Asked): readonly [number, number] {
  const bound = (name: string) =>
    day((url.searchParams.get(name) ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  return [bound('start'), bound('end')];
}

/** A project in which one user is active on 1970-01-01, two on the next day, and so on. */
const counts: Answering = (asked, response) => {
  const [start, end] = daysOf(asked);
  const days = Array.from({ length: end - start + 1 }, (_, index) => start + index);
  sends(200, { data: { series: [days], seriesMeta: [{ segmentIndex: 0 }], xValues: days.map(dateOf) } })(
    asked,
    response
  );
};

describe('active users', () => {
  it('are asked for by day, in the form of the Dashboard REST API, and read as they are counted', async () => {
    const table = await fetch({}, counts);
    expect(server.asked[0]?.url.pathname).toBe('/api/2/users');
    expect(params(server.asked[0])).toEqual({ start: '20260301', end: '20260303', m: 'active', i: '1' });
    // "key:se cret" in Base64.
    expect(server.asked[0]?.headers.authorization).toBe('Basic a2V5OnNlIGNyZXQ=');
    // 2026-03-01 is 20,513 days after 1970-01-01.
    expect(rowsOf(table)).toEqual(['2026-03-01 20513', '2026-03-02 20514', '2026-03-03 20515']);
  });

  it('are asked for with keys without the white space that was pasted with them', async () => {
    await fetch({}, counts, { secrets: { apiKey: 'key\n', secretKey: ' se cret ' } });
    expect(server.asked[0]?.headers.authorization).toBe('Basic a2V5OnNlIGNyZXQ=');
  });

  it('may be new ones, of a segment, by a property of theirs', async () => {
    const segment = [{ prop: 'gp:plan', op: 'is not', values: ['free & easy'] }];
    const table = await fetch(
      { metric: 'new', segment, dimensions: { country: 'country' } },
      sends(200, {
        data: {
          series: [
            [1, 2, 3],
            [4, null, 6],
            [7, 8, 9],
          ],
          seriesMeta: ['Germany', 'France', '(none)'],
          xValues: dates,
        },
      })
    );
    expect(params(server.asked[0])).toMatchObject({ m: 'new', g: 'country', s: JSON.stringify(segment) });
    expect(rowsOf(table)).toEqual([
      '2026-03-01 1 Germany',
      '2026-03-02 2 Germany',
      '2026-03-03 3 Germany',
      '2026-03-01 4 France',
      '2026-03-03 6 France',
      '2026-03-01 7 null',
      '2026-03-02 8 null',
      '2026-03-03 9 null',
    ]);
  });

  it('in total are asked for without a property', async () => {
    const metric = { dimensions: { country: 'country' }, total: {} };
    const table = await fetch(metric, counts, { part: 'total' });
    expect(params(server.asked[0])).not.toHaveProperty('g');
    expect([table.dimensions, table.rows]).toEqual([[], 3]);
  });

  it.each([
    ['week', '7', '2026-02-23'], // the Monday before
    ['month', '30', '2026-03-01'],
  ])('are asked for by %s from its first day on', async (nativeGrain, interval, start) => {
    const answer = sends(200, { data: { series: [[5]], xValues: [start] } });
    expect(rowsOf(await fetch({ nativeGrain }, answer))).toEqual([`${start} 5`]);
    expect(params(server.asked[0])).toMatchObject({ i: interval, start: start.replaceAll('-', '') });
  });

  it.each(['hour', 'quarter', 'year'])('cannot be asked for by %s', async (nativeGrain) => {
    expect(await failure(fetch({ nativeGrain }))).toBe(
      `badSettings: The metric jobs has nativeGrain ${nativeGrain}, and is read from Amplitude by day, week or month. Set one of them: its hourly and real-time counts reach back a few days only and are not supported.`
    );
    expect(server.asked).toEqual([]);
  });
});

describe('events', () => {
  const segmentation = { report: 'event_segmentation', event: 'Play Song' };

  it('are counted by default by their users', async () => {
    const table = await fetch(
      segmentation,
      sends(200, {
        data: {
          series: [[10, 20, 30]],
          seriesLabels: [0],
          seriesCollapsed: [[{ value: 45 }]],
          xValues: dates.map((date) => `${date}T00:00:00`),
        },
      })
    );
    expect(server.asked[0]?.url.pathname).toBe('/api/2/events/segmentation');
    expect(params(server.asked[0])).toEqual({
      e: '{"event_type":"Play Song"}',
      start: '20260301',
      end: '20260303',
      m: 'uniques',
      i: '1',
      limit: '1000',
    });
    expect(rowsOf(table)).toEqual(['2026-03-01 10', '2026-03-02 20', '2026-03-03 30']);
  });

  it('may be counted themselves, by a property of theirs', async () => {
    const table = await fetch(
      {
        ...segmentation,
        metric: 'totals',
        additivity: 'additive',
        dimensions: { genre: 'genre' },
        propertyOf: 'event',
      },
      sends(200, {
        data: {
          series: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          seriesLabels: [
            [0, 'Jazz'],
            [0, '(none)'],
          ],
          xValues: dates,
        },
      })
    );
    expect(params(server.asked[0])).toMatchObject({
      e: '{"event_type":"Play Song","group_by":[{"type":"event","value":"genre"}]}',
      m: 'totals',
    });
    expect(rowsOf(table).filter((_, index) => index % 3 === 0)).toEqual(['2026-03-01 1 Jazz', '2026-03-01 4 null']);
  });

  it('in more groups than Amplitude gives are an error, because the smaller ones would be missing', async () => {
    const series = Array.from({ length: 1000 }, () => [1]);
    const seriesLabels = series.map((_, index) => String(index));
    const answer = sends(200, { data: { series, seriesLabels, xValues: ['2026-03-01'] } });
    expect(await failure(fetch({ ...segmentation, dimensions: { user: 'gp:id' } }, answer))).toBe(
      'tooMuch: The metric jobs has 1000 groups or more, of which Amplitude gives the largest 1000 alone. Choose a property with fewer values.'
    );
  });
});

describe('a long range', () => {
  const year = { from: day('2026-01-01'), to: day('2027-01-01') };
  const lastYear = { from: day('2025-01-01'), to: day('2026-01-01') };
  const spans = () => server.asked.map((asked) => daysOf(asked).map(dateOf).join(' ')).sort();

  it('ends today, and is cut so that five requests stay within the limit', async () => {
    const table = await fetch({}, counts, { days: lastYear });
    expect(spans()).toEqual(['2025-01-01 2025-07-19', '2025-07-20 2025-12-31']); // 200 days, and 165
    // 2025-01-01 is day 20,089: 365 x (20,089 + 20,453) / 2.
    expect([table.rows, table.values.reduce((sum, value) => sum + value, 0)]).toEqual([365, 7_398_915]);
    server.asked.length = 0;
    await fetch({}, counts, { days: year });
    expect(spans()).toEqual(['2026-01-01 2026-03-10']);
  });

  it('is cut into shorter ones where a group or a condition makes them cost more', async () => {
    const grouped: Answering = (asked, response) => {
      const [start] = daysOf(asked);
      sends(200, { data: { series: [[1]], seriesMeta: ['Germany'], xValues: [dateOf(start)] } })(asked, response);
    };
    await fetch({ dimensions: { country: 'country' } }, grouped, { days: year });
    // 1 condition and 4 for the group: 200 / 5 = 40 days of January 1st to March 10th.
    expect(spans()).toEqual(['2026-01-01 2026-02-09', '2026-02-10 2026-03-10']);
    server.asked.length = 0;
    await fetch({ segment: [{ prop: 'platform', values: ['web'] }] }, counts, { days: lastYear });
    expect(spans()).toEqual([
      '2025-01-01 2025-04-10',
      '2025-04-11 2025-07-19',
      '2025-07-20 2025-10-27',
      '2025-10-28 2025-12-31',
    ]);
  });

  it('ends with the day that it is in the zone of the project', async () => {
    await fetch({}, counts, { days: year }, { timezone: 'Pacific/Auckland' }); // 01:00 on March 11th
    expect(spans()).toEqual(['2026-01-01 2026-03-11']);
  });

  it('in the future is not asked for', async () => {
    expect((await fetch({}, counts, { days: { from: day('2027-01-01'), to: day('2028-01-01') } })).rows).toBe(0);
    expect(server.asked).toEqual([]);
  });

  it('is asked for in five requests at a time, together with all others of the project', async () => {
    let open = 0;
    let most = 0;
    const real = createOutbound();
    const counting: Outbound = {
      send: async (...args) => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate); // whatever is started with it is open now
        const answer = await real.send(...args);
        open--;
        return answer;
      },
    };
    const patient = new AmplitudeUsage({ now: () => now }, counting, []);
    server.answer = counts;
    // Three metrics of four requests each: a condition makes them 100 days long.
    await Promise.all(
      ['a', 'b', 'c'].map((value) =>
        patient.fetch(request({ segment: [{ prop: 'p', values: [value] }] }, { days: lastYear }), signal)
      )
    );
    expect([most, server.asked.length]).toEqual([5, 12]);
  });

  it('of which a part fails ends the others', async () => {
    const refuses = sends(400, { error: { message: 'Invalid property' } });
    const hanging = new Promise<Asked>((resolve) => {
      server.answer = (asked, response) => {
        if (daysOf(asked)[0] === lastYear.from) {
          resolve(asked);
        } else {
          void hanging.then(() => {
            refuses(asked, response);
          });
        }
      };
    });
    expect(await failure(fetch({}, undefined, { days: lastYear }))).toContain(
      'does not accept the request (400): Invalid property.'
    );
    await (
      await hanging
    ).left;
  });
});

describe('a service that does not answer as it should', () => {
  const because = 'The metric jobs got no values, because the connection crm (amplitude)';

  it.each([401, 403])(
    'because of the credentials (%d), is not asked again and does not give them away',
    async (status) => {
      const answer = sends(status, 'Invalid credentials key / se cret / a2V5OnNlIGNyZXQ=');
      expect(await failure(fetch({}, answer))).toBe(
        `denied: ${because} refuses its credentials (${status}): Invalid credentials ••• / ••• / •••. Check its secrets and what they may read.`
      );
      expect(server.asked.length).toBe(1);
    }
  );

  it.each([
    [{ secretKey: 's' }, 'apiKey'],
    [{ apiKey: 'k' }, 'secretKey'],
  ])('because there are none, is not asked', async (some, key) => {
    expect(await failure(fetch({}, counts, { secrets: some }))).toBe(
      `badSettings: The connection crm (amplitude) has no ${key}: set connections.crm.${key} in secureJsonData.`
    );
  });

  it('because of its limits, is given the time it asks for', async () => {
    const limited = sends(429, { error: 'Exceeded concurrent limit' }, { 'retry-after': '0' });
    expect((await fetch({}, inTurn(limited, counts))).rows).toBe(3);
    expect(server.asked.length).toBe(2);
    expect(await failure(fetch({}, limited))).toContain(
      `throttled: ${because} asks for fewer requests (429): Exceeded concurrent limit.`
    );
  });

  it('because it is down, is asked again', async () => {
    expect((await fetch({}, inTurn(sends(502, '<html>', { 'content-type': 'text/html' }), counts))).rows).toBe(3);
  });

  it('in time, is left', async () => {
    expect(await failure(fetch({}, hangs, {}, { timeout: '1s' }))).toContain(
      'timeout: The metric jobs got no values, because the connection crm (amplitude) did not answer within 1 seconds.'
    );
    await server.asked[0]?.left;
  });

  it('when nobody waits any more, is left', async () => {
    const caller = new AbortController();
    server.answer = () => {
      caller.abort();
    };
    await expect(usage.fetch(request(), caller.signal)).rejects.toThrow('aborted');
    await server.asked[0]?.left;
  });

  it.each([
    ['no JSON', '<html>', 'Invalid input'],
    ['no report', { error: 'nothing' }, 'data: '],
    ['too few values', { data: { series: [[1, 2]], xValues: dates } }, '2 values stand for 3 dates'],
  ])('with %s, is an error', async (_, body, what) => {
    const message = await failure(fetch({}, sends(200, body)));
    expect(message).toContain(
      'badData: The metric jobs cannot be read: The connection crm (amplitude) answers with no report ('
    );
    expect(message).toContain(what);
  });

  it('without names of groups, is an error', async () => {
    const answer = sends(200, { data: { series: [[1, 2, 3]], seriesMeta: [{ segmentIndex: 0 }], xValues: dates } });
    expect(await failure(fetch({ dimensions: { country: 'country' } }, answer))).toContain('(a group has no name)');
  });

  it('with dates that are none, counts them as bad rows', async () => {
    const table = await fetch({}, sends(200, { data: { series: [[1, 2]], xValues: ['Mar 1', '2026-03-02'] } }));
    expect([rowsOf(table), table.badSamples]).toEqual([
      ['2026-03-02 2'],
      ['Amplitude: "Mar 1" is not a date such as 2026-07-31'],
    ]);
  });

  it('with nothing, has no rows', async () => {
    expect((await fetch({}, sends(200, { data: { series: [], seriesMeta: [], xValues: [] } }))).rows).toBe(0);
  });
});

describe('a test of an Amplitude metric', () => {
  const describeIt = (metric: Entry = {}, connection: Entry = {}) =>
    usage.describe(request(metric, {}, connection), signal);

  it('shows host, series and columns', async () => {
    server.answer = counts;
    expect(await describeIt()).toEqual({
      reached: `${server.host}, 1 series`,
      columns: ['date', 'value'],
      remarks: [],
    });
  });

  it('says that days are those of the project, and that users are distinct', async () => {
    server.answer = counts;
    const { remarks } = await describeIt({ additivity: 'snapshot' }, { timezone: 'Europe/Berlin' });
    expect(remarks).toEqual([
      "Its days are those of the project's zone Europe/Berlin, while cost is counted in UTC: a day of one is not quite a day of the other.",
      'It counts different users, so its additivity is distinct; snapshot counts a user again.',
    ]);
  });

  it('says that weeks begin on another day', async () => {
    server.answer = sends(200, { data: { series: [[5]], xValues: ['2026-03-01'] } }); // a Sunday
    const { remarks } = await describeIt({ nativeGrain: 'week' });
    expect(remarks).toEqual(['Its weeks begin on another day than those of the data source: set weekStart to it.']);
  });
});

describe('settings of an Amplitude metric', () => {
  const fault = (entry: Entry) => {
    const read = usageMetricOn('amplitude').safeParse({
      name: 'users',
      connection: 'crm',
      unit: 'user',
      additivity: 'distinct',
      ...entry,
    });
    return read.success ? '' : issueText(read.error);
  };

  it.each([
    [{ metric: 'uniques' }, 'metric: uniques is nothing that active_users counts; it counts active, new'],
    [{ report: 'event_segmentation', metric: 'new' }, 'metric: new is nothing that event_segmentation counts'],
    [{ event: 'Play' }, 'event: is for the report event_segmentation'],
    [{ propertyOf: 'event' }, 'propertyOf: properties of events are for the report event_segmentation'],
  ])('are refused for %j', (entry, message) => {
    expect(fault(entry)).toContain(message);
  });

  it('go to the site of the project', async () => {
    const hosts: string[] = [];
    const outbound: Outbound = {
      send: ({ url }, scope) => {
        hosts.push(`${url.origin} of ${scope.hosts.join()}`);
        return Promise.reject(new Error('no network'));
      },
    };
    const far = new AmplitudeUsage({ now: () => now }, outbound, []);
    for (const site of ['us', 'eu']) {
      const request = remoteRequest(
        'amplitude',
        { site },
        { unit: 'user', additivity: 'distinct' },
        { secrets, days: march }
      );
      await expect(far.fetch(request, signal)).rejects.toThrow('no network');
    }
    expect(hosts).toEqual([
      'https://amplitude.com of amplitude.com',
      'https://analytics.eu.amplitude.com of analytics.eu.amplitude.com',
    ]);
  });

  it('may name one property', async () => {
    expect(await failure(fetch({ dimensions: { country: 'country', plan: 'gp:plan' } }))).toBe(
      'badSettings: The metric jobs has 2 dimensions; Amplitude can be read by one property at a time. Make a metric of each.'
    );
  });
});
