import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import type {
  QueryRequest,
  QueryResult,
  ReportingService,
  RequestContext,
  ResourceResponse,
} from '../datasource/service.ts';
import { jsonResponse } from '../datasource/json-response.ts';
import { runCommand } from './run-command.ts';

let directory: string;
const asked: { context: RequestContext; query: QueryRequest }[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'cli-'));
  asked.length = 0;
  await writeFile(
    path.join(directory, 'settings.yaml'),
    'timezone: Europe/Berlin\nconnections:\n  - { name: here, type: files, path: data }\n'
  );
});
afterEach(() => rm(directory, { recursive: true }));

const frame: Frame = {
  meta: {
    type: 'timeseries-wide',
    notices: [{ severity: 'info', text: 'two days are not complete' }],
    custom: {
      grain: 'month',
      timezone: 'UTC',
      asOf: '',
      freshness: [],
      units: { c: 'USD / job' },
      incompleteFrom: '2026-02-01T00:00:00.000Z',
    },
  },
  fields: [
    { name: 'time', column: { type: 'time', values: Float64Array.from([Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)]) } },
    {
      name: 'c',
      config: { displayNameFromDS: '=chk' },
      column: { type: 'number', values: Float64Array.from([1234.5678, 0]), valid: Uint8Array.from([1, 0]) },
    },
  ],
};

let quantities: ResourceResponse;
let health: Readonly<Record<string, unknown>> | undefined;
beforeEach(() => {
  health = undefined;
  quantities = jsonResponse(200, []);
});

function service(result: QueryResult): ReportingService {
  return {
    queryData: (context, queries) => {
      asked.push(...queries.map((query) => ({ context, query })));
      return Promise.resolve(new Map(queries.map(({ refId }) => [refId, result])));
    },
    checkHealth: () =>
      Promise.resolve({
        ok: false,
        message: health === undefined ? '1 of 2 entries work.' : '1 of 2 entries work. cost cloud: no files',
        details: { verboseMessage: 'WRONG cost cloud: no files', ...health },
      }),
    callResource: (_, { path: resource }) => {
      expect(resource).toBe('quantities');
      return Promise.resolve(quantities);
    },
    report: () => Promise.reject(new Error('not asked')),
    close: () => Promise.resolve(),
  };
}

async function run(argv: readonly string[], result: QueryResult = { frames: [frame] }) {
  let out = '';
  let error = '';
  const allowed: string[] = [];
  const code = await runCommand(argv, {
    createService: (directories) => {
      allowed.push(...directories);
      return Promise.resolve(service(result));
    },
    openDeliveries: () => Promise.reject(new Error('not asked')),
    now: () => Date.UTC(2026, 10, 23, 12),
    output: { out: (text) => (out += text), error: (text) => (error += text) },
  });
  return { code, out, error, allowed };
}

const settings = () => ['--settings', path.join(directory, 'settings.yaml')];

