import type { Dimension } from '../model/dimension.ts';
import type { Filter } from '../model/filter.ts';
import { parseQuery } from '../model/parse-query.ts';
import type { QueryInput } from '../model/query.ts';
import type { Settings } from '../model/settings.ts';
import type { Answer } from '../query/answer.ts';
import { calendarOf, makePlan } from '../query/make-plan.ts';
import { answerPlan, type Sources } from '../query/run-query.ts';
import type { Calendar } from '../series/calendar.ts';
import { instantsOf, movedBy, type Period } from './period.ts';

/** Where the numbers of a report come from: the same plan and answer as a panel's. */
export interface ReportSources {
  readonly settings: Settings;
  readonly sources: Sources;
  /** Instant of asking, ms. */
  readonly now: number;
}

/** One report's period and limits, and the one way to ask. */
export interface ReportContext {
  readonly settings: Settings;
  readonly calendar: Calendar;
  readonly period: Period;
  /** From the oldest period of the history to the end of the report's. */
  readonly history: Pick<Period, 'from' | 'to'>;
  /** What the period is compared with: as many of its days a month or a week earlier. */
  readonly step: '1mo' | '1w';
  /** The one value of a dimension that the report is limited to. */
  readonly limitedTo?: { readonly dimension: string; readonly value: string };
  /** What the whole is split by. */
  readonly by?: Dimension;
  /** Names of the digest's dimensions, from the top. */
  readonly movers: readonly string[];
  ask(query: Omit<QueryInput, 'filters'>, range: Pick<Period, 'from' | 'to'>): Promise<Answer>;
}

/** Periods of a history: a year and the same period of the year before. */
export const historyPeriods = 13;

export interface ReportLimits {
  readonly period: Period;
  readonly by?: Dimension;
  readonly value?: string;
  readonly movers: readonly string[];
}

export function reportContext(limits: ReportLimits, asked: ReportSources, signal: AbortSignal): ReportContext {
  const { period, by, value, movers } = limits;
  const { settings } = asked;
  const calendar = calendarOf(settings);
  const filters: readonly Filter[] =
    by === undefined || value === undefined ? [] : [{ dimension: by.name, op: 'in', values: [value] }];
  return {
    settings,
    calendar,
    period,
    history: { from: movedBy(1 - historyPeriods, period, calendar).from, to: period.to },
    step: period.grain === 'month' ? '1mo' : '1w',
    movers,
    ...(by !== undefined && (value === undefined ? { by } : { limitedTo: { dimension: by.name, value } })),
    ask: (query, range) => askFor({ ...query, filters: [...filters] }, range, asked, signal),
  };
}

/** One query over whole local days; one that cannot be planned is rejected too, so that others asked beside it are awaited. */
export async function askFor(
  query: QueryInput,
  range: Pick<Period, 'from' | 'to'>,
  { settings, sources, now }: ReportSources,
  signal: AbortSignal
): Promise<Answer> {
  const plan = makePlan(parseQuery(JSON.stringify(query)), settings, {
    ...instantsOf(range, calendarOf(settings)),
    now,
    fromAlert: false,
    fromExpression: false,
  });
  return answerPlan(plan, sources, signal);
}
