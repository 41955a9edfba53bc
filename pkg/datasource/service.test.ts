import type { CostAnswer, CostSource } from '../cost/cost-source.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { QueryResult, RequestContext } from './service.ts';
import { SharedCache } from '../query/cache.ts';
import type { UsageSource } from '../usage/usage-source.ts';
import type { MetricCells } from '../query/metric-cells.ts';
import { chargesAsSource, rowsAsSource } from '../query/testing/ask.ts';
import type { FileAccess } from '../storage/file-access.ts';
import { QueryRunner, defaultLimits, type QueryLimits } from './run-queries.ts';
import { SettingsLoader } from './settings-loader.ts';
import { UnitEconomicsService } from './unit-economics-service.ts';

const day = 86_400_000;
const june = { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 1) + day - 1 };
const jsonData = JSON.stringify({
  connections: [{ name: 'here', type: 'files', path: '/data' }],
  costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: '.' }],
  metrics: [
    {
      name: 'jobs',
      connection: 'here',
      location: '.',
      unit: 'job',
      additivity: 'additive',
      dimensions: { team: 'team' },
    },
    { name: 'broken', connection: 'here', location: '.', unit: 'job', additivity: 'sometimes' },
  ],
  dimensions: [{ name: 'team', from: ['tag:team'] }],
  kpis: [{ name: 'per_job', title: 'Cost per job', expression: 'cost / jobs' }],
});
const charges = [
  { day: '2026-06-01', cost: 10, team: 'a' },
  { day: '2026-06-01', cost: 6, team: 'b' },
];
const usage = { jobs: [['2026-06-01', 5, 'a'] as const, ['2026-06-01', 2, 'b'] as const] };

interface Setup {
  readonly cost?: Partial<CostSource>;
  readonly limits?: Partial<QueryLimits>;
  readonly files?: FileAccess;
}

function setup({ cost, limits, files }: Setup = {}) {
  const counts = { fetched: 0, usageFetched: 0 };
  const real = chargesAsSource(charges);
  const counting: CostSource = {
    ...real,
    values: () => Promise.resolve(['a', 'b']),
    facts: () =>
      Promise.resolve({
        files: 1,
        rows: 2,
        badRows: 0,
        badSamples: [],
        malformedTags: 0,
        firstDay: 20605,
        newestEnd: 20606 * 86_400_000,
        lastDay: 20605,
        providers: [],
        fileErrors: [],
        columns: ['BilledCost', 'ChargePeriodStart'],
        formats: 'CSV',
      }),
    progress: () => undefined,
    inspect: () =>
      Promise.resolve({
        currencies: [{ code: 'USD', billed: 3 }],
        malformedTags: 0,
        remarks: ['RegionName is missing'],
        rules: [],
      }),
    fetch: (request, signal) => {
      counts.fetched++;
      return real.fetch(request, signal);
    },
    ...cost,
  };
  const rows = rowsAsSource(usage);
  const countingUsage: UsageSource = {
    ...rows,
    fetch: (request, signal) => {
      counts.usageFetched++;
      return rows.fetch(request, signal);
    },
  };
  const sources = {
    cost: counting,
    usage: countingUsage,
    costCache: new SharedCache<CostAnswer>(100, () => 1),
    usageCache: new SharedCache<MetricCells>(100, () => 1),
  };
  const now = () => Date.UTC(2026, 11, 1);
  const none: FileAccess = {
    allowed: [],
    list: () => Promise.reject(new Error('none')),
    readText: () => Promise.reject(new UnitEconomicsError('notAllowed', 'outside')),
  };
  const parts = {
    settings: new SettingsLoader(files ?? none, () => 'fingerprint'),
    runner: new QueryRunner(sources, now, { ...defaultLimits, ...limits }),
    sources,
    now,
    close: () => Promise.resolve(),
  };
  return { service: new UnitEconomicsService(parts), counts };
}

function context(headers: Record<string, string> = {}, settings = jsonData): RequestContext {
  return { dataSource: { uid: 'u', name: 'n', jsonData: settings, secureJsonData: {} }, headers };
}

function request(refId: string, query: unknown) {
  return { refId, json: JSON.stringify(query), ...june };
}

