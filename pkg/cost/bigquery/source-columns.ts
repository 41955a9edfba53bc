import type { Field } from '../../usage/bigquery/columns.ts';
import type { SourceColumn } from '../expression/source-columns.ts';

/** Names that the API still gives to types. */
const today: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

/** The columns of a table with their types as GoogleSQL writes them: `ARRAY<STRUCT<key STRING, value STRING>>`. */
export function sourceColumns(fields: readonly Field[]): readonly SourceColumn[] {
  return fields.map((field) => ({ name: field.name, type: typeOf(field) }));
}

function typeOf({ type, mode, fields = [] }: Field): string {
  const inner = fields.map((field) => `${field.name} ${typeOf(field)}`).join(', ');
  const plain = type === 'RECORD' || type === 'STRUCT' ? `STRUCT<${inner}>` : (today[type] ?? type);
  return mode === 'REPEATED' ? `ARRAY<${plain}>` : plain;
}
