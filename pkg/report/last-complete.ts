import { calendarOf } from '../query/make-plan.ts';
import { dayOfInstant } from '../series/zone.ts';
import { reasonOf } from './notes.ts';
import { movedBy, periodOf, type Period, type ReportGrain } from './period.ts';
import { askFor, type ReportSources } from './report-context.ts';

/** The last month or week of which every cost has arrived; without costs, the last one that is over. */
export async function lastComplete(grain: ReportGrain, asked: ReportSources, signal: AbortSignal): Promise<Period> {
  const calendar = calendarOf(asked.settings);
  const today = periodOf(dayOfInstant(asked.now, calendar.timezone), grain, calendar);
  const through = await costCompleteThrough(today, asked, signal);
  const day = dayOfInstant(Math.min(through, asked.now), calendar.timezone);
  return movedBy(-1, periodOf(day, grain, calendar), calendar);
}

/** Instant in ms; Infinity where costs hold nothing back, or where there are none. */
async function costCompleteThrough(today: Period, asked: ReportSources, signal: AbortSignal): Promise<number> {
  try {
    const { formulas } = await askFor({ formulas: [{ expression: 'cost' }], result: 'numeric' }, today, asked, signal);
    const through = formulas[0]?.completeThrough ?? Infinity;
    return through === -Infinity ? Infinity : through;
  } catch (thrown) {
    reasonOf(thrown); // each KPI of the report gives it
    return Infinity;
  }
}
