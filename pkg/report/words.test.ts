import type { KpiReport } from './report.ts';
import { reportOf } from './testing/report-of.ts';
import { amountsSentence, headline, kpiSentence } from './words.ts';

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
