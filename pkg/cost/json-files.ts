import type { SourceColumn } from './expression/source-columns.ts';

/** Rows as JSON objects, one on each line or all in one array. */
export const jsonExtensions = ['json', 'jsonl', 'ndjson'].flatMap((name) => [`.${name}`, `.${name}.gz`]);

/** Fields that are read as text, as CSV cells are: ids keep their zeros, and a number has its own digits. */
export function textFields(...names: readonly string[]): readonly SourceColumn[] {
  return names.map((name) => ({ name, type: 'VARCHAR' }));
}
