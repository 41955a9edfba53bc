import type { Dimension } from '../model/dimension.ts';
import type { CostMeasure } from '../model/names.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import type { AmountSql } from './cells.ts';
import type { ChargeColumns, FileSchema } from './charge-format.ts';
import type { CostGrain } from './cost-source.ts';
import type { Dialect } from './dialect/dialect.ts';
import { dimensionValue, KeyColumns } from './dimension-sql.ts';
import { hasShifted } from './relation.ts';
import { zoneHour } from './zone-hour.ts';
import { isUtc, zoneDay, type DayCut } from './zone-offset.ts';

/** Shorter charges are cut in the data source's zone. A day on which daylight saving begins has 23 hours and is a day. */
export const shortestDayUs = trusted('82800000000');
/** From here on a charge lasts two days or more when its length is rounded to whole days. */
export const longChargeUs = trusted('129600000000');
const hourUs = trusted('3600000000');
const dayUs = trusted('86400000000');
const halfDayUs = trusted('43200000000');

export const costColumns = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;
export type CostColumn = (typeof costColumns)[number];

/** Files of a kind, or a table of a database. */
export interface RowsKind {
  readonly kind: FileSchema['kind'] | 'table';
}

/** Rows that charges are read from. */
export interface ChargeTable extends RowsKind {
  readonly charges: ChargeColumns;
  readonly from: Sql;
}

/** SQL over the rows of one file schema; times in microseconds since the epoch, UTC. */
export interface ChargeCells {
  readonly startUs: Sql;
  readonly endUs: Sql;
  readonly lengthUs: Sql;
  /** Days since 1970-01-01 of the date as the file writes it. */
  readonly writtenDay: Sql;
  /** Days since 1970-01-01 in the data source's calendar. */
  readonly day: Sql;
  /** Calendar days the charge lasts, 1 for a day or less. */
  readonly span: Sql;
  readonly hours: HourCells;
  /** True for a row that is left out. */
  readonly bad: Sql;
}

/** Where in its day a charge lies. */
export interface HourCells {
  /** Start of the hour of a charge of an hour or less, start of a longer one; null for a day's charge, which has only dates. */
  readonly since: Sql;
  /** End of a charge of more than an hour and less than a day, which may lie on the next day; else null. */
  readonly until: Sql;
}

export function chargeCells(table: Omit<ChargeTable, 'from'>, cut: DayCut): ChargeCells {
  const { charges } = table;
  const { dialect } = charges;
  const startColumn = charges.column('ChargePeriodStart');
  const start = startColumn
    ? dialect.instant(startColumn)
    : { at: trusted('CAST(NULL AS TIMESTAMP)'), writtenDay: trusted('CAST(NULL AS BIGINT)') };
  const startUs = dialect.epochUs(start.at);
  const endUs = endOf(startUs, table);
  const lengthUs = sql`(${endUs} - ${startUs})`;
  const day = startsItsDay(charges, cut.zone)
    ? start.writtenDay
    : sql`CASE WHEN ${lengthUs} < ${shortestDayUs} THEN ${zoneDay(startUs, cut, dialect)} ELSE ${start.writtenDay} END`;
  return {
    startUs,
    endUs,
    lengthUs,
    writtenDay: start.writtenDay,
    day,
    span: spanOf(lengthUs, dialect),
    hours: {
      since: sql`CASE WHEN ${lengthUs} <= ${hourUs} THEN ${zoneHour(startUs, cut, dialect)} WHEN ${lengthUs} < ${shortestDayUs} THEN ${startUs} END`,
      until: sql`CASE WHEN ${lengthUs} > ${hourUs} AND ${lengthUs} < ${shortestDayUs} THEN ${endUs} END`,
    },
    bad: badRow(table, start.at),
  };
}

/** In UTC the day of a typed timestamp is the charge's day, whatever its length. Text may have an offset. */
export function startsItsDay(charges: ChargeColumns, zone: string): boolean {
  return isUtc(zone) && charges.column('ChargePeriodStart')?.type !== charges.dialect.text.name;
}

export function spanOf(lengthUs: Sql, dialect: Dialect): Sql {
  return sql`greatest(1, ${dialect.quotient(sql`(${lengthUs} + ${halfDayUs})`, dayUs)})`;
}

