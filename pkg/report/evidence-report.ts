import { evidenceText } from '../drivers/evidence-words.ts';
import { parsePeriod, titleOf } from './period.ts';
import type { ReportContext } from './report-context.ts';
import type { EvidenceReport, KpiPoint } from './report.ts';
import { capitalised } from './words.ts';

/**
 * Whether unit cost falls while spend rises, the last complete period against the first. Undefined where nothing is found;
 * otherwise it waits for the history, which names the periods, and for the coverage, which the split by group knows.
 */
export async function askEvidence(
  expression: string,
  context: ReportContext
): Promise<((points: readonly KpiPoint[], coverage: number | undefined) => EvidenceReport) | undefined> {
  const { calendar, history, period } = context;
  const { analysis } = await context.ask(
    { formulas: [{ expression }], grain: period.grain, result: 'evidence' },
    history
  );
  const found = analysis?.kind === 'evidence' ? analysis : undefined;
  const evidence = found?.groups[0]?.evidence;
  if (found === undefined || evidence === undefined) {
    return undefined;
  }
  return (points, coverage) => {
    const used = points.filter((point) => point.complete && isKnown(point.spend) && isKnown(point.usage));
    const ends = [used[0], used.at(-1)].flatMap((point) =>
      point ? [titleOf(parsePeriod(point.period, calendar))] : []
    );
    const span = evidence.figures === undefined ? '' : `${capitalised(ends.join(' to '))}: `;
    const { periodsUsed, incomplete, missing, correlation } = evidence.conditions;
    const conditions = { ...evidence.conditions, ...(coverage !== undefined && { coverage }) };
    return {
      verdict: evidence.verdict,
      text: `${span}${evidenceText({ ...evidence, conditions }, found.subject.unit)}`,
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

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
