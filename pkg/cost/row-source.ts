import type { Dimension } from '../model/dimension.ts';
import type { CostMeasure } from '../model/names.ts';
import { trusted, type Sql } from '../storage/sql.ts';
import { costColumns, resolvedRows, type ResolvedRows } from './charge-rows.ts';
import type { CostGrain } from './cost-source.ts';
import type { FileGroup } from './file-groups.ts';
import { relation } from './relation.ts';
import { partRows, type RollupLayout } from './rollup/layout.ts';

/** Where rows come from: parts of the roll-up, or files of one schema. */
export type RowSource =
  | { readonly kind: 'parts'; readonly layout: RollupLayout; readonly paths: readonly string[] }
  | {
      readonly kind: 'files';
      readonly group: FileGroup;
      readonly checkJson: boolean;
      /** Days that hold every charge of the files. */
      readonly within: { readonly first: number; readonly last: number };
    };

export interface SourceRows {
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
  if (source.kind === 'files') {
    const { group } = source;
    const charges = group.format.charges(group.schema, source.checkJson);
    const from = relation(
      group.schema,
      group.files.map((file) => file.path)
    );
    const rows = resolvedRows(group.schema, charges, from, {
      dimensions,
      measures: [measure],
      cut: { zone: options.zone, within: source.within },
      withSpan: options.withSpan,
      grain: options.grain,
    });
    return finished(rows, trusted('CAST(count(*) AS DOUBLE)'));
  }
  const cost = costColumns.find((name) => name === measure);
  const rows = cost && partRows(source.layout, source.paths, dimensions, cost);
  if (!rows) {
    throw new Error(`the roll-up has no ${measure} by ${dimensions.map(({ name }) => name).join(', ')}`);
  }
  return finished(rows, trusted('CAST(sum(n) AS DOUBLE)'));
}

function finished(rows: ResolvedRows, count: Sql): SourceRows {
  const [sum] = rows.sums;
  return { relation: rows.relation, sum: sum ? sum(trusted('a0')) : trusted('NULL'), count };
}
