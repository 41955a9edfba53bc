import { UnitEconomicsError } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import { findDimension } from '../query/dimensions.ts';
import { calendarOf } from '../query/make-plan.ts';
import { isComplete } from './history.ts';
import { reportKpi } from './kpi-report.ts';
import { lastComplete } from './last-complete.ts';
import { Notes, reasonOf } from './notes.ts';
import { movedBy, parsePeriod, periodText, type ReportGrain } from './period.ts';
import { reportContext, type ReportSources } from './report-context.ts';
import type { Failure, KpiReport, Report } from './report.ts';
import { reportSpend, valuesBySpend } from './spend-report.ts';

/** What a person asks for. */
export interface ReportRequest {
  /** `2026-10` or `2026-W41`; default: the last month, or week, whose costs are complete. */
  readonly period?: string | undefined;
  /** Of the default period; default month. */
  readonly grain?: ReportGrain | undefined;
  /** A dimension: with a value the report is limited to it, without one the whole is split by the dimension. */
  readonly by?: string | undefined;
  readonly value?: string | undefined;
  /** Dimensions of the movers, from the top, at most five; default: what the whole is split by, then services. */
  readonly movers?: readonly string[] | undefined;
}

/** Asks for everything that a report tells, KPI by KPI; one that fails costs itself only. */
export async function makeReport(request: ReportRequest, asked: ReportSources, signal: AbortSignal): Promise<Report> {
  const { settings, now } = asked;
  const calendar = calendarOf(settings);
  const by = request.by === undefined ? undefined : findDimension(request.by, settings.catalog);
  const { value } = request;
  const period =
    request.period === undefined
      ? await lastComplete(request.grain ?? 'month', asked, signal)
      : parsePeriod(request.period, calendar);
  const movers = request.movers ?? [...(by !== undefined && value === undefined ? [by.name] : []), services(settings)];
  refuseMovers(movers, settings);
  const limits = { period, movers, ...(by !== undefined && { by }), ...(value !== undefined && { value }) };
  const context = reportContext(limits, asked, signal);
  const notes = new Notes();
  const values = (await notes.attempt('The values of the report', () => valuesBySpend(context, notes))) ?? [];
  const spend = await notes.attempt('Spend', () => reportSpend(context, notes));
  const kpis: KpiReport[] = [];
  const failures: Failure[] = [];
  for (const kpi of settings.catalog.kpis.values()) {
    try {
      kpis.push(await reportKpi(kpi, context, notes));
    } catch (thrown) {
      const { name, title = name, owner } = kpi;
      failures.push({ name, title, ...(owner !== undefined && { owner }), reason: reasonOf(thrown) });
    }
  }
  const title = by?.title ?? by?.name ?? '';
  return {
    schemaVersion: 1,
    period: periodText(period),
    before: periodText(movedBy(-1, period, calendar)),
    ...(by !== undefined && value !== undefined && { subject: { dimension: by.name, title, value } }),
    ...(by !== undefined && value === undefined && { by: { dimension: by.name, title, values } }),
    currency: settings.currency,
    timezone: settings.timezone,
    asOf: new Date(now).toISOString(),
    complete: spend ? isComplete(spend) : kpis.length === 0 || kpis.some(isComplete),
    ...(spend && { spend }),
    kpis,
    failures,
    freshness: notes.freshness,
    notices: notes.notices,
  };
}

/** What was asked for wrongly is no part that failed. */
function refuseMovers(movers: readonly string[], { catalog }: Settings): void {
  if (movers.length === 0 || movers.length > 5) {
    throw new UnitEconomicsError('badQuery', `Movers are told by one to five dimensions, not by ${movers.length}.`);
  }
  movers.forEach((name) => findDimension(name, catalog));
}

/** The settings' own dimension of services, with its title, where they have one. */
function services({ catalog }: Settings): string {
  const plain = [...catalog.dimensions.values()].find(
    ({ from, rules }) => from.length === 1 && from[0] === 'ServiceName' && rules.length === 0
  );
  return plain?.name ?? 'ServiceName';
}
