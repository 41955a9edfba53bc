import type { KpiReport, Report } from '../../report/report.ts';

export const costPerJob: KpiReport = {
  name: 'cost_per_job',
  title: 'Cost per job',
  expression: 'cost / jobs',
  unit: 'USD / job',
  now: 0.045,
  before: 0.05,
  change: -0.1,
  target: { value: 0.04, better: 'lower', met: false },
  history: [{ period: '2026-10', value: 0.045, complete: true }],
  drivers: { before: 100, now: 108, effects: [], unsplit: [], remarks: [], text: 'Total cost rose by $8.00 (+8%).' },
  evidence: {
    verdict: 'unit cost falls as spend rises',
    text: 'Unit cost fell by 10% while spend rose by 8%.',
    conditions: { periods: 13, incomplete: 0, missing: 0 },
  },
};

/** Of October 2026: spend 108 after 100, one KPI that misses its target, one mover. */
export const sampleReport: Report = {
  schemaVersion: 1,
  period: { grain: 'month', name: '2026-10', title: 'October 2026', from: '2026-10-01', to: '2026-10-31' },
  before: { grain: 'month', name: '2026-09', title: 'September 2026', from: '2026-09-01', to: '2026-09-30' },
  currency: 'USD',
  timezone: 'UTC',
  asOf: '2026-11-03T06:00:00.000Z',
  complete: true,
  spend: {
    now: 108,
    before: 100,
    change: 0.08,
    history: [{ period: '2026-10', value: 108, complete: true }],
    digest: {
      dimensions: ['Service'],
      lines: [
        { path: [], before: 100, now: 108, change: 8 },
        { path: ['Lambda'], before: 20, now: 30, change: 10, share: 1.25, text: 'Lambda cost rose by $10.00 (+50%).' },
      ],
      top: [{ path: ['Lambda'], before: 20, now: 30, change: 10, share: 1.25 }],
      flop: [{ path: ['S3'], before: 80, now: 78, change: -2, share: -0.25 }],
    },
  },
  kpis: [costPerJob],
  failures: [{ name: 'cost_per_user', title: 'Cost per user', reason: 'The metric users has no values.' }],
  freshness: [],
  notices: [],
};