describe('the command line', () => {
  it('asks a query over whole local days and prints a table with its unit', async () => {
    const { code, out, error, allowed } = await run([
      'query',
      'cost / jobs',
      ...settings(),
      '--by',
      'team,region',
      '--grain',
      'month',
      '--from',
      '2026-01-01',
      '--to',
      '2026-02-28',
      '--where',
      'team=a,b',
    ]);
    expect({ code, error }).toEqual({ code: 0, error: 'info: two days are not complete\n' });
    expect(out).toBe(
      [
        'c: USD / job',
        'date            =chk',
        '──────────  ────────',
        '2026-01-01  1,234.57',
        '2026-02-01         –  *',
        '* not complete yet',
        '',
      ].join('\n')
    );
    expect(JSON.parse(asked[0]?.query.json ?? '')).toEqual({
      formulas: [{ expression: 'cost / jobs' }],
      nulls: 'keep',
      groupBy: ['team', 'region'],
      filters: [{ dimension: 'team', op: 'in', values: ['a', 'b'] }],
      result: 'timeseries',
      grain: 'month',
    });
    // Berlin is an hour ahead in winter.
    expect([asked[0]?.query.from, asked[0]?.query.to]).toEqual([Date.UTC(2025, 11, 31, 23), Date.UTC(2026, 1, 28, 23)]);
    expect(allowed).toEqual([directory, path.join(directory, 'data')]);
  });

  it('asks for the last twelve months when no range is given', async () => {
    await run(['query', 'cost', ...settings()]);
    expect(new Date(asked[0]?.query.from ?? 0).toISOString()).toBe('2025-11-30T23:00:00.000Z');
    expect(new Date(asked[0]?.query.to ?? 0).toISOString()).toBe('2026-11-23T23:00:00.000Z');
  });

  it('asks for shared costs where it is told to', async () => {
    await run(['query', 'cost', ...settings(), '--allocation', 'both']);
    expect(JSON.parse(asked[0]?.query.json ?? '')).toMatchObject({ allocation: 'both' });
    expect((await run([])).out).toContain('--allocation direct|allocated|both');
  });

  it('prints CSV in which no spreadsheet finds a formula, and JSON', async () => {
    expect((await run(['query', 'cost', ...settings(), '--grain', 'month', '--format', 'csv'])).out).toBe(
      "date,'=chk\n2026-01-01,1234.5678\n2026-02-01,\n"
    );
    expect(JSON.parse((await run(['query', 'cost', ...settings(), '--format', 'json'])).out)).toMatchObject({ columns: ['date', '=chk'], rows: [['2026-01-01', 1234.5678], ['2026-02-01', null]] }); // prettier-ignore
  });

  it('prints several tables as one JSON, a list', async () => {
    const { out } = await run(['query', 'cost', ...settings(), '--format', 'json'], { frames: [{ ...frame, name: 'a' }, { ...frame, name: 'b' }] }); // prettier-ignore
    expect(JSON.parse(out)).toMatchObject([{ title: 'a' }, { title: 'b' }]);
  });

  it('exits 1 with the message of a query that failed', async () => {
    const { code, error } = await run(['query', 'cost', ...settings()], {
      error: new UnitEconomicsError('badQuery', 'unknown name'),
    });
    expect({ code, error }).toEqual({ code: 1, error: 'unknown name\n' });
  });

  it('checks the settings', async () => {
    const { code, out } = await run(['check', ...settings()]);
    expect({ code, out }).toEqual({ code: 1, out: 'WRONG cost cloud: no files\n\n1 of 2 entries work.\n' });
    quantities = jsonResponse(400, { message: 'no bill' });
    expect(await run(['check', ...settings()])).toMatchObject({ code, out });
  });

  it('counts the entries of a check without repeating what is wrong', async () => {
    health = { entries: [{ ok: true }, { ok: false }] };
    expect((await run(['check', ...settings()])).out).toBe('WRONG cost cloud: no files\n\n1 of 2 entries work.\n');
  });

  it('says where the data end that end before the range', async () => {
    const custom = { ...frame.meta.custom!, completeThrough: '2024-10-01T00:00:00.000Z' };
    const { error } = await run(['query', 'cost', ...settings(), '--grain', 'month'], {
      frames: [{ ...frame, meta: { ...frame.meta, custom } }],
    });
    expect(error).toContain('info: The data end on 2024-09-30, before the range begins; ask with --from 2024-09-01');
  });

  it('lists in a check what the bill counts, the most expensive ten', async () => {
    const one = { dataset: 'cloud', service: 'Amazon S3', unit: 'GB-Mo', quantity: 1234.5, cost: 7 };
    const others = Array.from({ length: 11 }, (_, index) => ({ ...one, service: `Service ${index}`, quantity: index }));
    quantities = jsonResponse(200, [one, { ...one, service: '' }, ...others]);
    const { out } = await run(['check', ...settings()]);
    expect(out.split('\n').slice(0, 5)).toEqual([
      'WRONG cost cloud: no files',
      '',
      'Counted by the bill in the last five weeks, to be added as usage in the query editor:',
      '  GB-Mo of Amazon S3: 1,230 (cloud)',
      '  GB-Mo of Service 0: 0 (cloud)',
    ]);
    expect(out.split('\n').slice(-5)).toEqual([
      '  GB-Mo of Service 8: 8 (cloud)',
      '  and 2 more',
      '',
      '1 of 2 entries work.',
      '',
    ]);
  });

  it.each([
    [['sing'], 'There is no command sing. See: help\n'],
    [['query', 'cost'], 'query needs --settings FILE. See: help\n'],
    [['query', '--settings', 'x'], "query needs a formula, such as 'cost / ocr_jobs'. See: help\n"],
    [['query', 'cost', '--settings', 'x', '--format', 'pdf'], '--format is table, csv, json. See: help\n'],
    [
      ['query', 'cost', '--settings', 'x', '--from', '2026-02-30'],
      '--from is a date such as 2026-01-31, not 2026-02-30. See: help\n',
    ],
    [
      ['query', 'cost', '--settings', 'x', '--where', 'team'],
      '--where is DIMENSION=VALUE[,VALUE], not team. See: help\n',
    ],
  ])('exits 2 on %j', async (argv, message) => {
    expect(await run(argv)).toMatchObject({ code: 2, error: message });
  });

  it('helps', async () => {
    const { out } = await run([]);
    expect(out).toContain('query FORMULA');
    expect(out).toContain('--grain hour|day|week|month|quarter|year');
  });

  it('takes jsonData out of a provisioning file, and says when there is none', async () => {
    const provisioning = path.join(directory, 'ds.yaml');
    await writeFile(
      provisioning,
      'apiVersion: 1\ndatasources:\n  - { name: x, type: loki }\n  - { name: u, type: perunit-uniteconomics-datasource, jsonData: { currency: EUR } }\n'
    );
    await run(['query', 'cost', '--settings', provisioning]);
    expect(asked[0]?.context.dataSource?.jsonData).toBe('{"currency":"EUR"}');
    await writeFile(provisioning, 'datasources: []\n');
    expect((await run(['query', 'cost', '--settings', provisioning])).error).toContain(
      'holds neither jsonData nor a data source of type'
    );
    expect((await run(['query', 'cost', '--settings', path.join(directory, 'gone.yaml')])).error).toContain(
      'cannot be read'
    );
  });
});