/** Without an end, a start at midnight UTC is a day's charge, any other an hour's. */
function endOf(startUs: Sql, { kind, charges }: Omit<ChargeTable, 'from'>): Sql {
  const { dialect } = charges;
  const column = charges.column('ChargePeriodEnd');
  const guessed = sql`(${startUs} + CASE WHEN ${dialect.remainder(startUs, dayUs)} = 0 THEN ${dayUs} ELSE ${hourUs} END)`;
  if (!column) {
    return guessed;
  }
  const written = dialect.epochUs(dialect.instant(column).at);
  // Text may be unreadable or missing in single rows; in Parquet the test would cost more than it saves.
  return kind === 'parquet' ? written : sql`coalesce(${written}, ${guessed})`;
}

function badRow(table: Omit<ChargeTable, 'from'>, startAt: Sql): Sql {
  const { charges } = table;
  const tests = [sql`${startAt} IS NULL`];
  const shifted = hasShifted(table);
  if (shifted) {
    tests.push(shifted);
  }
  const amounts = costColumns.map((name) => charges.column(name)).filter((column) => column !== undefined);
  const read = amounts.map((column) => charges.dialect.amount(column));
  const unreadable = read.map((one) => one.unreadable).filter((one) => one !== undefined);
  const [first, ...others] = read.map(({ value }) => value);
  if (first && unreadable.length > 0) {
    const noneReads = others.map((value) => sql`${value} IS NULL AND `);
    // Reading text as a decimal costs more than all else: where the first amount reads, the others are not tried.
    tests.push(
      sql`CASE WHEN ${first} IS NOT NULL THEN FALSE ELSE ${join(noneReads, '')}(${join(unreadable, ' OR ')}) END`
    );
  }
  return sql`(${join(tests, ' OR ')})`;
}

/**
 * Charges with their dimensions resolved: a FROM item with the columns day, span, since and until where hours are wanted,
 * d0… (NULL or '' where absent) and a0….
 */
export interface ResolvedRows {
  readonly relation: Sql;
  /** How a column a0… is added up. */
  readonly sums: readonly ((value: Sql) => Sql)[];
}

export interface Wanted {
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly CostMeasure[];
  readonly cut: DayCut;
  /** False where every charge is known to last a day or less, or where it does not matter. */
  readonly withSpan: boolean;
  readonly grain: CostGrain;
}

/** The columns of resolved rows that tell the time. */
export function timeColumns(grain: CostGrain): readonly Sql[] {
  return (grain === 'hour' ? ['day', 'span', 'since', 'until'] : ['day', 'span']).map(trusted);
}

function nothing(dialect: Dialect): AmountSql {
  return { value: dialect.cast(trusted('NULL'), dialect.double), sum: (value) => sql`sum(${value})` };
}

export function resolvedRows(table: ChargeTable, wanted: Wanted): ResolvedRows {
  const { charges, from } = table;
  const cells = chargeCells(table, wanted.cut);
  const keys = new KeyColumns(charges);
  const values = wanted.dimensions.map((dimension) => dimensionValue(dimension, keys));
  const amounts = wanted.measures.map((measure) => {
    const column = charges.column(measure);
    return column ? charges.dialect.amount(column) : nothing(charges.dialect);
  });
  const read = [
    sql`${cells.day} AS day`,
    sql`${wanted.withSpan ? cells.span : trusted('1')} AS span`,
    ...(wanted.grain === 'hour' ? [sql`${cells.hours.since} AS since`, sql`${cells.hours.until} AS until`] : []),
    ...amounts.map(({ value }, index) => sql`${value} AS ${trusted(`a${index}`)}`),
    ...keys.selection,
  ];
  const named = values.map((value, index) => sql`${value} AS ${trusted(`d${index}`)}`);
  const passed = amounts.map((_, index) => trusted(`a${index}`));
  return {
    relation: sql`(SELECT ${join([...timeColumns(wanted.grain), ...named, ...passed], ', ')}
      FROM (SELECT ${join(read, ', ')}
        FROM (SELECT ${join([trusted('*'), ...keys.inner], ', ')} FROM ${from}) WHERE NOT ${cells.bad}))`,
    sums: amounts.map(({ sum }) => sum),
  };
}
