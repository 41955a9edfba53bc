import type { Dimension } from '../model/dimension.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { CostMeasure } from '../model/names.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { brokenRule } from './broken-rule.ts';
import { costColumns } from './charge-rows.ts';
import type { CostRequest } from './cost-source.ts';
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
export function requireMeasure(dataset: CostDataset, measure: CostMeasure, grouped: GroupedFiles): void {
  if (!hasColumn(grouped, measure)) {
    const others = costColumns.filter((name) => hasColumn(grouped, name));
    throw new UnitEconomicsError(
      'notFound',
      `The files of the dataset ${dataset.name} have no column ${measure}. They have ${others.join(', ')}: ask for one of these.`
    );
  }
}

/** A dimension that cannot be computed, or whose every source is a column that no file has. A tag may be absent: the rest. */
export function requireDimension(dataset: CostDataset, dimension: Dimension, grouped: GroupedFiles): void {
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
    !columns.some((key) => hasColumn(grouped, key))
  ) {
    throw new UnitEconomicsError(
      'notFound',
      `The files of the dataset ${dataset.name} have no column ${columns.join(' or ')}, which the dimension ${name} is read from. Their columns are: ${columnNames(grouped).join(', ')}.`
    );
  }
}

export function columnNames({ groups }: GroupedFiles): readonly string[] {
  return [...new Set(groups.flatMap(({ schema }) => schema.columns.map(({ name }) => name)))].sort();
}

function hasColumn({ groups }: GroupedFiles, name: string): boolean {
  return groups.some(({ format, schema }) => format.charges(schema, false).column(name) !== undefined);
}
