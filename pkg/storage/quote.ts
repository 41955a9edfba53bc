/** A name as DuckDB reads it, whatever characters it holds. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text where DuckDB takes no bound value: settings, the target of COPY, keys of a struct. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
