import { createHash } from 'node:crypto';
import type { Dimension } from '../../model/dimension.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { costColumns, resolvedRows, type ResolvedRows } from '../charge-rows.ts';
import type { CostRequest } from '../cost-source.ts';
import { bareDimension, dimensionId } from '../dimension-id.ts';
import type { FileFacts } from '../file-facts.ts';
import type { FileGroup } from '../file-groups.ts';
import { relation } from '../relation.ts';

/** Kept in every part whatever the settings declare: what people ask for first. */
const always = [
  'ProviderName',
  'ServiceName',
  'SubAccountId',
  'RegionId',
  'ChargeCategory',
  'BillingCurrency',
] as const;

export type RollupRequest = Pick<CostRequest, 'dataset' | 'connection' | 'timezone' | 'dimensions'>;

/** What the parts of one dataset hold: day, span, one column d0… for each dimension, a0… for each cost, n charges. */
export interface RollupLayout {
  /** Identifies the dataset and the settings that shape its parts; names their directory. */
  readonly id: string;
  readonly zone: string;
  readonly dimensions: readonly Dimension[];
  /** Position by `dimensionId`. */
  readonly positions: ReadonlyMap<string, number>;
}

export function rollupLayout({ dataset, connection, timezone, dimensions }: RollupRequest): RollupLayout {
  const wanted = [...always.map(bareDimension), ...dimensions, ...dataset.rollup.columns.map(bareDimension)];
  const unique = new Map(wanted.map((dimension) => [dimensionId(dimension), dimension]));
  const kept = [...unique.values()];
  const positions = new Map([...unique.keys()].map((id, index) => [id, index]));
  const id = digest([connection.path, dataset.location, dataset.format, timezone, [...unique.keys()]]);
  return { id, zone: timezone, dimensions: kept, positions };
}

/** @param facts What is known of the file makes its statement cheaper, not different in what it gives. */
export function buildStatement(
  layout: RollupLayout,
  group: FileGroup,
  path: string,
  checkJson: boolean,
  facts?: FileFacts
): Sql {
  const charges = group.format.charges(group.schema, checkJson);
  const { firstDay: first, lastDay: last } = facts ?? {};
  const wanted = {
    dimensions: layout.dimensions,
    measures: costColumns,
    cut: { zone: layout.zone, ...(first !== undefined && last !== undefined && { within: { first, last } }) },
    withSpan: facts === undefined || facts.maxSpan > 1,
  };
  const rows = resolvedRows(group.schema, charges, relation(group.schema, [path]), wanted);
  const names = layout.dimensions.map((_, index) => trusted(`d${index}`));
  const sums = rows.sums.map((sum, index) => {
    const name = trusted(`a${index}`);
    return sql`CAST(${sum(name)} AS DOUBLE) AS ${name}`;
  });
  const keys = [trusted('CAST(day AS INTEGER) AS day'), trusted('CAST(span AS INTEGER) AS span'), ...names];
  return sql`SELECT ${join([...keys, ...sums, trusted('count(*) AS n')], ', ')} FROM ${rows.relation} GROUP BY ALL`;
}

/** Changes with anything that could change a part: the statement, and the file's path, size and time. */
export function partKeys(layout: RollupLayout, group: FileGroup): readonly string[] {
  const { text, values } = buildStatement(layout, group, '', false);
  const base = digest([text, values]);
  return group.files.map((file) => digest([base, file.path, file.size, file.modifiedMs]));
}

/** Parts as resolved rows, with the dimensions in the order asked for. Undefined where one of them is not kept. */
export function partRows(
  layout: RollupLayout,
  paths: readonly string[],
  dimensions: readonly Dimension[],
  measure: (typeof costColumns)[number]
): ResolvedRows | undefined {
  const columns: Sql[] = [];
  for (const [index, dimension] of dimensions.entries()) {
    const position = layout.positions.get(dimensionId(dimension));
    if (position === undefined) {
      return undefined;
    }
    columns.push(trusted(`d${position} AS d${index}`));
  }
  const list = join(
    [trusted('day'), trusted('span'), ...columns, trusted(`a${costColumns.indexOf(measure)} AS a0`), trusted('n')],
    ', '
  );
  return {
    relation: sql`(SELECT ${list} FROM read_parquet(${paths}, hive_partitioning = false))`,
    sums: [(value) => sql`fsum(${value})`],
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
