import { rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { executableName } from '../../scripts/build/build.ts';
import { BareRoot, whyNoBareRoot } from './bare-root.ts';

const reason = whyNoBareRoot();
const inBareRoot = reason ? describe.skip : describe;
const executable = `/plugin/${executableName}`;

/**
 * Two teams on two days of July 2025. By hand: cost of search 10 + 30 = 40 over 100 + 100 = 200 jobs is 0.20 per job;
 * of checkout 5 + 7 = 12 over 10 + 30 = 40 jobs is 0.30 per job. The mean of daily ratios would be 0.20 and 0.3667.
 */
const charges = [
  'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,Tags',
  ...[
    ['10', '2025-07-01', '2025-07-02', 'search'],
    ['30', '2025-07-02', '2025-07-03', 'search'],
    ['5', '2025-07-01', '2025-07-02', 'checkout'],
    ['7', '2025-07-02', '2025-07-03', 'checkout'],
  ].map(
    ([cost, from, to, team]) =>
      `${cost},${cost},USD,Usage,${from}T00:00:00Z,${to}T00:00:00Z,Compute,"{""team"": ""${team}""}"`
  ),
];
const jobs = [
  'day,team,jobs',
  '2025-07-01,search,100',
  '2025-07-02,search,100',
  '2025-07-01,checkout,10',
  '2025-07-02,checkout,30',
];
const settings = {
  schemaVersion: 1,
  currency: 'USD',
  timezone: 'UTC',
  connections: [{ name: 'exports', type: 'files', path: '/data' }],
  costs: [{ name: 'cloud', connection: 'exports', format: 'focus', location: 'charges.csv', until: '2025-07-02' }],
  metrics: [
    {
      name: 'jobs',
      connection: 'exports',
      location: 'jobs.csv',
      dateColumn: 'day',
      valueColumn: 'jobs',
      dimensions: { team: 'team' },
      unit: 'job',
      additivity: 'additive',
      gaps: 'zero',
      until: '2025-07-02',
    },
  ],
  dimensions: [{ name: 'team', from: ['tag:team'] }],
};

/** What `--format json` prints, as far as it is looked at: a row per month, a column per team after the date's. */
const sheet = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});

inBareRoot(`with nothing but the plugin, glibc and busybox${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let root: BareRoot;

  beforeAll(() => {
    root = new BareRoot('dist', executableName);
    writeFileSync(root.at('data/charges.csv'), `${charges.join('\n')}\n`);
    writeFileSync(root.at('data/jobs.csv'), `${jobs.join('\n')}\n`);
    writeFileSync(root.at('data/settings.json'), JSON.stringify(settings));
  });
  afterAll(() => {
    root.remove();
  });

  it('the executable answers cost per unit by team, reading its files through DuckDB', () => {
    const range = ['--from', '2025-07-01', '--to', '2025-07-31', '--grain', 'month'];
    const options = ['--settings', '/data/settings.json', '--by', 'team', ...range, '--format', 'json'];
    const outcome = root.run(executable, 'query', 'cost / jobs', ...options);
    expect(outcome.status === 0 ? '' : outcome.stderr).toBe('');
    const { columns, rows } = sheet.parse(JSON.parse(outcome.stdout));
    expect(rows).toHaveLength(1);
    const valueOf = (team: string) => rows[0]?.[columns.findIndex((title) => title.includes(team))];
    expect(valueOf('search')).toBeCloseTo(0.2, 12);
    expect(valueOf('checkout')).toBeCloseTo(0.3, 12);
  });

  it('the executable does not start without the runtime beside it, so nothing of this machine has helped', () => {
    rmSync(root.at('plugin/lib'), { recursive: true });
    const outcome = root.run(executable, 'help');
    expect(outcome.status).toBe(127);
    expect(outcome.stderr).toContain('libatomic.so.1: cannot open shared object file');
  });
});
