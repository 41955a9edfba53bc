import { UnitEconomicsError } from '../model/errors.ts';
import { join, sql, type Sql } from '../storage/sql.ts';
import type { DimensionFilter } from './cost-source.ts';
import type { CellDialect } from './dialect/cell-dialect.ts';
import { valueIn } from './dimension-sql.ts';
import { re2Fault } from './re2.ts';

/**
 * Whether a charge passes, by its value of the dimension. The name of the dimension's rest stands for no value, and a value
 * that is called like the rest is one with it.
 */
export function filterTest({ dimension, op, values }: DimensionFilter, value: Sql, dialect: CellDialect): Sql {
  const restListed = values.includes(dimension.rest);
  const isNamed = valueIn(value, values);
  switch (op) {
    case 'in':
      return restListed ? sql`(${value} IS NULL OR ${isNamed})` : isNamed;
    case 'notIn':
      return restListed ? sql`(${value} IS NOT NULL AND NOT ${isNamed})` : sql`(${value} IS NULL OR NOT ${isNamed})`;
    case 'regex':
      return sql`(${join(
        values.map((pattern) =>
          dialect.fullMatch(sql`coalesce(${value}, ${dimension.rest})`, checked(pattern, dimension.name))
        ),
        ' OR '
      )})`;
  }
}

function checked(pattern: string, dimension: string): string {
  const fault = re2Fault(pattern);
  if (fault !== undefined) {
    throw new UnitEconomicsError(
      'badQuery',
      `The filter on ${dimension} has the pattern ${pattern}, which is not RE2 syntax.`,
      { cause: fault }
    );
  }
  return pattern;
}