const perJob = { formulas: [{ expression: 'per_job' }], groupBy: ['team'], result: 'table' };
const live = new AbortController().signal;

function problem(result: QueryResult | undefined): { status: number; source: string; message: string } | undefined {
  return result !== undefined && 'error' in result
    ? { status: result.error.status, source: result.error.source, message: result.error.message }
    : undefined;
}

function values(result: QueryResult | undefined): number[] {
  return result !== undefined && 'frames' in result
    ? result.frames.flatMap(({ fields }) =>
        fields.flatMap(({ column }) => (column.type === 'number' ? [...column.values] : []))
      )
    : [];
}

describe('queries', () => {
  it('answer every refId, and one that fails costs itself only', async () => {
    const { service } = setup();
    const answers = await service.queryData(context(), [request('A', perJob), request('B', { formulas: [{ expression: 'cost / jobz' }] }), request('C', 'nonsense'), request('D', { formulas: [{ expression: 'broken' }] })], live); // prettier-ignore
    expect([...answers.keys()]).toEqual(['A', 'B', 'C', 'D']);
    expect(values(answers.get('A'))).toEqual([2, 3]);
    expect(problem(answers.get('B'))).toEqual({
      status: 400,
      source: 'downstream',
      message:
        'Formula "cost / jobz", position 8: unknown name jobz; did you mean jobs? Known are cost, per_job, jobs, billed_cost, total_cost, effective_cost, list_cost, contracted_cost.',
    });
    expect(problem(answers.get('C'))?.message).toBe('The query is not a JSON object.');
    expect(problem(answers.get('D'))?.message).toContain(
      'the metric broken cannot be used, because its settings are wrong: additivity'
    );
  });

  it('that ask the same share one read and one result, unless the cache is to be skipped', async () => {
    const { service, counts } = setup();
    await Promise.all(Array.from({ length: 20 }, () => service.queryData(context(), [request('A', perJob)], live)));
    expect(counts.fetched).toBe(1);
    const first = await service.queryData(context(), [request('A', perJob)], live);
    const second = await service.queryData(context(), [request('A', perJob)], live);
    const frames = (answer: ReadonlyMap<string, QueryResult>) => {
      const result = answer.get('A');
      return result !== undefined && 'frames' in result ? result.frames : undefined;
    };
    expect(frames(first)).toBe(frames(second));
    const fresh = await service.queryData(context({ 'x-cache-skip': 'true' }), [request('A', perJob)], live);
    expect(frames(fresh)).not.toBe(frames(first));
    expect(values(fresh.get('A'))).toEqual([2, 3]);
  });

  it('that hang end within their time while others go on, and are the source’s fault', async () => {
    const hang: Partial<CostSource> = {
      fetch: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
    };
    const { service } = setup({ cost: hang, limits: { timeoutMs: 50 } });
    const answers = await service.queryData(
      context(),
      [request('A', perJob), request('B', { formulas: [{ expression: 'jobs' }], result: 'numeric' })],
      live
    );
    expect(problem(answers.get('A'))).toMatchObject({ status: 504, source: 'downstream' });
    expect(values(answers.get('B'))).toEqual([7]);
  });

  it('end when the caller goes away', async () => {
    let reached = false;
    const waiting: Partial<CostSource> = {
      fetch: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reached = true;
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
    };
    const { service } = setup({ cost: waiting });
    const caller = new AbortController();
    const answer = service.queryData(context(), [request('A', perJob)], caller.signal);
    setImmediate(() => {
      caller.abort();
    });
    expect(problem((await answer).get('A'))).toMatchObject({ status: 499, source: 'downstream' });
    expect(reached).toBe(true);
  });

  it('beyond the limits are refused in words', async () => {
    const { service } = setup({ limits: { cells: 3 } });
    expect(problem((await service.queryData(context(), [request('A', perJob)], live)).get('A'))?.message).toContain(
      'The answer has 4 values, more than 3'
    );
    const crowded = setup({ limits: { concurrent: 1, waiting: 1 } });
    const answers = await crowded.service.queryData(
      context(),
      [1, 2, 3, 4].map((n) => request(String(n), { ...perJob, limit: n })),
      live
    );
    expect([...answers.values()].filter((result) => problem(result)?.status === 413)).toHaveLength(2);
  });

  it('all fail with the reason when the settings cannot be read', async () => {
    const { service } = setup();
    const answers = await service.queryData(
      context({}, '{"timezone":"Nowhere"}'),
      [request('A', perJob), request('B', perJob)],
      live
    );
    expect([...answers.values()].map((result) => problem(result)?.message)).toEqual(
      Array.from(
        { length: 2 },
        () =>
          'The settings of the data source cannot be used: timezone: Nowhere is not an IANA time zone such as Europe/Berlin.'
      )
    );
  });

  it('keep a scope that a query cannot escape', async () => {
    const scoped = JSON.stringify({
      ...(JSON.parse(jsonData) as object),
      scope: [{ dimension: 'team', op: 'in', values: ['b'] }],
    });
    const { service } = setup();
    const query = { ...perJob, filters: [{ dimension: 'team', op: 'in', values: ['a', 'b'] }] };
    expect(values((await service.queryData(context({}, scoped), [request('A', query)], live)).get('A'))).toEqual([3]);
  });
});

