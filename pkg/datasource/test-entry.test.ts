import { functionNames } from '../formula/functions.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { parseSettings } from '../model/parse-settings.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import type { CostAnswer } from '../cost/cost-source.ts';
import { SharedCache } from '../query/cache.ts';
import type { MetricCells } from '../query/metric-cells.ts';
import { chargesAsSource, rowsAsSource } from '../query/testing/ask.ts';
import type { UsageSource } from '../usage/usage-source.ts';
import { remarkLines } from './check.ts';
import { QueryRunner } from './run-queries.ts';
import type { RequestContext } from './service.ts';
import { SettingsLoader } from './settings-loader.ts';
import { testResource } from './test-entry.ts';
import { UnitEconomicsService } from './unit-economics-service.ts';

const jobs = {
  name: 'jobs',
  connection: 'here',
  location: '.',
  unit: 'job',
  additivity: 'additive',
  dimensions: { team: 'squad' },
};
const settings = {
  connections: [
    { name: 'here', type: 'files', path: '/data' },
    { name: 'idle', type: 'datadog' },
  ],
  metrics: [
    { ...jobs, colour: 'red' },
    { ...jobs, name: 'clicks', nativeGrain: 'hour', dimensions: {} },
    { ...jobs, name: 'broken', additivity: 'sometimes' },
    { ...jobs, name: 'down' },
  ],
  budgets: [
    {
      name: 'plan',
      dimensions: { team: 'team' },
      amounts: [
        { date: '2026-11', value: 900, keys: { team: 'a' } },
        { date: '2026-12', value: 950, keys: { team: 'a' } },
      ],
    },
  ],
};
const usage = {
  jobs: [
    ['2026-06-01', 5, 'a'],
    ['2026-06-01', 2, null],
    ['2026-06-03', 4, 'a'],
    ['2026-06-02', 3, 'b'],
    ['2026-06-02', 1, 'a'],
    ['2026-06-04', 9, 'a'],
  ],
  clicks: [['2026-06-01T10:00:00Z', 7]],
} as const;
const live = new AbortController().signal;
const now = Date.UTC(2026, 11, 1);

const rows = rowsAsSource(usage);
const source: UsageSource = {
  ...rows,
  fetch: (request, signal) =>
    request.metric.name === 'down'
      ? Promise.reject(new UnitEconomicsError('denied', 'api.example.com refuses the key; write another one.'))
      : rows.fetch(request, signal),
  probe: ({ connection: { name } }) => Promise.resolve({ reached: `the place of ${name}`, remarks: [] }),
  notices: ({ metric }) => (metric.name === 'jobs' ? [{ severity: 'warning', text: 'two hours old' }] : []),
};
const sources = {
  cost: chargesAsSource([]),
  usage: source,
  costCache: new SharedCache<CostAnswer>(10, () => 1),
  usageCache: new SharedCache<MetricCells>(10, () => 1),
};

function test(entry: string) {
  const parsed = parseSettings(JSON.stringify(settings), functionNames);
  const secrets = new Map([['idle', new ConnectionSecrets({ apiKey: 'hush' }, 'f')]]);
  return testResource(new URLSearchParams({ entry }), {
    settings: { ...parsed, secrets },
    sources,
    now,
    signal: live,
  });
}

