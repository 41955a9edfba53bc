import * as z from 'zod';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import type { DataSource, Deliveries } from '../datasource/deliveries.ts';
import type { HealthReport, ReportingService, RequestContext, Service } from '../datasource/service.ts';
import { addBuckets } from '../series/calendar.ts';
import { dayMs } from '../series/civil.ts';
import { settingsHead } from '../model/settings.ts';
import { startOfDay } from '../series/zone.ts';
import { parseJson } from '../model/issues.ts';
import { parseCommand, type Command, type Format } from './arguments.ts';
import { helpText } from './help.ts';
import { quantityLines } from './quantity-lines.ts';
import { queryHints } from './query-hints.ts';
import { runReport } from './run-report.ts';
import { readSettingsFile, type SettingsFile } from './settings-file.ts';
import { asCsv, asJson, asTable, sheetsOf, tablesOf } from './sheet.ts';

export interface Output {
  out(text: string): void;
  error(text: string): void;
}

export interface CliParts {
  /** Makes the service with the directories that the settings file names as its allowed paths. */
  createService(directories: readonly string[]): Promise<ReportingService>;
  /** Likewise; made where something is to be sent. */
  openDeliveries(directories: readonly string[]): Promise<Deliveries>;
  readonly now: () => number;
  readonly output: Output;
}

export type CliContext = RequestContext & { readonly dataSource: DataSource };

/** Runs one command line; the result is the exit code: 0, 1 where something is wrong, 2 where the words are. */
export async function runCommand(argv: readonly string[], parts: CliParts): Promise<number> {
  let command: Command;
  try {
    command = parseCommand(argv);
  } catch (thrown) {
    parts.output.error(`${asUnitEconomicsError(thrown).message}\n`);
    return 2;
  }
  if (command.kind === 'help') {
    parts.output.out(helpText);
    return 0;
  }
  try {
    const file = await readSettingsFile(command.settings);
    const service = await parts.createService(file.directories);
    try {
      switch (command.kind) {
        case 'check':
          return await check(file, service, parts);
        case 'report':
          return await runReport(command, contextOf(file), service, {
            output: parts.output,
            openDeliveries: () => parts.openDeliveries(file.directories),
          });
        case 'query':
          return await query(command, file, service, parts);
      }
    } finally {
      await service.close();
    }
  } catch (thrown) {
    parts.output.error(`${explain(asUnitEconomicsError(thrown))}\n`);
    return 1;
  }
}

/** A person at a terminal has no server log: an unforeseen failure shows its cause. */
function explain(error: UnitEconomicsError): string {
  return error.code === 'internal' && error.cause instanceof Error
    ? `${error.message}\n${error.cause.stack ?? ''}`
    : error.message;
}

function contextOf(file: SettingsFile): CliContext {
  return {
    dataSource: { uid: file.uid, name: 'command line', jsonData: file.jsonData, secureJsonData: file.secureJsonData },
    user: { login: 'cli', role: 'Admin' },
    headers: {},
  };
}

async function check(file: SettingsFile, service: Service, { output }: CliParts): Promise<number> {
  const { signal } = new AbortController();
  const report = await service.checkHealth(contextOf(file), signal);
  const { verboseMessage } = report.details;
  const quantities = await quantityLines(service, contextOf(file), signal);
  const parts = [
    ...(typeof verboseMessage === 'string' ? [verboseMessage] : []),
    ...(quantities.length > 0 ? [quantities.join('\n')] : []),
    countOf(report),
  ];
  output.out(`${parts.join('\n\n')}\n`);
  return report.ok ? 0 : 1;
}

const checkedEntries = z.array(z.object({ ok: z.boolean() })).min(1);

/** The message repeats what the first wrong entry says, which here stands above it. */
function countOf({ message, details }: HealthReport): string {
  const entries = checkedEntries.safeParse(details['entries']);
  return entries.success
    ? `${entries.data.filter(({ ok }) => ok).length} of ${entries.data.length} entries work.`
    : message;
}

async function query(
  command: Extract<Command, { kind: 'query' }>,
  file: SettingsFile,
  service: Service,
  parts: CliParts
): Promise<number> {
  const json = JSON.stringify({
    formulas: command.expressions.map((expression) => ({
      expression,
      ...(command.per !== undefined && { per: command.per }),
    })),
    groupBy: command.by,
    filters: command.where.map(({ dimension, values }) => ({ dimension, op: 'in', values })),
    result: command.result ?? (command.grain === undefined ? 'table' : 'timeseries'),
    nulls: 'keep',
    ...(command.result === 'drivers' || command.result === 'digest' ? { drivers: driversOf(command) } : {}),
    ...(command.grain !== undefined && { grain: command.grain }),
    ...(command.incomplete !== undefined && { incomplete: command.incomplete }),
    ...(command.allocation !== undefined && { allocation: command.allocation }),
    ...(command.limit !== undefined && { limit: command.limit }),
  });
  const request = { refId: 'A', json, ...range(command, file, parts.now()) };
  const results = await service.queryData(contextOf(file), [request], new AbortController().signal);
  const result = results.get('A');
  if (result === undefined || 'error' in result) {
    throw result?.error ?? new UnitEconomicsError('internal', 'The query was not answered.');
  }
  const { frames } = result;
  const hints = queryHints(frames, { grain: command.grain, from: request.from });
  for (const { severity, text } of [...(frames[0]?.meta.notices ?? []), ...hints]) {
    parts.output.error(`${severity}: ${text}\n`);
  }
  parts.output.out(textOf(frames, command.format));
  return 0;
}

function textOf(frames: readonly Frame[], format: Format): string {
  switch (format) {
    case 'json':
      return asJson(sheetsOf(frames));
    case 'csv':
      return sheetsOf(frames).map(asCsv).join('\n');
    case 'table':
      return tablesOf(frames).map(asTable).join('\n');
  }
}

/** A terminal shows tables: groups side by side need one, and a split in time needs the grain. */
function driversOf({ by, grain, compare }: Extract<Command, { kind: 'query' }>): unknown {
  const as = grain !== undefined ? 'timeseries' : by.length > 0 ? 'table' : 'waterfall';
  return { as, ...(compare !== undefined && { compare }) };
}

/** Whole local days; by default the twelve months up to today. */
function range(
  command: Extract<Command, { kind: 'query' }>,
  file: SettingsFile,
  now: number
): { from: number; to: number } {
  const head = settingsHead.pick({ timezone: true }).safeParse(parseJson(file.jsonData));
  const timezone = head.success ? head.data.timezone : 'UTC';
  const today = Math.floor(now / dayMs);
  const calendar = { timezone, weekStart: 0, fiscalYearStart: 1 };
  const from = command.from ?? addBuckets(command.to ?? today, -11, 'month', calendar);
  const to = (command.to ?? today) + 1;
  if (to <= from) {
    throw new UnitEconomicsError('badQuery', 'The range ends before it begins: --to must not lie before --from.');
  }
  return { from: startOfDay(from, timezone), to: startOfDay(to, timezone) };
}
