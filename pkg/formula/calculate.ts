import type { Column } from '../model/column.ts';
import { validInBoth } from '../model/validity.ts';

export type Arithmetic = '+' | '-' | '*' | '/';

/**
 * As `combine`, for what most formulas are made of: several times as fast on a million cells. Cells that are missing are
 * calculated too, and their results mean nothing.
 * @param onZero called for each division by zero of cells that are there
 */
export function calculate(a: Column, b: Column, operator: Arithmetic, onZero?: () => void): Column {
  const rows = Math.max(a.rows, b.rows);
  const { width } = a;
  const out = { rows, width, values: new Float64Array(rows * width), valid: validInBoth(a, b, width) };
  const loop = loops[operator];
  const stretch = a.rows === b.rows ? rows * width : width;
  for (let i = 0; i < rows * width; i += stretch) {
    const p = a.rows === 1 ? 0 : i;
    const q = b.rows === 1 ? 0 : i;
    if (loop(a.values, p, b.values, q, out.values, i, i + stretch)) {
      dropNonFinite(out, i, i + stretch, (at) => {
        if (operator === '/' && b.values[q + at - i] === 0) {
          onZero?.();
        }
      });
    }
  }
  return out;
}

/** A result that is no finite number is missing (never Infinity: design section 4.9). */
function dropNonFinite({ values, valid }: Column, from: number, to: number, onDrop: (at: number) => void): void {
  for (let i = from; i < to; i++) {
    if (valid[i] === 1 && !Number.isFinite(values[i])) {
      valid[i] = 0;
      onDrop(i);
    }
  }
}

/** Fills cells from `i` to before `end`; whether any result is no finite number, for which `value - value` is not 0. */
type Loop = (
  x: Float64Array,
  p: number,
  y: Float64Array,
  q: number,
  into: Float64Array,
  i: number,
  end: number
) => boolean;

/** A loop for each, because choosing the operator within one takes four times as long as the arithmetic. */
const loops: Readonly<Record<Arithmetic, Loop>> = {
  '+': (x, p, y, q, into, i, end) => {
    let odd = false;
    for (; i < end; i++, p++, q++) {
      const value = (x[p] ?? 0) + (y[q] ?? 0);
      into[i] = value;
      odd = odd || value - value !== 0;
    }
    return odd;
  },
  '-': (x, p, y, q, into, i, end) => {
    let odd = false;
    for (; i < end; i++, p++, q++) {
      const value = (x[p] ?? 0) - (y[q] ?? 0);
      into[i] = value;
      odd = odd || value - value !== 0;
    }
    return odd;
  },
  '*': (x, p, y, q, into, i, end) => {
    let odd = false;
    for (; i < end; i++, p++, q++) {
      const value = (x[p] ?? 0) * (y[q] ?? 0);
      into[i] = value;
      odd = odd || value - value !== 0;
    }
    return odd;
  },
  '/': (x, p, y, q, into, i, end) => {
    let odd = false;
    for (; i < end; i++, p++, q++) {
      const value = (x[p] ?? 0) / (y[q] ?? 0);
      into[i] = value;
      odd = odd || value - value !== 0;
    }
    return odd;
  },
};