describe('the test of a saved entry', () => {
  it('shows what was reached, the last date and the first five rows as they were parsed', async () => {
    const [report, ...others] = await test('metrics.jobs');
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      entry: 'metric jobs',
      ok: true,
      lastDate: '2026-06-04',
      // In the order of the source, nothing added up; the sixth row is left out.
      sample: {
        columns: ['date', 'value', 'team'],
        rows: [
          ['2026-06-01', 5, 'a'],
          ['2026-06-01', 2, null],
          ['2026-06-03', 4, 'a'],
          ['2026-06-02', 3, 'b'],
          ['2026-06-02', 1, 'a'],
        ],
      },
    });
    expect(report?.remarks).toEqual(expect.arrayContaining([expect.stringMatching(/^reached /), 'two hours old']));
    expect(report?.remarks).toEqual(expect.arrayContaining([expect.stringMatching(/^unknown key colour is ignored/)]));
    expect(report && remarkLines(report).slice(-7)).toEqual([
      'last date 2026-06-04',
      'first 5 rows as parsed: date | value | team',
      '  2026-06-01 | 5 | a',
      '  2026-06-01 | 2 | –',
      '  2026-06-03 | 4 | a',
      '  2026-06-02 | 3 | b',
      '  2026-06-02 | 1 | a',
    ]);
  });

  it('shows instants where the metric is hourly, and amounts of a budget', async () => {
    expect((await test('metrics.clicks'))[0]?.sample?.rows).toEqual([['2026-06-01T10:00Z', 7]]);
    const [plan] = await test('budgets.plan');
    expect([plan?.lastDate, plan?.sample?.rows]).toEqual([
      '2026-12-01',
      [
        ['2026-11-01', 900, 'a'],
        ['2026-12-01', 950, 'a'],
      ],
    ]);
  });

  it('says what is wrong: with the entry, or behind it', async () => {
    expect(await test('metrics.broken')).toMatchObject([
      { entry: 'metric broken', ok: false, found: expect.stringContaining('additivity') as string },
    ]);
    expect(await test('metrics.down')).toMatchObject([
      { ok: false, found: 'api.example.com refuses the key; write another one.' },
    ]);
  });

  it('of a connection tries what reads from it', async () => {
    const [here, ...others] = await test('connections.here');
    expect(here).toMatchObject({
      entry: 'connection here',
      ok: false,
      found: 'reached the place of here. 2 of 3 entries that were tried can be read.',
    });
    expect(others.map(({ entry, ok }) => [entry, ok])).toEqual([
      ['metric jobs', true],
      ['metric clicks', true],
      ['metric down', false],
    ]);
  });

  it('of a connection that nothing reads from says so, and names the secrets that are set', async () => {
    const reports = await test('connections.idle');
    expect(reports).toMatchObject([
      {
        ok: true,
        found:
          'reached the place of idle. Nothing reads from it yet: add a metric, a budget or a cost dataset on it, save, and test again.',
        remarks: ['secrets set: apiKey (of apiKey, appKey)'],
      },
    ]);
    expect(JSON.stringify(reports)).not.toContain('hush');
  });

  it.each([
    ['metrics.nowhere', 'notFound'],
    ['connections.nowhere', 'notFound'],
    ['kpis.jobs', 'badQuery'],
    ['metrics', 'badQuery'],
    ['metrics.jobs.team', 'badQuery'],
    ['', 'badQuery'],
  ])('%s is refused as %s', async (entry, code) => {
    await expect(test(entry)).rejects.toMatchObject({ code });
  });
});

describe('rows as they are', () => {
  const service = new UnitEconomicsService({
    settings: new SettingsLoader(
      { allowed: [], list: () => Promise.resolve([]), readText: () => Promise.reject(new Error('none')) },
      () => 'fingerprint'
    ),
    runner: new QueryRunner(sources, () => now),
    sources,
    now: () => now,
    close: () => Promise.resolve(),
  });
  const context = (role?: string): RequestContext => ({
    dataSource: { uid: 'u', name: 'n', jsonData: JSON.stringify(settings), secureJsonData: {} },
    headers: {},
    ...(role !== undefined && { user: { login: 'someone', role } }),
  });
  const ask = async (role?: string) => {
    const { status, body } = await service.callResource(
      context(role),
      { method: 'GET', path: 'test', query: new URLSearchParams({ entry: 'metrics.jobs' }), body: new Uint8Array() },
      live
    );
    return { status, text: new TextDecoder().decode(body) };
  };

  it('are for administrators', async () => {
    const { status, text } = await ask('Admin');
    expect([status, text.includes('["2026-06-03",4,"a"]')]).toEqual([200, true]);
  });

  it.each([['Viewer'], ['Editor'], [undefined]])('are refused to the role %s, with the way out', async (role) => {
    const { status, text } = await ask(role);
    expect(status).toBe(403);
    expect(text).toContain(`your role is ${role ?? 'unknown'}. Ask an Admin`);
  });

  it('stand in the health report for administrators alone, because a scope does not cut them', async () => {
    const report = async (role?: string) => JSON.stringify((await service.checkHealth(context(role), live)).details);
    expect(await report('Admin')).toContain('2026-06-01 | 2 | –');
    for (const role of ['Viewer', 'Editor', undefined]) {
      const text = await report(role);
      expect(text).toContain('metric jobs');
      expect(text).toContain('last date 2026-06-04');
      expect(text).not.toContain('as parsed');
      expect(text).not.toContain('sample');
    }
  });
});
