import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import type { QueryResult } from '../../pkg/datasource/service.ts';
import { functionNames } from '../../pkg/formula/functions.ts';
import { parseSettings } from '../../pkg/model/parse-settings.ts';
import { apiKey, appKey, listenAsDatadog, refuses } from '../../pkg/usage/testing/datadog-server.ts';
import { hangs, listen, sends, type Answering, type Loopback } from '../../pkg/usage/testing/loopback.ts';
import { framesOf, messageOf, numbersOf, openSite, type Site } from './site.ts';

/** Usage from services, beside files: what one of them does is no matter of the others. */
const range = { from: '2026-03-01', to: '2026-03-02' };
const counted = { unit: 'job', additivity: 'additive' };
const days = [
  { date: '2026-03-01', value: 1 },
  { date: '2026-03-02', value: 2 },
];
const amplitude = sends(200, {
  data: { series: [[5, 6]], seriesMeta: [{ segmentIndex: 0 }], xValues: ['2026-03-01', '2026-03-02'] },
});

let site: Site;
let dd: Loopback;
let crm: Loopback;
let product: Loopback;

beforeEach(async () => {
  site = await openSite('2026-03-10T12:00:00Z');
  dd = await listenAsDatadog([
    { at: '2026-03-01T10:00:00Z', value: 7 },
    { at: '2026-03-02T10:00:00Z', value: 8 },
  ]);
  crm = await listen(sends(200, days));
  product = await listen(amplitude);
  await site.write('jobs.csv', 'date,value\n2026-03-01,3\n2026-03-02,4\n');
  site.settings = {
    connections: [
      { name: 'dd', type: 'datadog', endpoint: dd.url, timeout: '3s' },
      { name: 'crm', type: 'http', url: crm.url },
      { name: 'product', type: 'amplitude', endpoint: product.url },
      { name: 'exports', type: 'files', path: site.data },
      { name: 'written', type: 'inline' },
    ],
    metrics: [
      { name: 'by_datadog', connection: 'dd', query: 'sum:ocr.jobs{*}.as_count()', ...counted },
      { name: 'by_http', connection: 'crm', path: '/', ...counted },
      { name: 'by_amplitude', connection: 'product', unit: 'user', additivity: 'distinct' },
      { name: 'by_files', connection: 'exports', location: 'jobs.csv', ...counted },
      { name: 'by_hand', connection: 'written', values: days, ...counted },
    ],
  };
  site.secrets = {
    'connections.dd.apiKey': apiKey,
    'connections.dd.appKey': appKey,
    'connections.product.apiKey': 'k',
    'connections.product.secretKey': 's',
  };
});
afterEach(async () => {
  await site.end();
  await Promise.all([dd, crm, product].map((server) => server.close()));
});

function ask(metric: string): Promise<QueryResult> {
  return site.ask({ formulas: [{ expression: metric }], grain: 'day' }, range);
}

const valuesOf = (result: QueryResult) => Object.values(numbersOf(result)).flat();
const noticesOf = (result: QueryResult) => framesOf(result).flatMap(({ meta }) => meta.notices ?? []);
const others = { by_http: [1, 2], by_amplitude: [5, 6], by_files: [3, 4], by_hand: [1, 2] };

describe('five sources', () => {
  it('answer side by side', async () => {
    for (const [metric, values] of Object.entries({ ...others, by_datadog: [7, 8] })) {
      expect([metric, valuesOf(await ask(metric))]).toEqual([metric, values]);
    }
  });

  it('of which one hangs: the others answer before it, and it ends in its own time with its name', async () => {
    dd.answer = hangs;
    const ended: string[] = [];
    const end = async (metric: string) => {
      const result = await ask(metric);
      ended.push(metric);
      return result;
    };
    const [slow, ...quick] = await Promise.all(['by_datadog', ...Object.keys(others)].map(end));
    expect(quick.map(valuesOf)).toEqual(Object.values(others));
    expect(ended.at(-1)).toBe('by_datadog');
    expect(slow).toMatchObject({ error: { code: 'timeout', status: 504, source: 'downstream' } });
    expect(slow && messageOf(slow)).toBe(
      'The metric by_datadog got no values, because the connection dd (datadog) did not answer within 3 seconds. Raise timeout on the connection, or ask for less.'
    );
  });

  it('of which one hangs in twelve panels: the others answer while all of these still wait', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    dd.answer = (asked, response) => {
      void released.then(() => {
        sends(200, { status: 'ok', series: [] })(asked, response);
      });
    };
    const slow = Array.from('abcdefghijkl', (letter) => `slow_${letter}`);
    site.settings = {
      connections: (site.settings['connections'] as readonly object[]).map((it) => ({ ...it, timeout: '50s' })),
      metrics: [
        ...(site.settings['metrics'] as readonly object[]),
        ...slow.map((name) => ({ name, connection: 'dd', query: `sum:${name}{*}.as_count()`, ...counted })),
      ],
    };
    const ended: string[] = [];
    const panels = slow.map(async (metric) => {
      await ask(metric);
      ended.push(metric);
    });
    for (const [metric, values] of Object.entries(others)) {
      const past = { 'x-cache-skip': 'true' };
      const again = await site.ask({ formulas: [{ expression: metric }], grain: 'day' }, range, past);
      expect([metric, valuesOf(await ask(metric)), valuesOf(again)]).toEqual([metric, values, values]);
    }
    expect(ended).toEqual([]);
    release();
    await Promise.all(panels);
    expect(ended).toHaveLength(12);
  });

  it('of which one is down: a request with all of them is answered, each for itself', async () => {
    dd.answer = refuses(403, 'Forbidden');
    const queries = Object.fromEntries(
      ['by_datadog', ...Object.keys(others)].map((metric) => [
        metric,
        { formulas: [{ expression: metric }], grain: 'day' },
      ])
    );
    const results = await site.askAll(queries, range);
    expect(results.get('by_datadog')).toMatchObject({ error: { code: 'denied', source: 'downstream' } });
    for (const [metric, values] of Object.entries(others)) {
      const result = results.get(metric);
      expect([metric, result && valuesOf(result)]).toEqual([metric, values]);
    }
  });
});

