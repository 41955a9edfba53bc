import type { Dimension } from '../model/dimension.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { CostMeasure } from '../model/names.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { brokenRule } from './broken-rule.ts';
import { chargeColumns } from './charge-columns.ts';
import type { ChargeColumns } from './charge-format.ts';
import { costColumns } from './charge-rows.ts';
import type { CostRequest } from './cost-source.ts';
import { allFilters } from './cost-statement.ts';
import type { GroupedFiles } from './file-groups.ts';

/** Hours are for datasets whose settings ask for them: their roll-up keeps most of the rows. */
export function requireGrain({ dataset, grain }: Pick<CostRequest, 'dataset' | 'grain'>): void {
  if (grain === 'hour' && dataset.rollup.grain !== 'hour') {
    throw new UnitEconomicsError(
      'badQuery',
      `The cost dataset ${dataset.name} answers by the day. Ask by day, or set rollup: { grain: hour } on it.`
    );
  }
}

/** A measure that no file has would be empty everywhere, which is not an answer. */
export function requireMeasure(dataset: CostDataset, measure: CostMeasure, charges: readonly ChargeColumns[]): void {
  if (!hasColumn(charges, measure)) {
    const others = costColumns.filter((name) => hasColumn(charges, name));
    const [have, they] = holder(dataset);
    throw new UnitEconomicsError(
      'notFound',
      `${have} no column ${measure}. ${they} ${others.join(', ')}: ask for one of these.`
    );
  }
}

/** A dimension that cannot be computed, or whose every source is a column that no file has. A tag may be absent: the rest. */
export function requireDimension(dataset: CostDataset, dimension: Dimension, charges: readonly ChargeColumns[]): void {
  const broken = brokenRule(dimension);
  if (broken) {
    throw broken;
  }
  const { from, rules, name } = dimension;
  const columns = from.filter((key) => !key.startsWith('tag:'));
  if (
    rules.length === 0 &&
    columns.length > 0 &&
    columns.length === from.length &&
    !columns.some((key) => hasColumn(charges, key))
  ) {
    const [have] = holder(dataset);
    throw new UnitEconomicsError(
      'notFound',
      `${have} no column ${columns.join(' or ')}, which the dimension ${name} is read from. There are: ${columnNames(charges).join(', ')}.`
    );
  }
}

/** All that a request groups and filters by. */
export function requireDimensions(request: CostRequest, charges: readonly ChargeColumns[]): void {
  const asked = [...request.groupBy, ...allFilters(request).map(({ dimension }) => dimension)];
  for (const dimension of asked.filter(({ name }) => request.mayLack?.includes(name) !== true)) {
    requireDimension(request.dataset, dimension, charges);
  }
}

export function columnNames(charges: readonly ChargeColumns[]): readonly string[] {
  return [...new Set(charges.flatMap(({ names }) => names))].sort();
}

/** Of each schema that the files have. */
export function columnsOf({ groups }: GroupedFiles): readonly ChargeColumns[] {
  return groups.map((group) => chargeColumns(group, false));
}

function hasColumn(charges: readonly ChargeColumns[], name: string): boolean {
  return charges.some((one) => one.column(name) !== undefined);
}

function holder({ name, table }: CostDataset): readonly [string, string] {
  return table === undefined
    ? [`The files of the dataset ${name} have`, 'They have']
    : [`The table of the dataset ${name} has`, 'It has'];
}
