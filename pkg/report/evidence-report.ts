import { evidenceText } from '../drivers/evidence-words.ts';
import type { Evidence } from '../drivers/evidence.ts';
import type { CostAndUsage } from '../query/analysis/compared.ts';
import type { Pair } from '../query/analysis/digest-units.ts';
import { isCountedBy } from './counted-by.ts';
import { parsePeriod, titleOf } from './period.ts';
import type { ReportContext } from './report-context.ts';
import type { EvidenceFigures, EvidencePeriod, EvidenceReport, KpiPoint } from './report.ts';
import { capitalised } from './words.ts';

/**
 * Whether unit cost falls while spend rises, the last complete period against the first. Undefined where nothing is found;
 * otherwise it waits for the history, which names the periods.
 */
export async function askEvidence(
  expression: string,
  pair: CostAndUsage,
  context: ReportContext
): Promise<((points: readonly KpiPoint[]) => EvidenceReport) | undefined> {
  const { by, calendar, history, period } = context;
  const formulas = [{ expression }];
  const [{ analysis }, byGroup] = await Promise.all([
    context.ask({ formulas, grain: period.grain, result: 'evidence' }, history),
    by !== undefined && isCountedBy(by, pair)
      ? context.ask({ formulas, groupBy: [by.name], result: 'numeric' }, history)
      : undefined,
  ]);
  const found = analysis?.kind === 'evidence' ? analysis : undefined;
  const { evidence, unitCosts } = found?.groups[0] ?? {};
  const partnered = byGroup?.attributionCoverage;
  if (found === undefined || evidence === undefined) {
    return undefined;
  }
  return (points) => {
    const used = points.filter((point) => point.complete && isKnown(point.spend) && isKnown(point.usage));
    const ends = [used[0], used.at(-1)].flatMap((point) => (point ? [point] : []));
    const titles = ends.map((point) => titleOf(parsePeriod(point.period, calendar)));
    const span = evidence.figures === undefined ? '' : `${capitalised(titles.join(' to '))}: `;
    const { periodsUsed, incomplete, missing, correlation, coverage: ofDays = 1 } = evidence.conditions;
    // Cost of groups without usage has none either on the days on which all usage is known.
    const coverage = partnered === undefined ? evidence.conditions.coverage : Math.min(partnered, ofDays);
    const conditions = { ...evidence.conditions, ...(coverage !== undefined && { coverage }) };
    const figures = figuresOf(evidence, ends, unitCosts);
    return {
      verdict: evidence.verdict,
      text: `${span}${evidenceText({ ...evidence, conditions }, found.subject.unit)}`,
      ...(figures && { figures }),
      conditions: {
        periods: periodsUsed,
        incomplete,
        missing,
        ...(coverage !== undefined && { coverage }),
        ...('value' in correlation && { correlation: correlation.value }),
      },
    };
  };
}

function figuresOf(
  { figures }: Evidence,
  [first, last]: readonly KpiPoint[],
  [cost0, cost1]: Pair<number | undefined> = [undefined, undefined]
): EvidenceFigures | undefined {
  if (figures === undefined || first === undefined || last === undefined) {
    return undefined;
  }
  const period = ({ period: name, spend, usage }: KpiPoint, unitCost: number | undefined): EvidencePeriod => ({
    period: name,
    spend: spend ?? 0,
    usage: usage ?? 0,
    ...(unitCost !== undefined && { unitCost }),
  });
  return {
    first: period(first, cost0),
    last: period(last, cost1),
    spendChange: figures.spendChange,
    usageChange: figures.unitChange,
    unitCostChange: figures.unitCostChange,
  };
}

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
