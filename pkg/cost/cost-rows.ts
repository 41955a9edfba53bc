import type { EngineResult, SqlResult } from '../storage/engine.ts';

/** What a cost statement found: runs of rows that share their group and their unit. */
export interface CostRows {
  readonly runCount: number;
  /** The rows of run i: from starts[i] to before ends[i]. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Of each run: by the position of a grouping dimension, and at last the unit. */
  text(column: number): readonly (string | null)[];
  /** Of each row: the columns that tell the time, then amount and charges. */
  numbers(column: number): Float64Array;
}

/** Of a statement that nests its rows by group. */
export function nestedRows(result: EngineResult, groupCount: number): CostRows {
  const lists = result.structLists(groupCount + 1);
  return {
    runCount: result.rowCount,
    starts: lists.starts,
    ends: lists.ends,
    text: (column) => result.strings(column),
    numbers: (column) => lists.numbers(column),
  };
}

/** Of a flat statement: each row is a run of its own. */
export function flatRows(result: SqlResult, timeColumns: number, groupCount: number): CostRows {
  const texts = groupCount + 1;
  return {
    runCount: result.rowCount,
    starts: Uint32Array.from({ length: result.rowCount }, (_, row) => row),
    ends: Uint32Array.from({ length: result.rowCount }, (_, row) => row + 1),
    text: (column) => result.strings(timeColumns + column),
    numbers: (column) => result.numbers(column < timeColumns ? column : column + texts),
  };
}
