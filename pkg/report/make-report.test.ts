import { settingsOf, sourcesOf, type World } from '../query/testing/ask.ts';
import { makeReport, type ReportRequest } from './make-report.ts';
import type { KpiReport, Report } from './report.ts';

const costs = [{ name: 'cloud', connection: 'here', format: 'focus', location: '.', until: '2027-12-31' }];
const jobs = {
  name: 'jobs',
  title: 'OCR jobs',
  unit: 'job',
  additivity: 'additive',
  gaps: 'zero',
  dimensions: { team: 'team' },
  until: '2027-12-31',
};

/**
 * September to October: team a from 10 jobs of one hour at 10 USD to 20 of one hour at 12; team b stays at 10 jobs for 50 USD.
 * Cost per job 150 / 20 = 7.5, then 290 / 30 = 9.667.
 */
const world: World = {
  charges: [
    { day: '2026-09-01', team: 'a', cost: 100, quantity: 10, list: 130, ServiceName: 's1', SkuId: 'gpu', ConsumedUnit: 'Hours' },
    { day: '2026-09-01', team: 'b', cost: 50, quantity: 50, list: 50, ServiceName: 's2', SkuId: 'cpu', ConsumedUnit: 'Hours' },
    { day: '2026-10-10', team: 'a', cost: 240, quantity: 20, list: 300, ServiceName: 's1', SkuId: 'gpu', ConsumedUnit: 'Hours' },
    { day: '2026-10-10', team: 'b', cost: 50, quantity: 50, list: 50, ServiceName: 's2', SkuId: 'cpu', ConsumedUnit: 'Hours' },
  ],
  metrics: [jobs, { ...jobs, name: 'visits', unit: 'visit', dimensions: {} }],
  usage: { jobs: [['2026-09-01', 10, 'a'], ['2026-09-01', 10, 'b'], ['2026-10-10', 20, 'a'], ['2026-10-10', 10, 'b']], visits: [['2026-09-01', 20], ['2026-10-10', 30]] },
  settings: {
    costs,
    kpis: [
      { name: 'cost_per_job', title: 'Cost per job', expression: 'cost / jobs', target: 8, owner: 'documents' },
      { name: 'jobs_per_dollar', expression: 'jobs / cost', target: 0.1, better: 'higher' },
      { name: 'cost_per_visit', expression: 'cost / total(visits)', target: 9 },
      { name: 'savings', expression: 'list_cost - effective_cost' },
      { name: 'rolled', expression: 'rolling(cost, 28d) / rolling(jobs, 28d)' },
      { name: 'lost', title: 'Lost', expression: 'cost / nothing', owner: 'nobody' },
    ],
  },
}; // prettier-ignore

function report(request: ReportRequest, of: World = world): Promise<Report> {
  const now = Date.parse(of.now ?? '2026-12-15T00:00:00Z');
  return makeReport(request, { settings: settingsOf(of), sources: sourcesOf(of), now }, new AbortController().signal);
}

