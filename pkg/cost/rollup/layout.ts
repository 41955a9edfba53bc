import { createHash } from 'node:crypto';
import type { Dimension } from '../../model/dimension.ts';
import { placeText } from '../../storage/connection-files.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { brokenRule } from '../broken-rule.ts';
import { chargeColumns, chargeRelation } from '../charge-columns.ts';
import { costColumns, resolvedRows, timeColumns, type ResolvedRows } from '../charge-rows.ts';
import type { CostGrain, DatasetRequest } from '../cost-source.ts';
import { bareDimension, dimensionId } from '../dimension-id.ts';
import type { FileFacts } from '../file-facts.ts';
import type { FileGroup } from '../file-groups.ts';
import { filePlace } from '../file-place.ts';
import { formatOf } from '../formats.ts';
import { ownRateDimensions } from '../own-rates.ts';

/** Kept in every part whatever the settings declare: what people ask for first. */
const always = [
  'ProviderName',
  'ServiceName',
  'SubAccountId',
  'RegionId',
  'ChargeCategory',
  'BillingCurrency',
] as const;

/**
 * What the parts of one dataset hold: day, span (by the hour also since, until), one column d0… for each dimension, a0… for each
 * cost, n charges. A dataset that answers by the hour has parts by the day beside them: hours keep most of the rows.
 */
export interface RollupLayout {
  /** Identifies the dataset and the settings that shape its parts; names their directory. */
  readonly id: string;
  readonly grain: CostGrain;
  readonly zone: string;
  readonly dimensions: readonly Dimension[];
  /** Position by `dimensionId`. */
  readonly positions: ReadonlyMap<string, number>;
}

export function rollupLayout(
  { dataset, connection, timezone, dimensions }: DatasetRequest,
  grain: CostGrain
): RollupLayout {
  const usable = dimensions.filter((dimension) => brokenRule(dimension) === undefined);
  const wanted = [
    ...always.map(bareDimension),
    ...usable,
    ...dataset.rollup.columns.map(bareDimension),
    ...(dataset.rates === 'bill' ? ownRateDimensions : []),
  ];
  const unique = new Map(wanted.map((dimension) => [dimensionId(dimension), dimension]));
  const kept = [...unique.values()];
  const positions = new Map([...unique.keys()].map((id, index) => [id, index]));
  const place = filePlace(dataset, connection);
  const id = digest([
    grain,
    placeText(place.connection),
    place.location,
    formatOf(dataset).id,
    timezone,
    [...unique.keys()],
  ]);
  return { id, grain, zone: timezone, dimensions: kept, positions };
}

/** @param facts What is known of the file makes its statement cheaper, not different in what it gives. */
export function buildStatement(
  layout: RollupLayout,
  group: FileGroup,
  path: string,
  checkJson: boolean,
  facts?: FileFacts
): Sql {
  const charges = chargeColumns(group, checkJson);
  const { firstDay: first, lastDay: last } = facts ?? {};
  const wanted = {
    dimensions: layout.dimensions,
    measures: costColumns,
    cut: { zone: layout.zone, ...(first !== undefined && last !== undefined && { within: { first, last } }) },
    withSpan: facts === undefined || facts.maxSpan > 1,
    grain: layout.grain,
  };
  const table = { kind: group.schema.kind, charges, from: chargeRelation(group, [path]) };
  const rows = resolvedRows(table, wanted);
  const names = layout.dimensions.map((_, index) => trusted(`d${index}`));
  const sums = rows.sums.map((sum, index) => {
    const name = trusted(`a${index}`);
    return sql`CAST(${sum(name)} AS DOUBLE) AS ${name}`;
  });
  const hours = layout.grain === 'hour' ? [trusted('since'), trusted('until')] : [];
  const keys = [trusted('CAST(day AS INTEGER) AS day'), trusted('CAST(span AS INTEGER) AS span'), ...hours, ...names];
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
    [...timeColumns(layout.grain), ...columns, trusted(`a${costColumns.indexOf(measure)} AS a0`), trusted('n')],
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