describe('a service', () => {
  it('is asked once by twenty panels of different ranges, and not again within refresh', async () => {
    const panels = Array.from({ length: 20 }, (_, panel) =>
      site.ask(
        { formulas: [{ expression: 'by_datadog' }], grain: 'day' },
        { from: '2026-03-01', to: `2026-03-${String(panel + 2).padStart(2, '0')}` }
      )
    );
    for (const result of await Promise.all(panels)) {
      expect(valuesOf(result).slice(0, 2)).toEqual([7, 8]);
    }
    site.now += 59 * 60_000;
    await ask('by_datadog');
    expect(dd.asked).toHaveLength(1);
  });

  it('that is down leaves its last values with whenDown: last, and says so', async () => {
    const [first, ...rest] = site.settings['metrics'] as readonly object[];
    site.settings['metrics'] = [{ ...first, whenDown: 'last' }, ...rest];
    await ask('by_datadog');
    const down: Answering = refuses(403, `Forbidden: ${apiKey}`);
    dd.answer = down;
    site.now += 75 * 60_000;
    const old = await ask('by_datadog');
    expect([valuesOf(old), noticesOf(old)]).toEqual([
      [7, 8],
      [{ severity: 'info', text: 'by_datadog: values are 75 minutes old and are being refreshed.' }],
    ]);
    let marked = old;
    while (noticesOf(marked)[0]?.severity !== 'warning') {
      await new Promise((resolve) => setImmediate(resolve)); // the refresh behind comes from outside
      marked = await ask('by_datadog');
    }
    expect([valuesOf(marked), noticesOf(marked)]).toEqual([
      [7, 8],
      [
        {
          severity: 'warning',
          text: 'by_datadog: values are 75 minutes old, of 2026-03-10 12:00 UTC; newer ones cannot be had since 2026-03-10 13:15 UTC. The metric by_datadog got no values, because the connection dd (datadog) refuses its credentials (403): Forbidden: •••. Check its secrets and what they may read.',
        },
      ],
    ]);
    expect(dd.asked).toHaveLength(2);
  });
});

const live = new AbortController().signal;
const as = (role: string) => ({ ...site.context(), user: { login: 'someone', role } });

async function resource(path: string, query: string): Promise<unknown> {
  const request = { method: 'GET', path, query: new URLSearchParams(query), body: new Uint8Array() };
  const { body } = await site.service.callResource(as('Admin'), request, live);
  return JSON.parse(new TextDecoder().decode(body));
}

