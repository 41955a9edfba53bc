import type * as DuckDb from '@duckdb/node-api';
import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import type { EngineResult, StructLists } from './engine.ts';

/** The module is loaded by the first statement, so what is used of it is handed over. */
type Api = Pick<typeof DuckDb, 'DuckDBListVector' | 'DuckDBStructVector'>;

/** A result read column by column straight from DuckDB's chunks: no object per row. */
export function columnarResult(
  { DuckDBListVector, DuckDBStructVector }: Api,
  names: readonly string[],
  chunks: readonly DuckDBDataChunk[]
): EngineResult {
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

  function structLists(column: number): StructLists {
    const starts = new Uint32Array(rowCount);
    const ends = new Uint32Array(rowCount);
    const items: DuckDb.DuckDBStructVector[] = [];
    let [at, before] = [0, 0];
    for (const chunk of chunks) {
      const lists = chunk.getColumnVector(column);
      const structs = lists instanceof DuckDBListVector ? lists.childVector : undefined;
      if (!(lists instanceof DuckDBListVector) || !(structs instanceof DuckDBStructVector)) {
        throw new TypeError(`column ${column} holds no lists of structs`);
      }
      for (let row = 0; row < lists.itemCount; row++) {
        const start = before + lists.getEntryOffset(row);
        starts[at] = start;
        ends[at++] = start + lists.getEntryLength(row);
      }
      before += structs.itemCount;
      items.push(structs);
    }
    return { starts, ends, numbers: (field) => numbersOf(items.map((structs) => structs.entryVectorAt(field))) };
  }

  return {
    names,
    rowCount,
    strings,
    numbers: (column) => numbersOf(chunks.map((chunk) => chunk.getColumnVector(column))),
    structLists,
  };
}

function numbersOf(vectors: readonly DuckDBVector[]): Float64Array {
  const values = new Float64Array(vectors.reduce((sum, vector) => sum + vector.itemCount, 0));
  let at = 0;
  for (const vector of vectors) {
    const { itemCount } = vector;
    for (let row = 0; row < itemCount; row++) {
      const value = vector.getItem(row);
      values[at++] = typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : NaN;
    }
  }
  return values;
}
