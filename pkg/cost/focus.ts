import { identifier } from '../storage/quote.ts';
import { sql, trusted, type Sql } from '../storage/sql.ts';
import type { ChargeColumn, ChargeColumns, ChargeFormat, FileSchema } from './charge-format.ts';

/** Names that later versions of FOCUS use for a column of earlier ones. */
const laterNames: Readonly<Record<string, string>> = { ProviderName: 'ServiceProviderName' };

/** FOCUS 1.0 to 1.3: the columns are what they are called, in any letter case. */
export const focus: ChargeFormat = {
  title: 'FOCUS 1.0 to 1.3',
  extensions: ['.parquet', '.csv', '.csv.gz'],
  charges(schema: FileSchema, checkJson: boolean): ChargeColumns {
    const byName = new Map(schema.columns.map((column) => [column.name.toLowerCase(), column]));

    function column(focusName: string): ChargeColumn | undefined {
      const found = byName.get(focusName.toLowerCase()) ?? byName.get((laterNames[focusName] ?? '').toLowerCase());
      return found && { expression: trusted(identifier(found.name)), type: found.type };
    }

    const tags = column('Tags');
    return {
      column,
      tag(key) {
        return tags && tagText(tags, key, checkJson);
      },
      malformedTags:
        tags && isJsonText(tags) ? sql`(${tags.expression} <> '' AND NOT json_valid(${tags.expression}))` : undefined,
    };
  },
};

function isJsonText({ type }: ChargeColumn): boolean {
  return type === 'VARCHAR' || type === 'JSON';
}

/** Exports store tags as JSON text, as a map, or as a struct with a field for each key. */
function tagText(tags: ChargeColumn, key: string, checkJson: boolean): Sql {
  const { expression, type } = tags;
  if (type.startsWith('MAP(')) {
    return sql`CAST(map_extract_value(${expression}, ${key}) AS VARCHAR)`;
  }
  // A JSON pointer takes any key literally: RFC 6901 escapes only ~ and /.
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (type.startsWith('STRUCT(')) {
    return sql`json_extract_string(to_json(${expression}), ${pointer})`;
  }
  const text = sql`json_extract_string(${expression}, ${pointer})`;
  return checkJson ? sql`CASE WHEN json_valid(${expression}) THEN ${text} END` : text;
}
