import type { ChargeFormat } from '../charge-format.ts';
import { firstText } from '../expression/build.ts';
import { SourceColumns, type SourceColumn } from '../expression/source-columns.ts';
import { awsLineItems, awsNeeds } from './aws-line-items.ts';
import { awsName, awsTag } from './aws-names.ts';

/** AWS legacy Cost and Usage Report: `lineItem/UsageAmount` in CSV, `line_item_usage_amount` in Parquet, a column for each tag. */
export const awsCur: ChargeFormat = {
  id: 'aws-cur',
  title: 'AWS legacy CUR',
  extensions: ['.parquet', '.csv', '.csv.gz'],
  needs: awsNeeds,
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect, awsName);
    const written = new SourceColumns(columns, dialect, (name) => name);
    return {
      ...awsLineItems(source),
      tag(asked) {
        const tag = awsTag(asked);
        const prefix = tag.kind === 'tag' ? `resourceTags/${tag.owner}:` : 'costCategory/';
        return firstText(...columnsOf(columns, `${prefix}${tag.key}`).map((name) => written.first(name)));
      },
    };
  },
};

/** Keys that differ only in case are columns of their own in CSV: the one asked for, else all that may be meant. */
function columnsOf(columns: readonly SourceColumn[], wanted: string): readonly string[] {
  const names = columns.map(({ name }) => name);
  const exact = names.filter((name) => name === wanted || withoutNumber(name) === wanted);
  const meant = names.filter((name) => awsName(name) === awsName(wanted));
  return exact.length > 0 ? exact : meant;
}

/** A name that differs from an earlier one only in case was given a number when the header was read. */
function withoutNumber(name: string): string {
  return name.replace(/ \d+$/, '');
}