function kpi({ kpis }: Report, name: string): KpiReport {
  const found = kpis.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no KPI ${name}`);
  }
  return found;
}

describe('a report of the whole', () => {
  it('compares the period with the one before, and a KPI with its target', async () => {
    const october = await report({ period: '2026-10' });
    expect(october).toMatchObject({
      period: { name: '2026-10', title: 'October 2026', from: '2026-10-01', to: '2026-10-31' },
      before: { name: '2026-09' },
      currency: 'USD',
      complete: true,
      spend: { now: 290, before: 150 },
    });
    const perJob = kpi(october, 'cost_per_job');
    expect(perJob).toMatchObject({ title: 'Cost per job', unit: 'USD / job', owner: 'documents', before: 7.5 });
    expect(perJob.now).toBeCloseTo(290 / 30, 12);
    expect(perJob.change).toBeCloseTo(290 / 30 / 7.5 - 1, 12);
    expect(perJob.target).toEqual({ value: 8, better: 'lower', met: false });
    // 30 / 290 = 0.1034
    expect(kpi(october, 'jobs_per_dollar').target).toEqual({ value: 0.1, better: 'higher', met: true });
  });

  it('has thirteen periods of history, each made of its cost and usage', async () => {
    const { history } = kpi(await report({ period: '2026-10' }), 'cost_per_job');
    expect(history.map(({ period }) => period)).toEqual([
      '2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04',
      '2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10',
    ]); // prettier-ignore
    expect(history.at(-2)).toEqual({ period: '2026-09', value: 7.5, complete: true, spend: 150, usage: 20 });
    // Before the first charge nothing is known; that is not zero.
    expect(history[0]).toMatchObject({ value: null, spend: null });
  });

  it('splits the change by the dimension, tells spend and usage, and gives the evidence with its conditions', async () => {
    const { spend, usage, drivers, evidence } = kpi(await report({ period: '2026-10', by: 'team' }), 'cost_per_job');
    expect(spend).toMatchObject({ now: 290, before: 150 });
    expect(usage).toEqual({ title: 'OCR jobs', unit: 'job', now: 30, before: 20, change: 0.5 });
    // Team a: L(240, 100) = 140 / ln 2.4 = 159.9143 times ln 1.5 (volume), ln 2 - ln 1.5 (mix), ln 1.2 (price).
    // Team b: L = 50 times ln 1.5 and -ln 1.5.
    const amounts = Object.fromEntries((drivers?.effects ?? []).map(({ title, amount }) => [title, Math.round(amount * 100) / 100])); // prettier-ignore
    expect(amounts).toMatchObject({ Volume: 85.11, Mix: 25.73, Price: 29.16 });
    expect(drivers).toMatchObject({ before: 150, now: 290 });
    expect(drivers?.text).toMatch(
      /^Total cost rose by \$140\.00 \(\+93%\)\. OCR jobs rose by 50%: \$85\.11 of growth; /
    );
    expect(evidence).toMatchObject({
      verdict: 'unit cost rises with spend',
      conditions: { periods: 2, incomplete: 0, missing: 11, coverage: 1 },
      figures: {
        first: { period: '2026-09', spend: 150, usage: 20, unitCost: 7.5 },
        last: { period: '2026-10', spend: 290, usage: 30, unitCost: 290 / 30 },
        usageChange: 0.5,
      },
    });
    // 290 / 150 is +93%, 30 / 20 +50%, 9.667 / 7.5 +29%.
    expect(evidence?.text).toBe(
      'September 2026 to October 2026: Unit cost rises with spend, so the bill grows faster than the business: spend +93%, OCR jobs +50%, cost per job +29%. Whether it lasts stays open: 2 periods are few. Based on 2 complete periods, 11 without cost or units left out, 100% of cost has usage, no correlation (fewer than 3 points).'
    );
  });

  it('gives the coverage of all the periods that the evidence rests on', async () => {
    const { charges = [] } = world;
    const more = [...charges, { day: '2026-09-11', team: 'c', cost: 100, ServiceName: 's3' }];
    const { evidence } = kpi(await report({ period: '2026-10', by: 'team' }, { ...world, charges: more }), 'cost_per_job'); // prettier-ignore
    // Team c has no jobs: 440 of 540, though in October all cost has some.
    expect(evidence?.conditions.coverage).toBeCloseTo(440 / 540, 12);
    expect(evidence?.text).toContain('81% of cost has usage');
  });

  it('explains what is not split, and what cannot be told apart', async () => {
    const tax = { day: '2026-10-10', team: 'a', cost: 20, ServiceName: 's1', category: 'Tax' };
    const bare = [{ day: '2026-09-10', team: 'b', cost: 30, ServiceName: 's4' }, { day: '2026-10-10', team: 'b', cost: 60, ServiceName: 's4' }]; // prettier-ignore
    const charges = [...(world.charges ?? []), tax, ...bare];
    const { drivers } = kpi(await report({ period: '2026-10', by: 'team' }, { ...world, charges }), 'cost_per_job');
    expect(drivers?.unsplit).toEqual([{ reason: 'tax', before: 0, now: 20 }]);
    expect(drivers?.remarks).toEqual([
      'What each job consumes and its price cannot be told apart for $60.00 of the cost, because the bill has no quantity there.',
      'Not split by OCR jobs, because usage does not drive it or is not known there: tax rose ($20.00).',
    ]);
    const plain = kpi(await report({ period: '2026-10', by: 'team' }), 'cost_per_job').drivers;
    expect([plain?.unsplit, plain?.remarks]).toEqual([[], []]);
  });

  it('calls the cost of a dataset by its title', async () => {
    const kpis = [{ name: 'cloud_per_job', expression: 'cloud.effective_cost / jobs' }];
    const textWith = async (title?: string) => {
      const settings = { ...world.settings, kpis, costs: costs.map((one) => ({ ...one, ...(title !== undefined && { title }) })) }; // prettier-ignore
      return kpi(await report({ period: '2026-10' }, { ...world, settings }), 'cloud_per_job').drivers?.text;
    };
    expect(await textWith('Cloud bill')).toMatch(/^Cloud bill cost rose by \$140\.00/);
    expect(await textWith('Cloud cost')).toMatch(/^Cloud cost rose by \$140\.00/);
    expect(await textWith()).toMatch(/^cloud cost rose by \$140\.00/);
  });

  it('ranks what moved the cost by the dimension, then by service, in words where usage is known', async () => {
    const october = await report({ period: '2026-10', by: 'team' });
    const { digest } = kpi(october, 'cost_per_job');
    expect(digest?.dimensions).toEqual(['team', 'ServiceName']);
    expect(digest?.lines.map(({ path, change }) => [path.join('/'), change])).toEqual([['', 140], ['a', 140], ['a/s1', 140], ['other (1)', 0]]); // prettier-ignore
    // 12 / 10 is +20%, and 159.9143 x ln 1.2 = 29.16; 159.9143 x ln 2 = 110.84.
    expect(digest?.lines[1]?.text).toBe(
      'a cost rose by $140.00 (+140%). OCR jobs rose by 100%: $110.84 of growth; each job became 20% dearer: $29.16.'
    );
    expect(digest?.lines[2]?.text).toBeUndefined(); // jobs are not known by service
    expect(digest?.metric).toEqual({ title: 'OCR jobs', unit: 'job', unitCost: 'USD / job' });
    const [, a, service] = digest?.lines ?? [];
    expect(a).toMatchObject({ usage: { now: 20, before: 10, change: 1 }, unitCost: { now: 12, before: 10 } });
    expect(a?.effects?.map(({ title, amount }) => [title, Math.round(amount * 100) / 100])).toEqual([['Volume', 110.84], ['Unit cost', 29.16]]); // prettier-ignore
    expect(service?.usage).toEqual(a?.usage); // held against the team's jobs
    expect(digest?.lines[3]).toMatchObject({ path: ['other (1)'], folded: 1, share: 0 });
    expect(digest?.top).toMatchObject([{ path: ['a', 's1'], change: 140 }]);
    expect(october.spend?.digest?.lines[1]).toEqual({ path: ['a'], before: 100, now: 240, change: 140, share: 1 });
  });

  it('shows a KPI by value and names the values by falling spend', async () => {
    const october = await report({ period: '2026-10', by: 'team' });
    expect(october.by).toEqual({ dimension: 'team', title: 'team', values: ['a', 'b'] });
    expect(kpi(october, 'cost_per_job').groups).toEqual([
      { name: 'a', now: 12, before: 10, change: 12 / 10 - 1 },
      { name: 'b', now: 5, before: 5, change: 0 },
    ]);
  });

  it('gives value and history alone where a formula is not one cost against one metric', async () => {
    const october = await report({ period: '2026-10' });
    // List less effective cost: 350 - 290, before 180 - 150.
    const savings = kpi(october, 'savings');
    expect(savings).toMatchObject({ now: 60, before: 30, change: 1 });
    expect(savings.history.at(-1)).toEqual({ period: '2026-10', value: 60, complete: true });
    for (const name of ['savings', 'rolled']) {
      const told = kpi(october, name);
      expect([told.drivers, told.evidence, told.digest, told.spend, told.usage]).toEqual(Array(5).fill(undefined));
    }
  });

  it('tells why a KPI could not be told, and tells the others', async () => {
    const october = await report({ period: '2026-10' });
    expect(october.kpis.map(({ name }) => name)).toEqual(['cost_per_job', 'jobs_per_dollar', 'cost_per_visit', 'savings', 'rolled']); // prettier-ignore
    expect(october.failures).toMatchObject([{ name: 'lost', title: 'Lost', owner: 'nobody' }]);
    expect(october.failures[0]?.reason).toContain('unknown name nothing');
  });

  it('is a value that JSON can hold', async () => {
    const october = await report({ period: '2026-10', by: 'team' });
    expect(JSON.parse(JSON.stringify(october))).toEqual(october);
  });
});

describe('a report of one value', () => {
  it('is limited to it in cost and usage', async () => {
    const a = await report({ period: '2026-10', by: 'team', value: 'a' });
    expect(a.subject).toEqual({ dimension: 'team', title: 'team', value: 'a' });
    expect(a.by).toBeUndefined();
    expect(a.spend).toMatchObject({ now: 240, before: 100 });
    expect(kpi(a, 'cost_per_job')).toMatchObject({ now: 12, before: 10, target: { met: false } });
    expect(kpi(a, 'cost_per_job').drivers?.text).toMatch(/^a cost rose by \$140\.00/);
  });

  it('has no target where its cost is held against everybody’s usage', async () => {
    // 240 / 30: team a's part of what a visit costs, which the target of 9 for all of it says nothing about.
    const a = kpi(await report({ period: '2026-10', by: 'team', value: 'a' }), 'cost_per_visit');
    expect([a.now, a.target]).toEqual([8, undefined]);
  });

  it('stays inside the scope of the settings', async () => {
    const limited = { ...world, settings: { ...world.settings, scope: [{ dimension: 'team', op: 'in', values: ['b'] }] } }; // prettier-ignore
    expect((await report({ period: '2026-10' }, limited)).spend).toMatchObject({ now: 50, before: 50 });
    expect((await report({ period: '2026-10', by: 'team', value: 'a' }, limited)).spend).toMatchObject({ now: 0 });
    expect((await report({ period: '2026-10', by: 'team' }, limited)).by?.values).toEqual(['b']);
  });
});

describe('a period in progress', () => {
  const day = (index: number) => new Date(Date.UTC(2026, 8, 1 + index)).toISOString().slice(0, 10);
  /** 10 USD and 5 jobs a day from 1 September on; costs are complete through 17 October, 48 hours before now. */
  const open: World = {
    charges: Array.from({ length: 49 }, (_, index) => ({ day: day(index), cost: 10 })),
    metrics: [{ ...jobs, dimensions: {}, until: undefined }],
    usage: { jobs: Array.from({ length: 49 }, (_, index) => [day(index), 5] as const) },
    settings: { kpis: [{ name: 'cost_per_job', expression: 'cost / jobs' }, { name: 'per_month', expression: 'cost' }] },
    now: '2026-10-20T12:00:00Z',
  }; // prettier-ignore

  it('is compared with as many days of the period before', async () => {
    const october = await report({ period: '2026-10' }, open);
    // 17 days of 10 on both sides, not 170 against 300.
    expect(october.spend).toMatchObject({ now: 170, before: 170, change: 0 });
    expect(october.complete).toBe(false);
    expect(kpi(october, 'per_month').history.at(-1)).toMatchObject({ value: 170, complete: false });
    expect(kpi(october, 'cost_per_job')).toMatchObject({
      spend: { now: 170, before: 170 },
      usage: { now: 85, before: 85 },
      evidence: { conditions: { incomplete: 1 } },
    });
  });

  it('is not what is told when no period is named', async () => {
    expect((await report({}, open)).period.name).toBe('2026-09');
    // 12 to 18 October is not over; 5 to 11 October is.
    expect((await report({ grain: 'week' }, open)).period.name).toBe('2026-W41');
  });

  it('compares weeks with weeks', async () => {
    const week = await report({ period: '2026-W41' }, open);
    expect(week).toMatchObject({ before: { name: '2026-W40' }, spend: { now: 70, before: 70 }, complete: true });
    expect(kpi(week, 'cost_per_job').history).toHaveLength(13);
  });
});

describe('a metric that lags behind the bill', () => {
  const lagging: World = {
    ...world,
    metrics: [jobs, { ...jobs, name: 'visits', until: undefined, dimensions: {}, unit: 'visit' }],
    usage: { ...world.usage, visits: [['2026-09-01', 20], ['2026-09-20', 30]] },
    now: '2026-11-20T00:00:00Z',
  }; // prettier-ignore

  it('makes its own KPI incomplete, not the report', async () => {
    const october = await report({ period: '2026-10' }, lagging);
    expect(october.complete).toBe(true);
    expect(kpi(october, 'cost_per_visit').history.at(-1)?.complete).toBe(false);
    const costs: World = { ...lagging, settings: { costs: [], kpis: [{ name: 'visited', expression: 'visits' }] } };
    expect((await report({ period: '2026-10' }, costs)).complete).toBe(false);
  });

  it('is told of once, by the title of the KPI', async () => {
    const kpis = [{ name: 'cpv', title: 'Cost per visit', expression: 'cost / total(visits)' }];
    const { notices } = await report({ period: '2026-10' }, { ...lagging, settings: { costs, kpis } });
    expect(notices.map(({ text }) => text).filter((text) => text.includes('complete through'))).toEqual([
      'Cost per visit is complete through 2026-09-20, and the range has no complete day yet; widen the range.',
    ]);
  });
});

it('names the period before, and no formula, where a value of it is missing', async () => {
  const kpis = [{ name: 'cpj', title: 'Cost per job', expression: 'cost / jobs' }];
  const usage = {
    jobs: [
      ['2026-08-01', 1, 'a'],
      ['2026-10-10', 30, 'a'],
    ] as const,
  };
  const { notices } = await report({ period: '2026-10' }, { ...world, usage, settings: { costs, kpis } });
  expect(notices.map(({ text }) => text)).toContain(
    'Cost per job in September 2026: 1 value is missing because the denominator is zero.'
  );
  expect(JSON.stringify(notices)).not.toContain('cpj');
});

it('gives a reason without the title that it stands behind', async () => {
  const kpis = [{ name: 'cpj', title: 'Cost per job', expression: 'cost / jobs' }];
  const usage = { jobs: [['2026-08-01', 0, 'a']] as const };
  const { failures } = await report({ period: '2026-10' }, { ...world, usage, settings: { costs, kpis } });
  expect(failures.map(({ title, reason }) => [title, reason])).toEqual([
    ['Cost per job', '61 days are left out, because OCR jobs has no value there.'], // September and October
  ]);
});

it('says since when there is cost in the first period of the bill, and not later', async () => {
  expect((await report({ period: '2026-09' })).spend).toMatchObject({ now: 150, since: '2026-09-01' });
  expect((await report({ period: '2026-10' })).spend?.since).toBeUndefined();
});

it.each([
  ['Cost category', 'cost categories'],
  ['AWS account', 'AWS accounts'],
  ['Accounts', 'accounts'],
  ['Branch', 'branches'],
  ['Key', 'keys'],
])('calls the values of the dimension %s %s', async (title, many) => {
  const dimensions = [{ name: 'team', title, from: ['team'] }];
  const kpis = [{ name: 'cpj', expression: 'cost / jobs' }];
  const october = await report({ period: '2026-10', by: 'team' }, { ...world, settings: { costs, kpis, dimensions } });
  expect(kpi(october, 'cpj').drivers?.text).toContain(`mix of ${many}:`);
});

it('says so where a metric has no weeks', async () => {
  const monthly: World = { ...world, metrics: [{ ...jobs, nativeGrain: 'month', gaps: 'none' }] };
  const { failures } = await report({ period: '2026-W41' }, monthly);
  expect(failures.find(({ name }) => name === 'cost_per_job')?.reason).toBe(
    'It has values by month only, not by week.'
  );
});

it('is told without costs too', async () => {
  const usageOnly: World = {
    ...world,
    settings: { costs: [], kpis: [{ name: 'volume', expression: 'jobs' }] },
  };
  const november = await report({}, usageOnly);
  expect(november.period.name).toBe('2026-11');
  expect(november.spend).toBeUndefined();
  expect(kpi(november, 'volume').history.at(-2)).toMatchObject({ period: '2026-10', value: 30 });
});

it('ends when its caller goes', async () => {
  const gone = AbortSignal.abort();
  const asked = { settings: settingsOf(world), sources: sourcesOf(world), now: 0 };
  await expect(makeReport({ period: '2026-10' }, asked, gone)).rejects.toMatchObject({ code: 'cancelled' });
});
