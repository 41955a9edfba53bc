import type { Answer } from '../query/answer.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import { askCompared, comparedIn, shownGroups } from './compared.ts';
import { askDigest } from './digest-report.ts';
import { pointsOf } from './history.ts';
import type { Notes } from './notes.ts';
import type { ReportContext } from './report-context.ts';
import type { SpendReport } from './report.ts';

/** Effective cost over all datasets of the total. */
const measure = 'cost';
/** What a person reads in a minute. */
const digestSize = { limit: 8, leastShare: 0.02 };

export async function reportSpend(context: ReportContext, notes: Notes): Promise<SpendReport> {
  const { period, history } = context;
  const [compared, told, digest] = await Promise.all([
    askCompared(context, measure),
    context.ask({ formulas: [{ expression: measure }], grain: period.grain }, history),
    notes.attempt('What moved the cost', () => askDigest(measure, digestSize, context)),
  ]);
  notes.keep(compared);
  notes.keep(told);
  const values = comparedIn(compared);
  const begin = firstDay(told);
  const isFirst = values.now !== undefined && values.before === undefined && begin >= period.from;
  return {
    ...values,
    ...(isFirst && { since: dayText(begin) }),
    history: pointsOf(told),
    ...(digest && { digest }),
  };
}

/** The first day with cost; Infinity without any. */
function firstDay({ plan, legs }: Answer): number {
  const begin = Math.min(Infinity, ...legs.map(({ begins }) => begins.total));
  return plan.base.grain === 'hour' && Number.isFinite(begin) ? dayOfInstant(begin, plan.calendar.timezone) : begin;
}

/** Values of the dimension that the report splits by, by falling spend of the period; charges without one have none. */
export async function valuesBySpend(context: ReportContext, notes: Notes): Promise<readonly string[]> {
  const { by } = context;
  if (by === undefined) {
    return [];
  }
  const { groups } = await askCompared(context, measure, [by.name]);
  const other = groups.find(({ kind }) => kind === 'other');
  if (other?.kind === 'other') {
    notes.say(
      `${by.title ?? by.name}: ${other.count} values beyond the first ${shownGroups} have no report of their own.`
    );
  }
  return groups.flatMap((group) => {
    const value = group.kind === 'key' ? group.key[0] : undefined;
    return value === undefined || value === null ? [] : [value];
  });
}
