import type { CostSplit } from '../drivers/split.ts';
import { explain } from '../drivers/words.ts';
import type { CostAndUsage } from '../query/analysis/compared.ts';
import { effectsOf, remarksOn } from './effects.ts';
import { isCountedBy } from './counted-by.ts';
import type { Notes } from './notes.ts';
import type { ReportContext } from './report-context.ts';
import type { DriversReport } from './report.ts';
import { namedSubject } from './named-subject.ts';

export interface Drivers {
  readonly split: CostSplit;
  readonly report: DriversReport;
}

/** Why the KPI's cost changed since the period before; with a mix where its metric is counted by what the report splits by. */
export async function askDrivers(
  expression: string,
  pair: CostAndUsage,
  context: ReportContext,
  notes: Notes
): Promise<Drivers | undefined> {
  const { by, period, step } = context;
  const answer = await context.ask(
    {
      formulas: [{ expression }],
      groupBy: by !== undefined && isCountedBy(by, pair) ? [by.name] : [],
      result: 'drivers',
      drivers: { compare: step },
    },
    period
  );
  notes.keep(answer);
  const { analysis } = answer;
  const split = analysis?.kind === 'drivers' ? analysis.compared[0]?.split : undefined;
  if (analysis?.kind !== 'drivers' || split === undefined) {
    return undefined; // no day of the period is complete
  }
  const { cost0, cost1 } = split;
  const subject = namedSubject(analysis.subject, context);
  return {
    split,
    report: {
      before: cost0,
      now: cost1,
      effects: effectsOf(split),
      unsplit: split.unsplit.map(({ reason, cost0: before, cost1: now }) => ({ reason, before, now })),
      text: explain(split, subject),
      remarks: remarksOn(split, subject),
    },
  };
}
