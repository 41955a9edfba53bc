import type { Notice } from '../model/frame.ts';
import type { Answer } from '../query/answer.ts';
import { movedBy, titleOf } from './period.ts';
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
export async function askCompared(
  context: ReportContext,
  expression: string,
  groupBy: readonly string[] = []
): Promise<Answer> {
  const name = `${expression}, before`;
  const answer = await context.ask(
    {
      formulas: [{ expression }, { expression: `timeShift(${expression}, ${context.step})`, name }],
      groupBy: [...groupBy],
      result: 'table',
      limit: shownGroups,
    },
    context.period
  );
  return { ...answer, notices: titled(answer, name, context) };
}

/** Notices about the period before, by a name that a reader knows; those that hold for both periods once. */
function titled({ plan, notices }: Answer, name: string, { calendar, period }: ReportContext): readonly Notice[] {
  const title = plan.formulas[0]?.name ?? name;
  const before = titleOf(movedBy(-1, period, calendar));
  const texts = new Set(notices.map(({ text }) => text));
  return notices.flatMap((notice): Notice[] => {
    if (!notice.text.startsWith(name)) {
      return [notice];
    }
    const said = notice.text.slice(name.length);
    return texts.has(`${title}${said}`) ? [] : [{ ...notice, text: `${title} in ${before}${said}` }];
  });
}

/** Values that get a line, and a report, of their own; the others are folded. */
export const shownGroups = 100;

/** What the answer to `askCompared` says of one group. */
export function comparedIn({ formulas }: Answer, row = 0): Compared {
  const [now, before] = formulas.map(({ column }) => (column.valid[row] === 1 ? column.values[row] : undefined));
  return comparedOf(now, before);
}
