import { openTestBills, type TestBills } from '../cost/testing.ts';
import type { CostAnswer } from '../cost/cost-source.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { SharedCache } from '../query/cache.ts';
import type { MetricCells } from '../query/metric-cells.ts';
import { rowsAsSource } from '../query/testing/ask.ts';
import type { FileAccess } from '../storage/file-access.ts';
import { defaultLimits, QueryRunner } from './run-queries.ts';
import type { RequestContext } from './service.ts';
import { SettingsLoader } from './settings-loader.ts';
import { UnitEconomicsService } from './unit-economics-service.ts';

/** Team a may see its 7.00; the rest of the bill (113.00 of b, 5.55 without a team) is none of its readers' business. */
const bill = [
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,SubAccountId,Tags',
  '2026-06-01,2026-06-02,7.00,7.00,USD,prod-1,"{""team"":""a""}"',
  '2026-06-01,2026-06-02,113.00,113.00,USD,prod-2,"{""team"":""b""}"',
  '2026-06-01,2026-06-02,5.55,5.55,USD,dev-1,',
  'soon,2026-06-02,66.66,66.66,USD,dev-1,',
  '2026-06-01,2026-06-02,1.11,1.11,USD,dev-1,{team}',
].join('\n');
const usage = { jobs: [['2026-06-01', 3, 'a'], ['2026-06-01', 41, 'b'], ['2026-06-01', 42, 'b']] } as const; // prettier-ignore
const account = (value: string) => [{ key: 'SubAccountId', op: 'prefix', values: [value] }];

let bills: TestBills;
let service: UnitEconomicsService;

beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('bill.csv', bill);
  const sources = {
    cost: bills.source,
    usage: rowsAsSource({ jobs: usage.jobs.map((row) => [...row]) }),
    costCache: new SharedCache<CostAnswer>(10, () => 1),
    usageCache: new SharedCache<MetricCells>(10, () => 1),
  };
  const now = () => Date.UTC(2026, 5, 20);
  const none: FileAccess = {
    allowed: [],
    list: () => Promise.reject(new Error('none')),
    readText: () => Promise.reject(new UnitEconomicsError('notAllowed', 'outside')),
  };
  service = new UnitEconomicsService({
    settings: new SettingsLoader(none, () => 'fingerprint'),
    runner: new QueryRunner(sources, now, defaultLimits),
    sources,
    now,
    close: () => Promise.resolve(),
  });
  await health('Admin');
  await bills.source.settled(); // the roll-up counts the tags that are not JSON
});
afterAll(() => bills.close());

function context(role?: string, scope = [{ dimension: 'team', op: 'in', values: ['a'] }]): RequestContext {
  const jsonData = {
    connections: [{ name: 'here', type: 'files', path: bills.root }],
    costs: [
      {
        name: 'cloud',
        connection: 'here',
        format: 'focus',
        location: 'bill.csv',
        invoices: [{ month: '2026-06', total: 999.99 }],
      },
    ],
    metrics: [
      {
        name: 'jobs',
        connection: 'here',
        location: '.',
        unit: 'job',
        additivity: 'distinct',
        dimensions: { team: 'team' },
      },
    ],
    dimensions: [
      { name: 'team', from: ['tag:team'] },
      {
        name: 'overlapping',
        rules: [
          { value: 'x', where: account('prod-1') },
          { value: 'y', where: account('prod-') },
        ],
      },
    ],
    scope,
  };
  return {
    dataSource: { uid: 'u', name: 'n', jsonData: JSON.stringify(jsonData), secureJsonData: {} },
    headers: {},
    ...(role !== undefined && { user: { login: 'someone', role } }),
  };
}

const live = new AbortController().signal;
const health = async (...asked: Parameters<typeof context>) =>
  JSON.stringify((await service.checkHealth(context(...asked), live)).details);

describe('the health report of a data source with a scope', () => {
  it.each([['Viewer'], ['Editor'], [undefined]])(
    'says to the role %s which entries work and how far they go, and neither counts nor amounts',
    async (role) => {
      const text = await health(role);
      expect(text).toContain('ok    cost cloud: 2026-06-01 to 2026-06-01, complete through 2026-06-01');
      expect(text).toContain('ok    metric jobs: 2026-06-01 to 2026-06-01, complete through 2026-06-01');
      expect(text).toContain('ok    dimension overlapping: 2 rules');
      expect(text).not.toMatch(/charge|bad row|BilledCost|invoice|\d\.\d\d|66|soon/);
      expect(text).not.toMatch(/[0-9] rows?\b/);
    }
  );

  it('says all of it to an administrator, and to everyone where there is no scope', async () => {
    for (const text of [await health('Admin'), await health('Viewer', [])]) {
      expect(text).toContain('4 charges in 1 file');
      expect(text).toContain('The invoice of 2026-06 is 999.99 USD and BilledCost 126.66 USD'); // 7 + 113 + 5.55 + 1.11
      expect(text).toContain('More than one rule matches 1 charge (BilledCost 7.00 USD)');
    }
  });
});

async function framesOf(scope?: Parameters<typeof context>[1]): Promise<readonly Frame[]> {
  const json = JSON.stringify({ formulas: [{ expression: 'cost / jobs' }], groupBy: ['team'], result: 'freshness' });
  const asked = { refId: 'A', json, from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 2) };
  const result = (await service.queryData(context('Viewer', scope), [asked], live)).get('A');
  return result !== undefined && 'frames' in result ? result.frames : [];
}

const countsIn = ([frame]: readonly Frame[]) =>
  ['rows', 'bad rows'].map((name) => {
    const column = frame?.fields.find((field) => field.name === name)?.column;
    return column?.type === 'number'
      ? Array.from(column.values, (value, row) => (column.valid?.[row] === 1 ? value : null))
      : undefined;
  });

describe('answers within a scope', () => {
  it('say nothing of how much lies outside: rows of whole sources, bad ones among them', async () => {
    const frames = await framesOf();
    expect(countsIn(frames)).toEqual([
      [null, null],
      [null, null],
    ]);
    const { notices, custom } = frames[0]!.meta;
    expect(notices?.map(({ text }) => text)).toEqual([
      'Cost dataset cloud: some charges could not be read and are left out.',
      'Cost dataset cloud: some charges with Tags that are not JSON, counted as untagged.',
      'jobs: some rows repeat a day and group; the last one holds.',
    ]);
    expect(custom?.freshness.map((leg) => Object.keys(leg))).toEqual([
      ['leg', 'completeThrough'],
      ['leg', 'completeThrough'],
    ]);
  });

  it('count them where there is no scope', async () => {
    const frames = await framesOf([]);
    expect(countsIn(frames)).toEqual([
      [4, 3],
      [1, 0],
    ]);
    const texts = frames[0]!.meta.notices?.map(({ text }) => text);
    expect(texts?.[0]).toContain(
      '1 charge could not be read and is left out. bill.csv row 4: ChargePeriodStart "soon"'
    );
    expect(texts).toContain('Cost dataset cloud: 1 charge with Tags that are not JSON, counted as untagged.');
    expect(texts).toContain('jobs: 1 row repeats a day and group; the last one holds.');
  });
});
