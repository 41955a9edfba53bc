import { emptyColumn, type Column } from '../model/column.ts';
import type { GapFilling } from '../model/usage-metric.ts';
import { indexOf, type Axis } from './axis.ts';

/**
 * Brings values from the periods of a metric's native grain down to the finer slots of the base axis (design section 4.4):
 * `spread` divides a flow over the slots of its period, `hold` repeats a stock's value on each of them, `linear` walks
 * straight from one period's start to the next's and holds the last. A period without a value stays missing.
 */
export function refine(column: Column, native: Axis, base: Axis, gaps: GapFilling): Column {
  const out = emptyColumn(column.rows, base.length);
  const slotsOf = new Float64Array(native.length);
  const periodOf = Int32Array.from({ length: base.length }, (_, slot) => indexOf(native, base.starts[slot] ?? NaN));
  for (const period of periodOf) {
    if (period >= 0) {
      slotsOf[period] = (slotsOf[period] ?? 0) + 1;
    }
  }
  for (let row = 0; row < column.rows; row++) {
    for (let slot = 0; slot < base.length; slot++) {
      const period = periodOf[slot] ?? -1;
      const source = row * native.length + period;
      if (period < 0 || column.valid[source] !== 1) {
        continue;
      }
      const value = column.values[source] ?? 0;
      const target = row * base.length + slot;
      out.values[target] =
        gaps === 'spread'
          ? value / wholeSlots(native, base, period, slotsOf[period] ?? 1)
          : gaps === 'linear'
            ? interpolated(column, native, base, row, period, slot)
            : value;
      out.valid[target] = 1;
    }
  }
  return out;
}

/** A period that the base axis cuts off still has all its days: its value is divided by them, not by those in view. */
function wholeSlots(native: Axis, base: Axis, period: number, inView: number): number {
  return base.grain === 'day' ? (native.starts[period + 1] ?? 0) - (native.starts[period] ?? 0) : inView;
}

function interpolated(column: Column, native: Axis, base: Axis, row: number, period: number, slot: number): number {
  const at = row * native.length + period;
  const value = column.values[at] ?? 0;
  if (period + 1 >= native.length || column.valid[at + 1] !== 1) {
    return value;
  }
  const start = native.starts[period] ?? 0;
  const share = ((base.starts[slot] ?? 0) - start) / ((native.starts[period + 1] ?? 0) - start);
  return value + ((column.values[at + 1] ?? 0) - value) * share;
}

/** Missing slots of [from, to) become 0. */
export function fillZero(column: Column, from: number, to: number): void {
  for (let row = 0; row < column.rows; row++) {
    for (let slot = Math.max(0, from); slot < Math.min(column.width, to); slot++) {
      column.valid[row * column.width + slot] = 1; // the values of a new column are 0 already
    }
  }
}
