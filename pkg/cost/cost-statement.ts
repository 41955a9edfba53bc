import type { Dimension } from '../model/dimension.ts';
import type { CostMeasure } from '../model/names.ts';
import { isQuantity } from '../model/names.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import type { CostRequest, DayRange, DimensionFilter } from './cost-source.ts';
import { bareDimension, dimensionId } from './dimension-id.ts';
import { filterTest } from './filter-sql.ts';
import { timeColumns } from './charge-rows.ts';
import { sourceRows, type RowSource } from './row-source.ts';

/** The column whose value tells what a measure is counted in. */
export function unitDimension(measure: CostMeasure): Dimension {
  if (!isQuantity(measure)) {
    return bareDimension('BillingCurrency');
  }
  return bareDimension(measure === 'ConsumedQuantity' ? 'ConsumedUnit' : 'PricingUnit');
}

export function isSpread({ dataset, measure }: Pick<CostRequest, 'dataset' | 'measure'>): boolean {
  return isQuantity(measure) || dataset.longCharges[measure] === 'spread';
}

/** Dimensions without doubles, and where each is among them. */
class Columns {
  readonly dimensions: Dimension[] = [];

  column(dimension: Dimension): Sql {
    const id = dimensionId(dimension);
    let at = this.dimensions.findIndex((known) => dimensionId(known) === id);
    if (at === -1) {
      at = this.dimensions.push(dimension) - 1;
    }
    return trusted(`d${at}`);
  }
}

export function allFilters(request: Pick<CostRequest, 'filters' | 'chargeCategories'>): readonly DimensionFilter[] {
  return request.chargeCategories.length === 0
    ? request.filters
    : [...request.filters, { dimension: bareDimension('ChargeCategory'), op: 'in', values: request.chargeCategories }];
}

function rangeTest({ from, to }: DayRange, withSpan: boolean): Sql {
  return withSpan
    ? sql`day < ${trusted(String(to))} AND day + span > ${trusted(String(from))}`
    : sql`day >= ${trusted(String(from))} AND day < ${trusted(String(to))}`;
}

/** Columns: those of the time, one for each grouping dimension (g0, g1…), unit, amount, charges. */
export function costStatement(request: CostRequest, source: RowSource, withSpan: boolean): Sql {
  const columns = new Columns();
  const groups = request.groupBy.map((dimension) => columns.column(dimension));
  const unit = columns.column(unitDimension(request.measure));
  const values = allFilters(request).map((filter) => [filter, present(columns.column(filter.dimension))] as const);
  const { timezone: zone, grain } = request;
  const rows = sourceRows(source, columns.dimensions, request.measure, { zone, withSpan, grain });
  const { dialect } = rows;
  const tests = values.map(([filter, value]) => filterTest(filter, value, dialect));
  const milliseconds = (us: string): Sql => sql`${dialect.cast(trusted(us), dialect.double)} / 1000 AS ${trusted(us)}`;
  const keys = [
    trusted('CAST(day AS INTEGER) AS day'),
    trusted(withSpan ? 'CAST(span AS INTEGER) AS span' : '1 AS span'),
    ...(grain === 'hour' ? [milliseconds('since'), milliseconds('until')] : []),
    ...groups.map((column, index) => sql`${column} AS ${groupColumn(index)}`),
    sql`${unit} AS unit`,
  ];
  // A value that is called like the rest would be a second group of the same name.
  const texts = request.groupBy.map(
    ({ rest }, index) => sql`nullif(${present(groupColumn(index))}, ${rest}) AS ${groupColumn(index)}`
  );
  const unitText = sql`${present(trusted('unit'))} AS unit`;
  // No charge of such a group has the measure: missing is not zero.
  return sql`SELECT ${join([...timeColumns(grain), ...texts, unitText, trusted('amount, charges')], ', ')} FROM (
    SELECT ${join([...keys, sql`${rows.sum} AS amount`, sql`${rows.count} AS charges`], ', ')}
    FROM ${rows.relation}
    WHERE ${join([rangeTest(request.days, withSpan), ...tests], ' AND ')}
    GROUP BY ALL) WHERE amount IS NOT NULL`;
}

/**
 * Rows of a cost statement of DuckDB, one for each group and unit: the text of a group comes once, not with each of its days.
 * Columns: one for each grouping dimension, unit, and a list of structs of the time columns, amount and charges.
 */
export function nestedByGroup({ groupBy, grain }: Pick<CostRequest, 'groupBy' | 'grain'>, rows: Sql): Sql {
  const texts = [...groupBy.map((_, index) => groupColumn(index)), trusted('unit')];
  const fields = [...timeColumns(grain), trusted('amount'), trusted('charges')].map((name) => sql`${name} := ${name}`);
  return sql`SELECT ${join(texts, ', ')}, list(struct_pack(${join(fields, ', ')})) FROM (${rows}) GROUP BY ALL`;
}

function groupColumn(index: number): Sql {
  return trusted(`g${index}`);
}

/** An empty text is no value. */
function present(value: Sql): Sql {
  return sql`nullif(${value}, '')`;
}

/** Columns: value, cost. One source's most expensive values, at most `limit`. */
export function valuesStatement(
  request: Pick<CostRequest, 'timezone' | 'days' | 'filters'> & {
    readonly dimension: Dimension;
    readonly search: string;
  },
  source: RowSource,
  limit: number
): Sql {
  const columns = new Columns();
  const value = columns.column(request.dimension);
  const values = request.filters.map((filter) => [filter, present(columns.column(filter.dimension))] as const);
  const options = { zone: request.timezone, withSpan: false, grain: 'day' } as const;
  const rows = sourceRows(source, columns.dimensions, 'BilledCost', options);
  const tests = values.map(([filter, one]) => filterTest(filter, one, rows.dialect));
  return sql`SELECT * FROM (SELECT ${value} AS value, coalesce(${rows.sum}, 0) AS cost FROM ${rows.relation}
    WHERE ${join([rangeTest(request.days, false), sql`${value} <> ''`, sql`strpos(lower(${value}), lower(${request.search})) > 0`, ...tests], ' AND ')}
    GROUP BY ALL ORDER BY cost DESC, value LIMIT ${trusted(String(limit))})`;
}
