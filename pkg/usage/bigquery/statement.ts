import type { SeriesOf } from '../../model/connections/connection.ts';
import type { TimeAggregation, UsageMetric } from '../../model/usage-metric.ts';
import type { Calendar } from '../../series/calendar.ts';
import type { SqlValue } from '../../storage/engine.ts';
import { dayText } from '../../series/civil.ts';
import type { DayRange, UsageRequest } from '../usage-source.ts';
import type { Columns, TimeColumn } from './columns.ts';
import { dayParameter, periodSql, wholePeriods, zoneParameter, type Parameter } from './periods.ts';

/** SQL with its values by name, or those that its question marks stand for. */
export interface AnyStatement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, Parameter>> | readonly SqlValue[];
  /** Lines of `sql` before the administrator's own, for the positions in errors; undefined where all of it is ours. */
  readonly linesBefore: number | undefined;
}

export interface Statement extends AnyStatement {
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** What a metric's entry says of where its values are. */
export interface Selection {
  readonly metric: UsageMetric;
  readonly part: UsageRequest['part'];
  readonly series: SeriesOf<'bigquery'>;
  readonly calendar: Calendar;
  readonly days: DayRange;
}

/** A table's name as SQL, or an administrator's statement that stands in its place. */
export type From = { readonly table: string } | { readonly statement: Statement };

/** The administrator's SQL with its dates bound. */
export function ownStatement(sql: string, { from, to }: DayRange): Statement {
  return {
    sql: sql
      .replaceAll('{{from}}', '@from')
      .replaceAll('{{to}}', '@to')
      .replace(/[\s;]+$/, ''),
    parameters: { from: { type: 'DATE', value: dayText(from) }, to: { type: 'DATE', value: dayText(to) } },
    linesBefore: 0,
  };
}

/** Days that are read: those asked for, as whole periods. */
export function daysRead({ days, metric, calendar }: Selection): DayRange {
  return wholePeriods(days, metric.nativeGrain, calendar);
}

/**
 * One row for each period and group: period (days since 1970-01-01, or ms for hours), value, 1 where a distinct metric has
 * two values at one time, and the dimensions. A flow is summed. A stock is summed at each time, then brought to the period
 * by the metric's own rule; a distinct count is only brought to the period.
 */
export function usageStatement(selection: Selection, from: From, columns: Columns): Statement {
  const { metric, part, series, calendar } = selection;
  const parameters: Record<string, Parameter> = { ...('statement' in from ? from.statement.parameters : {}) };
  const time = columns.findTime(series.dateColumn, metric.nativeGrain === 'hour');
  const value = columns.findNumber(series.valueColumn);
  const keys = part === 'total' ? [] : Object.values(metric.dimensions).map((name) => columns.find(name).sql);
  const timezone = zoneOf(selection);
  const conditions = [
    ...daysCondition(selection, time, timezone, parameters),
    ...partitionCondition(selection, columns, timezone, parameters),
    ...whereConditions(selection, columns, parameters),
    `${value.sql} IS NOT NULL`,
    ...(value.type === 'FLOAT64' ? [`NOT IS_NAN(${value.sql})`] : []),
  ];
  const head = 'table' in from ? `FROM ${from.table}` : 'FROM (';
  const tail = [
    ...('table' in from ? [] : [from.statement.sql, ')']),
    ...conditions.map((condition, index) => `${index === 0 ? 'WHERE' : '  AND'} ${condition}`),
  ];
  const names = keys.map((_, index) => `key${index}`);
  const keyed = keys.map((key, index) => `CAST(${key} AS STRING) AS key${index}`);
  const period = (column: TimeColumn) => `${periodSql(column, metric.nativeGrain, calendar)} AS period`;
  const before =
    metric.additivity === 'additive'
      ? [select([period(time), `CAST(SUM(${value.sql}) AS FLOAT64) AS value`, '0 AS conflict', ...keyed]), head]
      : [
          select([
            period({ ...time, sql: 'moment' }),
            `CAST(${overTime(metric.aggregate.time)} AS FLOAT64) AS value`,
            'MAX(conflict) AS conflict',
            ...names,
          ]),
          'FROM (',
          select([`${time.sql} AS moment`, ...atOneTime(metric, value.sql), ...keyed]),
          head,
        ];
  const grouped = (firstKey: number) => `GROUP BY ${[1, ...keys.map((_, index) => firstKey + index)].join(', ')}`;
  const after = metric.additivity === 'additive' ? [grouped(4)] : [grouped(4), ')', grouped(4)];
  const sql = [...before, ...tail, ...after].join('\n');
  if (sql.includes(`@${zoneParameter}`)) {
    parameters[zoneParameter] = { type: 'STRING', value: timezone };
  }
  return { sql, parameters, linesBefore: 'table' in from ? undefined : before.length };
}

function select(columns: readonly string[]): string {
  return `SELECT ${columns.join(', ')}`;
}

/** What rows of one time and group make together. */
function atOneTime({ aggregate }: UsageMetric, value: string): readonly string[] {
  return aggregate.groups === 'sum'
    ? [`SUM(${value}) AS amount`, '0 AS conflict']
    : [`MAX(${value}) AS amount`, `CASE WHEN MIN(${value}) < MAX(${value}) THEN 1 ELSE 0 END AS conflict`];
}

function overTime(aggregation: TimeAggregation): string {
  switch (aggregation) {
    case 'sum':
      return 'SUM(amount)';
    case 'average':
      return 'AVG(amount)';
    case 'max':
      return 'MAX(amount)';
    case 'min':
      return 'MIN(amount)';
    case 'last':
      return 'MAX_BY(amount, moment)';
  }
}

/** Hours are cut where the data source's calendar begins its days, whatever zone a metric names. */
function zoneOf({ metric, series, calendar }: Selection): string {
  return metric.nativeGrain === 'hour' ? calendar.timezone : (series.timezone ?? calendar.timezone);
}

function daysCondition(
  selection: Selection,
  { sql, type }: TimeColumn,
  timezone: string,
  parameters: Record<string, Parameter>
): readonly string[] {
  const { from, to } = daysRead(selection);
  parameters['range_from'] = dayParameter(from, type, timezone);
  parameters['range_to'] = dayParameter(to, type, timezone);
  return [`${sql} >= @range_from`, `${sql} < @range_to`];
}

/** Rows come on their date or later, however late; their partition may begin a zone's width before their own day. */
function partitionCondition(
  selection: Selection,
  columns: Columns,
  timezone: string,
  parameters: Record<string, Parameter>
): readonly string[] {
  const { partitionColumn } = selection.series;
  if (partitionColumn === undefined) {
    return [];
  }
  const column = columns.findTime(partitionColumn);
  parameters['partition_from'] = dayParameter(daysRead(selection).from - 1, column.type, timezone);
  return [`${column.sql} >= @partition_from`];
}

/** A total's table of its own need not have the columns by which a table tells its metrics apart. */
function whereConditions(
  { series, part }: Selection,
  columns: Columns,
  parameters: Record<string, Parameter>
): readonly string[] {
  return Object.entries(series.where)
    .filter(([name]) => part === 'metric' || columns.has(name))
    .map(([name, value], index) => {
      parameters[`where${index}`] = { type: 'STRING', value };
      return `CAST(${columns.find(name).sql} AS STRING) = @where${index}`;
    });
}
