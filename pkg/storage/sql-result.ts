import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { SqlResult } from './engine.ts';

/** A result read column by column straight from DuckDB's chunks: no object per row. */
export function columnarResult(names: readonly string[], chunks: readonly DuckDBDataChunk[]): SqlResult {
  const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);

  function strings(column: number): readonly (string | null)[] {
    const values = new Array<string | null>(rowCount);
    let at = 0;
    for (const chunk of chunks) {
      const vector = chunk.getColumnVector(column);
      const { rowCount: rows } = chunk; // each look at it is a call into DuckDB
      for (let row = 0; row < rows; row++) {
        const value = vector.getItem(row);
        values[at++] = typeof value === 'string' ? value : null;
      }
    }
    return values;
  }

  function numbers(column: number): Float64Array {
    const values = new Float64Array(rowCount);
    let at = 0;
    for (const chunk of chunks) {
      const vector = chunk.getColumnVector(column);
      const { rowCount: rows } = chunk; // each look at it is a call into DuckDB
      for (let row = 0; row < rows; row++) {
        const value = vector.getItem(row);
        values[at++] = typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : NaN;
      }
    }
    return values;
  }

  return { names, rowCount, strings, numbers };
}
