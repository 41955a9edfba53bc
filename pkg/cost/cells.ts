import { sql, trusted, type Sql } from '../storage/sql.ts';
import type { ChargeColumn } from './charge-format.ts';
import type { Dialect } from './dialect/dialect.ts';

/** A point in time read from a cell. */
export interface InstantSql {
  /** TIMESTAMP in UTC; null where the cell is empty or unreadable. */
  readonly at: Sql;
  /** Days since 1970-01-01 of the calendar date as the file writes it. */
  readonly writtenDay: Sql;
}

const dayUs = trusted('86400000000');

export function dayOf(at: Sql): Sql {
  return sql`(epoch_us(${at}) // ${dayUs})`;
}

/** Text without a zone is UTC; text with an offset is converted, and keeps the date it was written with. */
export function instant({ expression, type }: ChargeColumn): InstantSql {
  if (type === 'TIMESTAMP' || type === 'DATE' || /^TIMESTAMP_(S|MS|NS)$/.test(type)) {
    const at = type === 'TIMESTAMP' ? expression : sql`CAST(${expression} AS TIMESTAMP)`;
    return { at, writtenDay: dayOf(at) };
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    const at = sql`make_timestamp(epoch_us(${expression}))`;
    return { at, writtenDay: dayOf(at) };
  }
  const text = sql`trim(CAST(${expression} AS VARCHAR))`;
  // A sign after a colon can only be an offset. DuckDB's TIMESTAMP would drop it; its TIMESTAMPTZ is slow.
  const hasOffset = sql`(${text} LIKE '%:%+%' OR ${text} LIKE '%:%-%')`;
  const plain = sql`TRY_CAST(${text} AS TIMESTAMP)`;
  const at = sql`CASE WHEN ${hasOffset} THEN make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))) ELSE ${plain} END`;
  const written = sql`CAST(CASE WHEN ${hasOffset} THEN TRY_CAST(left(${text}, 10) AS DATE) ELSE ${plain} END AS TIMESTAMP)`;
  return { at, writtenDay: dayOf(written) };
}

/** True for text timestamps that name no zone. */
export function lacksZone({ expression, type }: ChargeColumn): Sql | undefined {
  return type === 'VARCHAR'
    ? sql`NOT regexp_matches(${expression}, '(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$')`
    : undefined;
}

export interface AmountSql {
  readonly value: Sql;
  /** Adds up a column of such values to a DOUBLE: exact for decimals, compensated for doubles. */
  readonly sum: (value: Sql) => Sql;
  /** The cell's text is there and is no number. Undefined where the type allows none but numbers. */
  readonly unreadable?: Sql;
}

/** Down to 1e-18 and up to 1e20: a whole bill and its smallest charge in one exact type. */
const wideDecimal = trusted('DECIMAL(38, 18)');

export function amount({ expression, type }: ChargeColumn): AmountSql {
  const exact = (value: Sql): Sql => sql`CAST(sum(${value}) AS DOUBLE)`;
  if (/^(DECIMAL|U?(TINY|SMALL|BIG|HUGE)?INT)/.test(type)) {
    return { value: expression, sum: exact };
  }
  if (type === 'DOUBLE' || type === 'FLOAT') {
    return {
      value: sql`CASE WHEN isfinite(${expression}) THEN CAST(${expression} AS DOUBLE) END`,
      sum: (value) => sql`fsum(${value})`,
    };
  }
  const cell = sql`CAST(${expression} AS VARCHAR)`;
  const value = sql`TRY_CAST(${cell} AS ${wideDecimal})`;
  return { value, sum: exact, unreadable: sql`(${cell} IS NOT NULL AND ${value} IS NULL)` };
}

/** A cell as text, empty ones included. Ids that look like numbers stay text. */
export function text({ expression, type }: ChargeColumn, dialect: Dialect): Sql {
  return type === dialect.text.name ? expression : dialect.cast(expression, dialect.text);
}

/** An empty cell is an absent one. */
export function presentText(column: ChargeColumn, dialect: Dialect): Sql {
  return sql`nullif(${text(column, dialect)}, '')`;
}
