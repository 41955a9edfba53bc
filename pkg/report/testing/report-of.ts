import type { DigestReport, KpiReport, Report } from '../report.ts';

const history = ['2026-09', '2026-10'].map((period, index) => ({
  period,
  value: [7.5, 29 / 3][index] ?? null,
  complete: true,
  spend: [150, 290][index] ?? null,
  usage: [20, 30][index] ?? null,
}));

/** A report in which everything that a person or a bill can name has the same name. */
export function reportOf(name: string): Report {
  const digest: DigestReport = {
    dimensions: [name, name],
    metric: { title: name, unit: name, unitCost: 'USD / job' },
    lines: [
      { path: [], before: 150, now: 290, change: 140, share: 1 },
      {
        path: [name],
        before: 100,
        now: 240,
        change: 140,
        share: 1,
        effects: [
          { name: 'volume', title: 'Volume', amount: 110.84 },
          { name: 'unitCost', title: 'Unit cost', amount: 29.16 },
        ],
        usage: { now: 20, before: 10, change: 1 },
        unitCost: { now: 12, before: 10, change: 0.2 },
        text: `${name} cost rose by $140.00.`,
      },
      { path: [name, name], before: 100, now: 240, change: 140, share: 1 },
      { path: ['other (1)'], before: 50, now: 50, change: 0, share: 0, folded: 1 },
    ],
    top: [{ path: [name, name], before: 100, now: 240, change: 140, share: 1 }],
    flop: [{ path: [name, 'x'], before: 5, now: 2, change: -3, share: -0.02 }],
  };
  const kpi: KpiReport = {
    name: 'cost_per_job',
    title: name,
    description: name,
    owner: name,
    expression: 'cost / jobs',
    unit: 'USD / job',
    now: 29 / 3,
    before: 7.5,
    change: 29 / 3 / 7.5 - 1,
    target: { value: 8, better: 'lower', met: false },
    history,
    spend: { now: 290, before: 150, change: 290 / 150 - 1 },
    usage: { title: name, unit: name, now: 30, before: 20, change: 0.5 },
    drivers: {
      before: 150,
      now: 290,
      effects: [
        { name: 'volume', title: 'Volume', amount: 85.11 },
        { name: 'mix', title: 'Mix', amount: 25.73 },
        { name: 'price', title: 'Price', amount: 29.16 },
      ],
      unsplit: [{ reason: 'tax', before: 3, now: 5 }],
      text: `${name} cost rose by $140.00.`,
      remarks: [`Not split, because usage does not drive it or is not known there: tax rose ($2.00).`],
    },
    evidence: {
      verdict: 'unit cost rises with spend',
      text: 'Unit cost rises with spend.',
      figures: {
        first: { period: '2026-09', spend: 150, usage: 20, unitCost: 7.5 },
        last: { period: '2026-10', spend: 290, usage: 30, unitCost: 29 / 3 },
        spendChange: 290 / 150 - 1,
        usageChange: 0.5,
        unitCostChange: 29 / 3 / 7.5 - 1,
      },
      conditions: { periods: 2, incomplete: 0, missing: 11, coverage: 1 },
    },
    digest,
    groups: [
      { name, now: 12, before: 10, change: 0.2 },
      { name: 'gone', before: 5 },
    ],
  };
  return {
    schemaVersion: 1,
    period: { grain: 'month', name: '2026-10', title: 'October 2026', from: '2026-10-01', to: '2026-10-31' },
    before: { grain: 'month', name: '2026-09', title: 'September 2026', from: '2026-09-01', to: '2026-09-30' },
    subject: { dimension: name, title: name, value: name },
    by: { dimension: name, title: name, values: [name] },
    currency: 'USD',
    timezone: 'UTC',
    asOf: '2026-12-15T00:00:00.000Z',
    complete: true,
    spend: { now: 290, before: 150, change: 290 / 150 - 1, history, digest },
    kpis: [kpi],
    failures: [{ name: 'lost', title: name, owner: name, reason: name }],
    freshness: [{ source: name, provider: name, newest: '2026-12-01T00:00:00.000Z' }],
    notices: [{ severity: 'warning', text: name }],
  };
}
