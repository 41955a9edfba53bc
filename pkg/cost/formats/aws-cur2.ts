import type { ChargeFormat } from '../charge-format.ts';
import { entry, firstText } from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';
import { awsLineItems, awsNeeds } from './aws-line-items.ts';
import { awsName, awsTag } from './aws-names.ts';

/** AWS CUR 2.0 from Data Exports: columns as in legacy Parquet, tags and cost categories in maps. */
export const awsCur2: ChargeFormat = {
  id: 'aws-cur2',
  title: 'AWS CUR 2.0',
  extensions: ['.parquet', '.csv', '.csv.gz'],
  needs: awsNeeds,
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect, awsName);
    const tags = source.first('resource_tags');
    const categories = source.first('cost_category');
    return {
      ...awsLineItems(source),
      tag(asked) {
        const tag = awsTag(asked);
        const map = tag.kind === 'tag' ? tags : categories;
        const keys =
          tag.kind === 'tag'
            ? [`${tag.owner}_${awsName(tag.key)}`, `${tag.owner}:${tag.key}`, tag.key]
            : [tag.key, awsName(tag.key)];
        return map && firstText(...[...new Set(keys)].map((key) => entry(map, key)));
      },
      tagText: tags,
    };
  },
};
