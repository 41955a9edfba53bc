import type { Column } from './column.ts';

/** Rows of validity bytes; one row stands for every group. */
export type Validity = Pick<Column, 'rows' | 'valid'>;

/** 1 where both are. */
export function validInBoth(a: Validity, b: Validity, width: number): Uint8Array {
  const rows = Math.max(a.rows, b.rows);
  const into = new Uint8Array(rows * width);
  if (a.rows === b.rows) {
    intersect(a.valid, b.valid, into);
    return into;
  }
  for (let row = 0; row < rows; row++) {
    const own = into.subarray(row * width, (row + 1) * width);
    intersect(rowOf(a, row, width), rowOf(b, row, width), own);
  }
  return into;
}

function rowOf({ rows, valid }: Validity, row: number, width: number): Uint8Array {
  const from = rows === 1 ? 0 : row * width;
  return valid.subarray(from, from + width);
}

/** Four cells at a time where the arrays lie so. */
function intersect(a: Uint8Array, b: Uint8Array, into: Uint8Array): void {
  const isAligned = [a, b, into].every(({ byteOffset }) => byteOffset % 4 === 0);
  const words = isAligned ? into.length >>> 2 : 0;
  if (words > 0) {
    const [left, right, out] = [a, b, into].map(({ buffer, byteOffset }) => new Uint32Array(buffer, byteOffset, words));
    for (let word = 0; left && right && out && word < words; word++) {
      out[word] = (left[word] ?? 0) & (right[word] ?? 0);
    }
  }
  for (let cell = words * 4; cell < into.length; cell++) {
    into[cell] = (a[cell] ?? 0) & (b[cell] ?? 0);
  }
}
