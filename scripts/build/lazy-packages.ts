/**
 * Packages that load on first use and stay out of the start bundle, so that the handshake is fast and small: DuckDB's
 * wrapper, and each vendor's client. `pkg/` may only `await import(...)` them. Each becomes `dist/lib/CHUNK.cjs`.
 */
export const lazyPackages: readonly { readonly name: string; readonly chunk: string }[] = [
  { name: '@duckdb/node-api', chunk: 'duckdb' },
];
