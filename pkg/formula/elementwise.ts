import { emptyColumn, type Column } from '../model/column.ts';

/** A scalar operation; NaN or an infinity as its result is stored as missing. */
export type Scalar = (a: number, b: number) => number;

/** Both must be there; a result that is no finite number is missing (never Infinity: design section 4.9). */
export function combine(a: Column, b: Column, operate: Scalar): Column {
  const rows = Math.max(a.rows, b.rows);
  const { width } = a;
  const out = emptyColumn(rows, width);
  for (let row = 0; row < rows; row++) {
    let i = row * width;
    let p = a.rows === 1 ? 0 : i;
    let q = b.rows === 1 ? 0 : i;
    for (const end = i + width; i < end; i++, p++, q++) {
      if (a.valid[p] === 1 && b.valid[q] === 1) {
        store(out, i, operate(at(a.values, p), at(b.values, q)));
      }
    }
  }
  return out;
}

export function map(a: Column, operate: (value: number) => number): Column {
  const out = emptyColumn(a.rows, a.width);
  for (let i = 0; i < a.values.length; i++) {
    if (a.valid[i] === 1) {
      store(out, i, operate(at(a.values, i)));
    }
  }
  return out;
}

/** The first that is there, cell by cell. */
export function coalesce(columns: readonly Column[]): Column {
  return select(columns, (cell) => columns.findIndex((column) => column.valid[offset(column, cell)] === 1));
}

/** Cell by cell the second where the condition is not 0, otherwise the third; missing where the condition is. */
export function choose(condition: Column, yes: Column, no: Column): Column {
  return select([yes, no, condition], (cell) => {
    const i = offset(condition, cell);
    return condition.valid[i] !== 1 ? -1 : condition.values[i] !== 0 ? 0 : 1;
  });
}

interface Cell {
  readonly row: number;
  readonly index: number;
}

function offset(column: Column, cell: Cell): number {
  return column.rows === 1 ? cell.index : cell.row * column.width + cell.index;
}

function select(columns: readonly Column[], pick: (cell: Cell) => number): Column {
  const rows = Math.max(...columns.map((column) => column.rows));
  const width = columns[0]?.width ?? 0;
  const out = emptyColumn(rows, width);
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < width; index++) {
      const cell = { row, index };
      const chosen = columns[pick(cell)];
      if (chosen?.valid[offset(chosen, cell)] === 1) {
        store(out, row * width + index, at(chosen.values, offset(chosen, cell)));
      }
    }
  }
  return out;
}

function store(out: Column, i: number, value: number): void {
  if (Number.isFinite(value)) {
    out.values[i] = value;
    out.valid[i] = 1;
  }
}

/** Bounds are the caller's; typed arrays have no holes. */
function at(values: Float64Array, i: number): number {
  return values[i] ?? 0;
}
