import { reportFormats, type ReportFormat } from '../report/formats.ts';
import { parsePeriod, type ReportGrain } from '../report/period.ts';
import type { Calendar } from '../series/calendar.ts';
import { wrong } from './wrong-words.ts';

export interface ReportCommand {
  readonly kind: 'report';
  readonly settings: string;
  /** `2026-10` or `2026-W41`; default: the last complete one. */
  readonly period: string | undefined;
  readonly grain: ReportGrain;
  /** One dimension: a set of files for each of its values, too. */
  readonly by: string | undefined;
  readonly movers: readonly string[] | undefined;
  readonly directory: string;
  readonly formats: readonly ReportFormat[];
  /** Names of recipients. */
  readonly send: readonly string[];
  readonly dryRun: boolean;
  readonly again: boolean;
}

interface Typed {
  readonly period?: string | undefined;
  readonly weekly?: boolean | undefined;
  readonly by?: readonly string[] | undefined;
  readonly movers?: string | undefined;
  readonly out?: string | undefined;
  readonly format?: string | undefined;
  readonly send?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly again?: boolean | undefined;
}

/** What periods are called is the same in every calendar. */
const anyCalendar: Calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };

export function reportCommand(settings: string, typed: Typed): ReportCommand {
  const { period, weekly = false, by = [], movers, out, format, 'dry-run': dryRun = false, again = false } = typed;
  const send = typed.send?.split(',').filter((name) => name !== '') ?? [];
  if (by.length > 1 || by[0]?.includes(',')) {
    throw wrong('report has one --by DIMENSION.');
  }
  if (period !== undefined) {
    parsePeriod(period, anyCalendar);
  }
  if (weekly && period !== undefined && !period.includes('W')) {
    throw wrong(`--weekly and the month --period ${period} contradict each other.`);
  }
  if (send.length === 0 && (typed.send !== undefined || dryRun || again)) {
    throw wrong('--dry-run and --again go with --send NAME[,NAME].');
  }
  return {
    kind: 'report',
    settings,
    period,
    grain: weekly ? 'week' : 'month',
    by: by[0],
    movers: movers?.split(','),
    directory: out ?? '.',
    formats: format?.split(',').map(formatOf) ?? (send.length > 0 && out === undefined ? [] : ['md', 'html']),
    send: [...new Set(send)],
    dryRun,
    again,
  };
}

function formatOf(text: string): ReportFormat {
  const format = reportFormats.find((known) => known === text);
  if (format === undefined) {
    throw wrong(`--format of a report is one or more of ${reportFormats.join(',')}.`);
  }
  return format;
}
