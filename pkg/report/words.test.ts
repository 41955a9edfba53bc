import type { KpiReport } from './report.ts';
import { reportOf } from './testing/report-of.ts';
import { headline } from './words.ts';

/** The fixture's KPI, with a verdict over the given number of periods. */
function kpi(title: string, periods: number): KpiReport {
  const [known] = reportOf(title).kpis;
  if (known?.evidence === undefined) {
    throw new Error('the fixture has a KPI with evidence');
  }
  const { evidence } = known;
  return { ...known, evidence: { ...evidence, conditions: { ...evidence.conditions, periods } } };
}

it('says of each verdict over how many periods it holds, however long the history is', () => {
  const report = { ...reportOf('x'), kpis: [kpi('Cost per job', 8), kpi('Cost per page', 8), kpi('Cost per GB', 3)] };
  expect(headline(report).filter((sentence) => sentence.startsWith('Over'))).toEqual([
    'Over 8 months unit cost rises with spend: Cost per job, Cost per page.',
    'Over 3 months unit cost rises with spend: Cost per GB.',
  ]);
});
