import type { Answer } from '../query/answer.ts';
import type { ReportContext } from './report-context.ts';
import type { Compared } from './report.ts';

/** @param now and @param before left out where there is no value; a change is told from a positive number on. */
export function comparedOf(now: number | undefined, before: number | undefined): Compared {
  return {
    ...(now !== undefined && { now }),
    ...(before !== undefined && { before }),
    ...(now !== undefined && before !== undefined && before > 0 && { change: now / before - 1 }),
  };
}

/** The expression over the period and over as many days of the period before, for all or for each group. */
export function askCompared(context: ReportContext, expression: string, groupBy: readonly string[] = []) {
  return context.ask(
    {
      formulas: [
        { expression },
        { expression: `timeShift(${expression}, ${context.step})`, name: `${expression}, before` },
      ],
      groupBy: [...groupBy],
      result: 'table',
      limit: shownGroups,
    },
    context.period
  );
}

/** Values that get a line, and a report, of their own; the others are folded. */
export const shownGroups = 100;

/** What the answer to `askCompared` says of one group. */
export function comparedIn({ formulas }: Answer, row = 0): Compared {
  const [now, before] = formulas.map(({ column }) => (column.valid[row] === 1 ? column.values[row] : undefined));
  return comparedOf(now, before);
}
