import { sql, trusted, type Sql } from '../../storage/sql.ts';
import type { CellDialect } from './cell-dialect.ts';

const dayUs = trusted('86400000000');
const exactTypes = ['INT64', 'NUMERIC', 'BIGNUMERIC'];

function quotient(of: Sql, by: Sql): Sql {
  return sql`DIV(${of}, ${by})`;
}

function writtenDay(at: Sql): Sql {
  return quotient(sql`UNIX_MICROS(${at})`, dayUs);
}

/** Exact, in whatever order BigQuery adds. */
function exactSum(value: Sql): Sql {
  return sql`CAST(SUM(${value}) AS FLOAT64)`;
}

export const bigqueryCells: CellDialect = {
  /** A DATETIME and a DATE are taken as UTC, and so is text without a zone. Text keeps the date it was written with. */
  instant({ expression, type }) {
    if (type === 'TIMESTAMP') {
      return { at: expression, writtenDay: writtenDay(expression) };
    }
    if (type === 'DATETIME' || type === 'DATE') {
      const at = sql`CAST(${expression} AS TIMESTAMP)`;
      return { at, writtenDay: writtenDay(at) };
    }
    const text = sql`TRIM(CAST(${expression} AS STRING))`;
    const at = sql`SAFE_CAST(${text} AS TIMESTAMP)`;
    return { at, writtenDay: sql`UNIX_DATE(SAFE_CAST(SUBSTR(${text}, 1, 10) AS DATE))` };
  },
  epochUs: (at) => sql`UNIX_MICROS(${at})`,
  lacksZone: ({ expression, type }) =>
    type === 'STRING'
      ? sql`NOT REGEXP_CONTAINS(${expression}, ${'(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)\\s*$'})`
      : undefined,
  /** A bill of floating-point numbers is added up in decimals, which give the same sum every time. */
  amount({ expression, type }) {
    if (exactTypes.includes(type)) {
      return { value: expression, sum: exactSum };
    }
    const value = sql`SAFE_CAST(${expression} AS BIGNUMERIC)`;
    return type === 'FLOAT64'
      ? { value, sum: exactSum }
      : { value, sum: exactSum, unreadable: sql`(${expression} IS NOT NULL AND ${value} IS NULL)` };
  },
  quotient,
  remainder: (of, by) => sql`MOD(${of}, ${by})`,
  // Parameters are no pattern of their own kind: the anchors are put around the text.
  fullMatch: (text, pattern) => sql`REGEXP_CONTAINS(${text}, ${`\\A(?:${pattern})\\z`})`,
  isJson: (text) => sql`(SAFE.PARSE_JSON(${text}) IS NOT NULL)`,
  countIf: (test) => sql`COUNTIF(${test})`,
};
