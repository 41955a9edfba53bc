import { UnitEconomicsError } from '../../model/errors.ts';
import { dayText } from '../../series/civil.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { Columns, type Field, type TimeColumn } from '../../usage/bigquery/columns.ts';
import type { Expression } from '../expression/expression.ts';
import type { DayRange } from '../cost-source.ts';

/** Days before and after a range in which its charges may begin, whatever zone cuts them. */
const zoneDays = 1;
/** Days by which a partition may begin before its charges do: a billing month's first day, a fee billed ahead. */
const aheadDays = 32;
/** Before every bill: what a filter on all charges begins with, because a table may demand one. */
const firstDay = -36_500;
const lastDay = 36_500;
export const everyDay: DayRange = { from: firstDay, to: lastDay };

/** Columns that say which partitions hold the charges of some days. */
export interface PartitionColumns {
  /** When a charge begins: bounded on both sides. */
  readonly start?: TimeColumn;
  /** When a row was loaded, or the billing period: bounded below, because rows come as late as they come. */
  readonly loaded?: TimeColumn;
}

/**
 * @param start What ChargePeriodStart is read from.
 * @param declared The dataset's `partitionColumn`.
 * @throws UnitEconomicsError where no column of time is left to filter by
 */
export function partitionColumns(
  fields: readonly Field[],
  start: Expression | undefined,
  declared: string | undefined,
  { dataset, table }: { readonly dataset: string; readonly table: string }
): PartitionColumns {
  const columns = new Columns(fields, `The cost dataset ${dataset}`, table);
  const name = start?.kind === 'column' ? start.name : undefined;
  const begins = name === undefined || !isTime(fields, name) ? undefined : columns.findTime(name);
  const isStart = declared === undefined || declared.toLowerCase() === name?.toLowerCase();
  if (isStart && begins === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The cost dataset ${dataset} would read all of ${table} again and again, because its ChargePeriodStart is no DATE, DATETIME or TIMESTAMP; name a partitionColumn.`
    );
  }
  return {
    ...(begins && { start: begins }),
    ...(isStart ? {} : { loaded: columns.findTime(declared) }),
  };
}

function isTime(fields: readonly Field[], name: string): boolean {
  const type = fields.find((field) => field.name === name)?.type ?? '';
  return ['DATE', 'DATETIME', 'TIMESTAMP'].includes(type);
}

/** The rows of a table in which the charges that begin on these days lie; never without a filter. */
export function partitionRows(table: Sql, { start, loaded }: PartitionColumns, { from, to }: DayRange): Sql {
  const tests = [
    ...(start
      ? [
          sql`${column(start)} >= ${dayIn(start, from - zoneDays)} AND ${column(start)} < ${dayIn(start, to + zoneDays)}`,
        ]
      : []),
    ...(loaded ? [sql`${column(loaded)} >= ${dayIn(loaded, from - aheadDays)}`] : []),
  ];
  return sql`(SELECT * FROM ${table} WHERE ${join(tests, ' AND ')})`;
}

function column({ sql: quoted }: TimeColumn): Sql {
  return trusted(quoted);
}

/** A literal: the date is ours, not a user's. */
function dayIn({ type }: TimeColumn, day: number): Sql {
  const date = dayText(Math.min(Math.max(day, firstDay), lastDay));
  switch (type) {
    case 'DATE':
      return trusted(`DATE '${date}'`);
    case 'DATETIME':
      return trusted(`DATETIME '${date} 00:00:00'`);
    case 'TIMESTAMP':
      return trusted(`TIMESTAMP '${date} 00:00:00+00'`);
  }
}