describe('health', () => {
  it('reports each entry with what was found and what is wrong', async () => {
    const report = await setup().service.checkHealth(context(), live);
    expect(report.ok).toBe(false);
    expect(report.message).toBe(
      '3 of 4 entries work. metrics[1] (broken): additivity: sometimes is not one of additive, snapshot, distinct'
    );
    expect(report.details['verboseMessage']).toContain(
      'ok    cost cloud: 2 charges in 1 file (CSV, 2 columns), 2026-06-01 to 2026-06-01, USD, 0 bad rows\n      complete through 2026-06-01\n      RegionName is missing'
    );
    expect(report.details['verboseMessage']).toContain(
      'ok    metric jobs: 2 rows, 2 series by day, 2026-06-01 to 2026-06-01, job, 0 bad rows'
    );
    expect(report.details['verboseMessage']).toContain('ok    kpi per_job: cost / jobs in USD / job');
  });

  it('costs the catalog file only when it cannot be read', async () => {
    const withFile = JSON.stringify({ ...(JSON.parse(jsonData) as object), catalogFile: '/else/catalog.yaml' });
    const { service } = setup();
    expect((await service.checkHealth(context({}, withFile), live)).details['verboseMessage']).toContain(
      'WRONG catalog file catalog.yaml: outside'
    );
    expect(values((await service.queryData(context({}, withFile), [request('A', perJob)], live)).get('A'))).toEqual([
      2, 3,
    ]);
  });

  it('reads a changed catalog file again', async () => {
    let text = 'kpis: [{ name: one, expression: cost }]';
    const files: FileAccess = {
      allowed: [],
      list: () => Promise.resolve([]),
      readText: () => Promise.resolve({ text, version: text }),
    };
    const { service } = setup({ files });
    const withFile = JSON.stringify({ ...(JSON.parse(jsonData) as object), catalogFile: '/data/catalog.yaml' });
    const ask = async (name: string) =>
      values(
        (
          await service.queryData(
            context({}, withFile),
            [request('A', { formulas: [{ expression: name }], result: 'numeric' })],
            live
          )
        ).get('A')
      );
    expect(await ask('one')).toEqual([16]);
    text = 'kpis: [{ name: two, expression: 2 * cost }]';
    expect([await ask('one'), await ask('two')]).toEqual([[], [32]]);
  });
});

