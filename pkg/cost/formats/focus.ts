import type { ChargeFormat } from '../charge-format.ts';
import { entry } from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';

/** Names that later versions of FOCUS use for a column of earlier ones. */
const laterNames: Readonly<Record<string, string>> = { ProviderName: 'ServiceProviderName' };

/** FOCUS 1.0 to 1.3: the columns are what they are called, in any letter case. */
export const focus: ChargeFormat = {
  id: 'focus',
  title: 'FOCUS 1.0 to 1.3',
  extensions: ['.parquet', '.csv', '.csv.gz'],
  needs: { ChargePeriodStart: 'ChargePeriodStart', BilledCost: 'BilledCost' },
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect);
    const tags = source.first('Tags');
    return {
      column: (name) => source.first(name, laterNames[name] ?? name),
      // Exports store tags as JSON text, as a map, or as a struct with a field for each key.
      tag: (key) => tags && entry(tags, key),
      tagText: tags,
      names: columns.map(({ name }) => name),
    };
  },
};
