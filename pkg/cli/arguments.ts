import { parseArgs } from 'node:util';
import { parseDay } from '../series/civil.ts';
import { reportCommand, type ReportCommand } from './report-arguments.ts';
import { wrong } from './wrong-words.ts';

export const formats = ['table', 'csv', 'json'] as const;
export type Format = (typeof formats)[number];

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'check'; readonly settings: string }
  | ReportCommand
  | {
      readonly kind: 'query';
      readonly expressions: readonly string[];
      readonly settings: string;
      readonly by: readonly string[];
      readonly where: readonly { readonly dimension: string; readonly values: readonly string[] }[];
      readonly grain: string | undefined;
      readonly result: string | undefined;
      /** For results drivers and digest: `previous` or a length. */
      readonly compare: string | undefined;
      readonly per: string | undefined;
      readonly incomplete: string | undefined;
      readonly allocation: string | undefined;
      readonly limit: number | undefined;
      /** Days, `to` exclusive. */
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly format: Format;
    };

/** What a person typed, checked; throws `badQuery` with the way out. */
export function parseCommand(argv: readonly string[]): Command {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    return { kind: 'help' };
  }
  if (verb !== 'query' && verb !== 'check' && verb !== 'report') {
    throw wrong(`There is no command ${verb}.`);
  }
  const { values, positionals } = parseOptions(rest);
  if (values.settings === undefined) {
    throw wrong(`${verb} needs --settings FILE.`);
  }
  if (verb === 'check') {
    return { kind: 'check', settings: values.settings };
  }
  if (verb === 'report') {
    return reportCommand(values.settings, values);
  }
  if (positionals.length === 0) {
    throw wrong("query needs a formula, such as 'cost / ocr_jobs'.");
  }
  const format = formats.find((known) => known === (values.format ?? 'table'));
  if (format === undefined) {
    throw wrong(`--format is ${formats.join(', ')}.`);
  }
  return {
    kind: 'query',
    expressions: positionals,
    settings: values.settings,
    by: (values.by ?? []).flatMap((text) => text.split(',')).filter((name) => name !== ''),
    where: (values.where ?? []).map(parseWhere),
    grain: values.grain,
    result: values.result,
    compare: values.compare,
    per: values.per,
    incomplete: values.incomplete,
    allocation: values.allocation,
    limit: values.limit === undefined ? undefined : Number(values.limit),
    from: values.from === undefined ? undefined : dayOption('--from', values.from),
    to: values.to === undefined ? undefined : dayOption('--to', values.to),
    format,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        settings: { type: 'string' },
        by: { type: 'string', multiple: true },
        where: { type: 'string', multiple: true },
        grain: { type: 'string' },
        result: { type: 'string' },
        compare: { type: 'string' },
        per: { type: 'string' },
        incomplete: { type: 'string' },
        allocation: { type: 'string' },
        limit: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string' },
        period: { type: 'string' },
        weekly: { type: 'boolean' },
        movers: { type: 'string' },
        out: { type: 'string' },
        send: { type: 'string' },
        'dry-run': { type: 'boolean' },
        again: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : 'The options cannot be read.');
  }
}

function parseWhere(text: string): { dimension: string; values: readonly string[] } {
  const split = text.indexOf('=');
  if (split <= 0) {
    throw wrong(`--where is DIMENSION=VALUE[,VALUE], not ${text}.`);
  }
  return { dimension: text.slice(0, split), values: text.slice(split + 1).split(',') };
}

function dayOption(option: string, text: string): number {
  const day = parseDay(text);
  if (day === undefined) {
    throw wrong(`${option} is a date such as 2026-01-31, not ${text}.`);
  }
  return day;
}
