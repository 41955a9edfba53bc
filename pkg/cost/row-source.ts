import type { Dimension } from '../model/dimension.ts';
import type { CostMeasure } from '../model/names.ts';
import { trusted, type Sql } from '../storage/sql.ts';
import { chargeTable } from './charge-columns.ts';
import { costColumns, resolvedRows, type ChargeTable, type ResolvedRows } from './charge-rows.ts';
import type { CostGrain } from './cost-source.ts';
import type { Dialect } from './dialect/dialect.ts';
import { duckdb } from './dialect/duckdb.ts';
import type { FileGroup } from './file-groups.ts';
import { partRows, type RollupLayout } from './rollup/layout.ts';
import type { DayCut } from './zone-offset.ts';

/** Where rows come from: parts of the roll-up, files of one schema, or a table of a database. */
export type RowSource =
  | { readonly kind: 'parts'; readonly layout: RollupLayout; readonly paths: readonly string[] }
  | {
      readonly kind: 'files';
      readonly group: FileGroup;
      readonly checkJson: boolean;
      /** Days that hold every charge of the files. */
      readonly within: { readonly first: number; readonly last: number };
    }
  | (ChargeTable & { readonly kind: 'table'; readonly within?: DayCut['within'] });

export interface SourceRows {
  readonly dialect: Dialect;
  readonly relation: Sql;
  /** Total of the measure, as DOUBLE. */
  readonly sum: Sql;
  /** Charges, as DOUBLE. */
  readonly count: Sql;
}

/** Rows with their time columns, d0… in the order of `dimensions` and the measure as a0. */
export function sourceRows(
  source: RowSource,
  dimensions: readonly Dimension[],
  measure: CostMeasure,
  options: { readonly zone: string; readonly withSpan: boolean; readonly grain: CostGrain }
): SourceRows {
  const wanted = { dimensions, measures: [measure], withSpan: options.withSpan, grain: options.grain };
  if (source.kind === 'table') {
    const cut = { zone: options.zone, ...(source.within && { within: source.within }) };
    return finished(resolvedRows(source, { ...wanted, cut }), source.charges.dialect, everyRow);
  }
  if (source.kind === 'files') {
    const cut = { zone: options.zone, within: source.within };
    const table = chargeTable(source.group, source.checkJson);
    return finished(resolvedRows(table, { ...wanted, cut }), duckdb, everyRow);
  }
  const cost = costColumns.find((name) => name === measure);
  const rows = cost && partRows(source.layout, source.paths, dimensions, cost);
  if (!rows) {
    throw new Error(`the roll-up has no ${measure} by ${dimensions.map(({ name }) => name).join(', ')}`);
  }
  return finished(rows, duckdb, trusted('sum(n)'));
}

const everyRow = trusted('count(*)');

function finished(rows: ResolvedRows, dialect: Dialect, count: Sql): SourceRows {
  const [sum] = rows.sums;
  return {
    dialect,
    relation: rows.relation,
    sum: sum ? sum(trusted('a0')) : trusted('NULL'),
    count: dialect.cast(count, dialect.double),
  };
}
