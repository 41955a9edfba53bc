import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { executableName } from '../../scripts/build/build.ts';
import { sampleSettings } from '../../scripts/start/sample-data.ts';

const answer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});

/** First day of the month that lies this many months before the present one, and the day before the next month begins, in UTC. */
function monthsAgo(count: number): { readonly first: string; readonly last: string } {
  const now = new Date();
  const day = (offset: number, date: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - offset, date)).toISOString().slice(0, 10);
  return { first: day(count, 1), last: day(count - 1, 0) };
}

/**
 * What the executable says at the command line, month by month over the dashboards' range (13 months that are over), in the
 * last month with a complete value.
 */
export function lastMonth(formula: string, where: readonly string[] = []): number {
  const range = ['--from', monthsAgo(13).first, '--to', monthsAgo(1).last, '--grain', 'month', '--incomplete', 'hide'];
  const filters = where.flatMap((filter) => ['--where', filter]);
  const text = execFileSync(
    path.resolve('dist', executableName),
    ['query', formula, ...range, ...filters, '--format', 'json', '--settings', sampleSettings],
    { encoding: 'utf8' }
  );
  const { rows } = answer.parse(JSON.parse(text));
  const value = rows.map(([, cell]) => cell).findLast((cell) => typeof cell === 'number');
  if (typeof value !== 'number') {
    throw new Error(`The command line has no value of ${formula}:\n${text}`);
  }
  return value;
}
