/**
 * Values of groups x buckets in one array, row by row, with one validity byte each (1 = there is a value; the value of an
 * invalid cell means nothing). A column of one row stands for every group.
 */
export interface Column {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
  readonly valid: Uint8Array;
}

export function emptyColumn(rows: number, width: number): Column {
  return { rows, width, values: new Float64Array(rows * width), valid: new Uint8Array(rows * width) };
}

export function constantColumn(value: number, width: number): Column {
  const column = emptyColumn(1, width);
  column.values.fill(value);
  column.valid.fill(1);
  return column;
}