describe('a test of a metric', () => {
  const corrected = sends(200, [{ date: '2026-03-01', value: 10 }]);

  it('shows what the service says now, and panels show it from then on, whatever their range', async () => {
    const longer = { from: '2025-12-30', to: '2026-03-01' };
    const yearAndMore = () => site.ask({ formulas: [{ expression: 'by_http' }], grain: 'year' }, longer);
    expect(valuesOf(await ask('by_http'))).toEqual([1, 2]);
    expect(valuesOf(await yearAndMore()).at(-1)).toBe(3);
    crm.answer = corrected;
    site.now += 60_000;
    await site.service.checkHealth(as('Viewer'), live);
    expect(valuesOf(await ask('by_http'))).toEqual([1, 2]);
    const sample = { rows: [['2026-03-01', 10]] };
    expect(await resource('test', 'entry=metrics.by_http')).toMatchObject([{ ok: true, sample }]);
    expect(valuesOf(await ask('by_http')).slice(0, 1)).toEqual([10]);
    while (valuesOf(await yearAndMore()).at(-1) !== 10) {
      await new Promise((resolve) => setImmediate(resolve)); // refreshed behind, from outside
    }
  });

  it('is what the check of an administrator makes, too', async () => {
    await ask('by_http');
    crm.answer = corrected;
    site.now += 1;
    await site.service.checkHealth(as('Admin'), live);
    expect(valuesOf(await ask('by_http')).slice(0, 1)).toEqual([10]);
  });

  it('fails where the service does, and tells how old the values are that panels show', async () => {
    await ask('by_http');
    crm.answer = sends(404, { message: 'no such report' });
    site.now += 5 * 60_000;
    expect(await resource('test', 'entry=metrics.by_http')).toMatchObject([
      {
        ok: false,
        found: expect.stringContaining('does not know what was asked for (404): no such report') as string,
        remarks: [expect.stringContaining('values are 5 minutes old, of 2026-03-10 12:00 UTC') as string],
      },
    ]);
  });

  it('shows what is kept, with its age, where the service asks for fewer requests', async () => {
    await ask('by_http');
    crm.answer = sends(429, { message: 'slow down' }, { 'retry-after': '600' });
    site.now += 5 * 60_000;
    for (let turn = 0; turn < 2; turn++) {
      expect(await resource('test', 'entry=metrics.by_http')).toMatchObject([
        {
          ok: true,
          lastDate: '2026-03-02',
          remarks: expect.arrayContaining([expect.stringContaining('values are 5 minutes old')]) as string[],
        },
      ]);
    }
    expect(crm.asked).toHaveLength(2);
  });
});

it('a test of a connection tries it by itself, and what reads from it', async () => {
  crm.answer = (asked, response) => {
    (asked.url.pathname === '/v1/' ? sends(200, days) : sends(403, { message: 'Forbidden' }))(asked, response);
  };
  site.settings['connections'] = [
    { name: 'crm', type: 'http', url: `${crm.url}/v1/` },
    { name: 'dd', type: 'datadog', endpoint: crm.url },
  ];
  site.settings['metrics'] = [{ name: 'by_http', connection: 'crm', path: '/', ...counted }];
  expect(await resource('test', 'entry=connections.crm')).toMatchObject([
    { ok: true, found: `reached ${crm.host}, which answers. 1 of 1 entries that were tried can be read.` },
    { entry: 'metric by_http', ok: true },
  ]);
  expect(await resource('test', 'entry=connections.dd')).toMatchObject([
    {
      ok: false,
      found: expect.stringMatching(/refuses its credentials \(403\): Forbidden.*Nothing reads from it yet/) as string,
    },
  ]);
  site.secrets = {};
  const { message, details } = await site.service.checkHealth(as('Admin'), live);
  expect(message).toContain(
    '2 of 3 entries work. connection dd: The connection dd (datadog) has no apiKey: set connections.dd.apiKey in secureJsonData.'
  );
  expect(details['verboseMessage']).toContain(`ok    connection crm: reached ${crm.host}, which answers`);
  const others = await site.service.checkHealth(as('Editor'), live);
  expect(others.message).toBe('1 of 1 entries work.');
});

describe('how far a metric goes', () => {
  beforeEach(() => {
    const path = '/?from={{from}}&to={{to}}';
    site.settings['metrics'] = [{ name: 'by_http', connection: 'crm', path, ...counted }];
  });
  const extents = () => resource('extents', 'entries=metrics.by_http');

  it('is known from what panels have asked for', async () => {
    await ask('by_http');
    await site.ask({ formulas: [{ expression: 'by_http' }] }, { from: '2025-12-30', to: '2026-03-01' });
    expect(crm.asked).toHaveLength(2);
    expect(await extents()).toEqual({ 'metrics.by_http': { from: '2026-03-01', to: '2026-03-02' } });
    expect(crm.asked).toHaveLength(2);
  });

  it('is otherwise asked for this year alone, which a panel then needs not ask for', async () => {
    expect(await extents()).toEqual({ 'metrics.by_http': { from: '2026-03-01', to: '2026-03-02' } });
    await ask('by_http');
    expect(crm.asked.map(({ url }) => url.search)).toEqual(['?from=2026-01-01&to=2026-03-11']);
  });
});

it('the guide to Datadog gives settings that can be read', () => {
  const [, guide = ''] = /^```yaml\n(.*?)^```/ms.exec(readFileSync('docs/usage/datadog.md', 'utf8')) ?? [];
  const { datasources } = parseYaml(guide) as { readonly datasources: readonly { readonly jsonData: unknown }[] };
  expect(parseSettings(JSON.stringify(datasources[0]?.jsonData), functionNames).problems).toEqual([]);
});