describe('resources', () => {
  const get = async (path: string, query = '', method = 'GET') => {
    const response = await setup().service.callResource(
      context(),
      { method, path, query: new URLSearchParams(query), body: new Uint8Array() },
      live
    );
    return { status: response.status, body: JSON.parse(new TextDecoder().decode(response.body)) as unknown };
  };

  it('list the catalog without saying where data lies', async () => {
    const { status, body } = await get('catalog');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      currency: 'USD',
      metrics: [{ name: 'jobs', dimensions: ['team'] }],
      kpis: [{ name: 'per_job', title: 'Cost per job' }],
    });
    expect(JSON.stringify(body)).not.toContain('/data');
  });

  it('read a metric once, however often its values are searched', async () => {
    const { service, counts } = setup();
    for (const search of ['a', 'b', 'c']) {
      const query = new URLSearchParams({ dimension: 'team', search });
      await service.callResource(context(), { method: 'GET', path: 'values', query, body: new Uint8Array() }, live);
    }
    expect(counts.usageFetched).toBe(1);
  });

  it('list the values of a dimension from both sides', async () => {
    expect(await get('values', 'dimension=team')).toEqual({ status: 200, body: ['a', 'b'] });
    expect(await get('values', 'dimension=team&search=B&limit=1')).toEqual({ status: 200, body: ['b'] });
  });

  it('list values within filters', async () => {
    const filters = encodeURIComponent(JSON.stringify([{ dimension: 'team', values: ['a'] }]));
    const asked: unknown[] = [];
    const values: CostSource['values'] = ({ filters: given }) => {
      asked.push(given.map(({ dimension, op, values: wanted }) => [dimension.name, op, wanted]));
      return Promise.resolve([]);
    };
    const { body } = await setup({ cost: { values } }).service.callResource(
      context(),
      {
        method: 'GET',
        path: 'values',
        query: new URLSearchParams(`dimension=team&filters=${filters}`),
        body: new Uint8Array(),
      },
      live
    );
    expect(asked).toEqual([[['team', 'in', ['a']]]]);
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual(['a']); // of the metric's a and b
  });

  it('say which days entries have data for, leaving out what they do not know', async () => {
    // 20605 days after 1970-01-01 is 2026-06-01.
    expect(await get('extents', 'entries=costs.cloud,metrics.jobs,metrics.nowhere')).toEqual({
      status: 200,
      body: {
        'costs.cloud': { from: '2026-06-01', to: '2026-06-01' },
        'metrics.jobs': { from: '2026-06-01', to: '2026-06-01' },
      },
    });
  });

  it.each([
    ['values', 'dimension=team&filters=[{}]', 'GET', 400],
    ['values', 'dimension=team&filters=nonsense', 'GET', 400],
    ['extents', 'entries=connections.here', 'GET', 400],
    ['extents', '', 'GET', 400],
    ['values', '', 'GET', 400],
    ['values', 'dimension=nowhere', 'GET', 400],
    ['secrets', '', 'GET', 404],
    ['catalog', '', 'POST', 405],
  ])('%s?%s by %s is answered with its status', async (path, query, method, status) => {
    expect((await get(path, query, method)).status).toBe(status);
  });
});

describe('a roll-up that is being built', () => {
  const building = { progress: () => ({ built: 3, of: 13, running: true }) };

  it('is told by every answer, the resource progress and the health report', async () => {
    const { service } = setup({ cost: building });
    const results = await service.queryData(context(), [request('A', perJob)], live);
    const result = results.get('A');
    const notices = result !== undefined && 'frames' in result ? result.frames[0]?.meta.notices : undefined;
    expect(notices).toContainEqual({
      severity: 'info',
      text: 'Cost dataset cloud: its roll-up is being built, 3 of 13 files; until then answers take as long as reading the charges does.',
    });
    const progress = { method: 'GET', path: 'progress', query: new URLSearchParams(), body: new Uint8Array() };
    const { status, body } = await service.callResource(context(), progress, live);
    expect([status, JSON.parse(new TextDecoder().decode(body))]).toEqual([200, { cloud: { built: 3, of: 13 } }]);
    const health = await service.checkHealth(context(), live);
    expect(health.details['verboseMessage']).toContain('its roll-up is being built, 3 of 13 files');
  });

  it('says why a part failed in the health report alone, for it names a file', async () => {
    const failed = { built: 12, of: 13, running: false, failure: 'b.csv: The disk of the cache directory is full.' };
    const { service } = setup({ cost: { progress: () => failed } });
    const results = await service.queryData(context(), [request('A', perJob)], live);
    expect(JSON.stringify([...results])).not.toContain('b.csv');
    const progress = { method: 'GET', path: 'progress', query: new URLSearchParams(), body: new Uint8Array() };
    const { body } = await service.callResource(context(), progress, live);
    expect(new TextDecoder().decode(body)).toBe('{}');
    const health = await service.checkHealth(context(), live);
    expect(health.details['verboseMessage']).toContain(
      'its roll-up holds 12 of 13 files; a part could not be built and is tried again later (b.csv: The disk'
    );
  });
});
