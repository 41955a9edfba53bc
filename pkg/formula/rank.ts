import { emptyColumn, type Column } from '../model/column.ts';

/** Each row's place in its bucket, 1 for the largest; equal values share a place, and the next one is left out. */
export function rank(column: Column, isRanked: (row: number) => boolean): Column {
  const { rows, width, values, valid } = column;
  const out = emptyColumn(rows, width);
  const ranked = Array.from({ length: rows }, (_, row) => row).filter(isRanked);
  for (let bucket = 0; bucket < width; bucket++) {
    const cells = ranked
      .map((row) => row * width + bucket)
      .filter((cell) => valid[cell] === 1)
      .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    let place = 0;
    cells.forEach((cell, index) => {
      place = index > 0 && values[cell] === values[cells[index - 1] ?? -1] ? place : index + 1;
      out.values[cell] = place;
      out.valid[cell] = 1;
    });
  }
  return out;
}
