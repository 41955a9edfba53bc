import type { CostDataset } from '../../model/cost-dataset.ts';
import type { ChargeFormat } from '../charge-format.ts';
import { entry } from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';
import { jsonExtensions, textFields } from '../json-files.ts';

/** Any table: the dataset says which of its columns is what. What it does not name is absent. */
export function table({ columns: named = {}, tags }: Pick<CostDataset, 'columns' | 'tags'>): ChargeFormat {
  const holder = typeof tags === 'string' ? tags : undefined;
  const prefix = typeof tags === 'object' ? tags.prefix : undefined;
  return {
    id: `table ${JSON.stringify([Object.entries(named), tags])}`,
    title: 'mapped table',
    extensions: ['.parquet', '.csv', '.csv.gz', ...jsonExtensions],
    needs: { ChargePeriodStart: named['ChargePeriodStart'] ?? '', BilledCost: named['BilledCost'] ?? '' },
    json: [
      ...textFields(...new Set(Object.values(named))),
      ...(holder === undefined ? [] : [{ name: holder, type: 'JSON' }]),
    ],
    mapping(columns, dialect) {
      const source = new SourceColumns(columns, dialect);
      const all = holder === undefined ? undefined : source.first(holder);
      return {
        column: (name) => (Object.hasOwn(named, name) ? source.first(named[name] ?? '') : undefined),
        tag: (key) => (prefix === undefined ? all && entry(all, key) : source.first(`${prefix}${key}`)),
        tagText: all,
        names: Object.keys(named),
      };
    },
  };
}
