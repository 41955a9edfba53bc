import type { Column } from '../../model/column.ts';
import type { Column as FrameColumn } from '../../model/frame.ts';

/** Cells of groups x buckets in the order in which a table lists them; one row stands for every group. */
export function columnOfRows(
  column: Column,
  cells: readonly { readonly bucket: number; readonly row: number }[],
  shown: (value: number) => number = (value) => value
): FrameColumn {
  const at = ({ bucket, row }: { readonly bucket: number; readonly row: number }) =>
    (column.rows === 1 ? 0 : row * column.width) + bucket;
  return {
    type: 'number',
    values: Float64Array.from(cells, (cell) => shown(column.values[at(cell)] ?? 0)),
    valid: Uint8Array.from(cells, (cell) => column.valid[at(cell)] ?? 0),
  };
}
