import type { KpiReport } from './report.ts';
import { reportOf } from './testing/report-of.ts';
import { amountsSentence, headline, kpiSentence, spendAmounts } from './words.ts';

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

it('says a percentage once, and money as money', () => {
  const report = reportOf('x');
  const [known] = report.kpis;
  if (known === undefined) {
    throw new Error('the fixture has a KPI');
  }
  const { target, ...plain } = known;
  expect(target).toBeDefined();
  const share: KpiReport = { ...plain, title: 'Share of revenue', unit: '%', now: 13.25, before: 13.5, change: 13.25 / 13.5 - 1, usage: { title: 'Revenue', unit: 'USD', now: 1_875_998, before: 1_759_910, change: 0.066 } }; // prettier-ignore
  expect(kpiSentence(share, report)).toBe('Share of revenue was 13.3%, 1.9% less than in September 2026.');
  expect(amountsSentence(share, report)).toBe('Spend $290.00 after $150.00 (+93%); Revenue $1,875,998 after $1,759,910 (+6.6%).'); // prettier-ignore
});

describe('what is not complete', () => {
  const report = reportOf('x');
  const [known] = report.kpis;
  const lagging = (title: string): KpiReport => ({ ...kpi(title, 8), history: [{ period: '2026-10', value: 1, complete: false }] }); // prettier-ignore
  const alone = ({ name, title, expression, unit, history }: KpiReport): KpiReport => ({
    name,
    title,
    expression,
    unit,
    history,
  });
  const said = (changed: typeof report) => headline(changed).filter((sentence) => /not complete/i.test(sentence));

  it('is named by its title where the report as a whole is complete', () => {
    const kpis = [...(known ? [known] : []), lagging('A'), lagging('B'), alone(lagging('C'))];
    expect(said({ ...report, kpis })).toEqual([
      'Not complete yet, and compared by their complete days: A, B.',
      'Not complete, and without a comparison: C.',
    ]);
    expect(said(report)).toEqual([]);
  });

  it('is the period, and the KPIs that its comparison is not true of', () => {
    expect(said({ ...report, complete: false, kpis: [lagging('A'), alone(lagging('C'))] })).toEqual([
      'October 2026 is not complete: its complete days are compared with as many of September 2026.',
      'Not complete, and without a comparison: C.',
    ]);
    const { history = [] } = report.spend ?? {};
    expect(said({ ...report, complete: false, spend: { history }, kpis: [alone(lagging('C'))] })).toEqual([
      'October 2026 is not complete, and has no comparison.',
    ]);
  });
});

it('says since when there is cost where there is none to compare with', () => {
  const report = reportOf('x');
  const spend = { now: 290, since: '2026-10-01', history: [] };
  expect(headline({ ...report, spend })[0]).toBe('Spend was $290.00. There is no cost before 2026-10-01, so nothing to compare with.'); // prettier-ignore
  expect(spendAmounts(spend, report)).toBe('$290.00 in October 2026. There is no cost before 2026-10-01, so nothing to compare with.'); // prettier-ignore
  expect(spendAmounts({ history: [] }, report)).toBe('Spend of October 2026 is not known.');
  expect(spendAmounts({ now: 290, before: 150, change: 290 / 150 - 1, history: [] }, report)).toBe('$290.00 in October 2026, $150.00 in September 2026: +93%.'); // prettier-ignore
});

describe('what moved the bill most', () => {
  const report = reportOf('search');
  const movers = (changed: typeof report) => headline(changed).filter((sentence) => /^(Largest|Dearer)/.test(sentence));
  const [known] = report.kpis;
  const { evidence, digest } = known ?? {};
  if (known === undefined || evidence === undefined || digest === undefined) {
    throw new Error('the fixture has a KPI with a digest');
  }

  it('is told with its driver', () => {
    expect(movers(report)).toEqual(['Largest mover: search cost rose by $140.00.']);
  });

  it('is told by its amount alone where no usage is known for most of the cost', () => {
    const kpis = [{ ...known, evidence: { ...evidence, conditions: { ...evidence.conditions, coverage: 0.5 } } }];
    expect(movers({ ...report, kpis })).toEqual(['Largest mover: search, +$140.00 of +$140.00 in all.']);
  });

  it('is told beside another whose units became dearer, from 1% of the spend on', () => {
    const dearer = (amount: number) => ({
      path: ['checkout'],
      before: 50,
      now: 52,
      change: 2,
      effects: [{ name: 'unitCost' as const, title: 'Unit cost', amount }],
      text: 'checkout became dearer.',
    });
    const [all, search] = digest.lines;
    const small = {
      ...search,
      path: ['search'],
      before: 100,
      now: 240,
      change: 140,
      effects: [],
      text: 'search grew.',
    };
    const told = (amount: number) =>
      movers({ ...report, kpis: [{ ...known, digest: { ...digest, lines: [...(all ? [all] : []), small, dearer(amount)] } }] }); // prettier-ignore
    expect(told(1.6)).toEqual(['Largest mover: search grew.', 'Dearer per unit: checkout became dearer.']);
    expect(told(1.4)).toEqual(['Largest mover: search grew.']); // 1% of 150 is 1.5
  });

  it('is not told where nothing moved', () => {
    const { spend } = report;
    const still = { dimensions: ['team'], lines: [{ path: [], before: 1, now: 1, change: 0 }], top: [], flop: [] };
    expect(movers({ ...report, spend: { ...spend, history: [], digest: still } })).toEqual([]);
  });
});
