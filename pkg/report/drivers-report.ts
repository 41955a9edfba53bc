import { shownEffect, type CostSplit } from '../drivers/split.ts';
import { explain } from '../drivers/words.ts';
import { effectNames } from '../model/effects.ts';
import type { CostAndUsage } from '../query/analysis/compared.ts';
import { effectTitles } from '../query/frames/effects.ts';
import type { Notes } from './notes.ts';
import type { ReportContext } from './report-context.ts';
import type { DriversReport } from './report.ts';
import { namedSubject } from './named-subject.ts';

export interface Drivers {
  readonly split: CostSplit;
  readonly report: DriversReport;
  /** Share of the cost that has usage to be held against; known where the cost is split by group. */
  readonly coverage?: number;
}

/** Why the KPI's cost changed since the period before; with a mix where its metric is counted by what the report splits by. */
export async function askDrivers(
  expression: string,
  { usage }: CostAndUsage,
  context: ReportContext,
  notes: Notes
): Promise<Drivers | undefined> {
  const { by, period, step } = context;
  const isByGroup =
    by !== undefined &&
    usage !== undefined &&
    usage.needs.each &&
    usage.metric.aggregate.groups === 'sum' &&
    Object.hasOwn(usage.metric.dimensions, by.name);
  const answer = await context.ask(
    {
      formulas: [{ expression }],
      groupBy: isByGroup ? [by.name] : [],
      result: 'drivers',
      drivers: { compare: step },
    },
    period
  );
  notes.keep(answer);
  const { analysis, attributionCoverage } = answer;
  const split = analysis?.kind === 'drivers' ? analysis.compared[0]?.split : undefined;
  if (analysis?.kind !== 'drivers' || split === undefined) {
    return undefined; // no day of the period is complete
  }
  const { cost0, cost1 } = split;
  return {
    split,
    report: {
      before: cost0,
      now: cost1,
      effects: effectNames
        .map((name) => ({ name, title: effectTitles[name], amount: shownEffect(split, name) }))
        .filter(({ amount }) => amount !== 0),
      text: explain(split, namedSubject(analysis.subject, answer.plan, context)),
    },
    ...(attributionCoverage !== undefined && { coverage: attributionCoverage }),
  };
}
