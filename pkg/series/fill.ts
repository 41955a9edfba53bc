import { emptyColumn, type Column } from '../model/column.ts';
import type { GapFilling } from '../model/usage-metric.ts';
import { indexOf, type Axis } from './axis.ts';

/** Whether a metric's values may be read below its own periods (design section 4.4). */
export function isRefined(gaps: GapFilling): gaps is 'spread' | 'hold' | 'linear' {
  return gaps === 'spread' || gaps === 'hold' || gaps === 'linear';
}

/**
 * Brings values from the periods of a metric's native grain down to days (design section 4.4): `spread` divides a flow over
 * all the days of its period, also where the axis cuts it off; `hold` repeats a stock's value on each of them; `linear` walks
 * straight from one period's start to the next's and holds the last. A period without a value stays missing.
 */
export function refine(column: Column, native: Axis, days: Axis, gaps: GapFilling): Column {
  const out = emptyColumn(column.rows, days.length);
  const periodOf = Int32Array.from({ length: days.length }, (_, slot) => indexOf(native, days.starts[slot] ?? NaN));
  for (let row = 0; row < column.rows; row++) {
    for (let slot = 0; slot < days.length; slot++) {
      const period = periodOf[slot] ?? -1;
      const source = row * native.length + period;
      if (period < 0 || column.valid[source] !== 1) {
        continue;
      }
      const value = column.values[source] ?? 0;
      const target = row * days.length + slot;
      out.values[target] =
        gaps === 'spread'
          ? value / ((native.starts[period + 1] ?? 0) - (native.starts[period] ?? 0))
          : gaps === 'linear'
            ? interpolated(column, native, days, row, period, slot)
            : value;
      out.valid[target] = 1;
    }
  }
  return out;
}

function interpolated(column: Column, native: Axis, days: Axis, row: number, period: number, slot: number): number {
  const at = row * native.length + period;
  const value = column.values[at] ?? 0;
  if (period + 1 >= native.length || column.valid[at + 1] !== 1) {
    return value;
  }
  const start = native.starts[period] ?? 0;
  const share = ((days.starts[slot] ?? 0) - start) / ((native.starts[period + 1] ?? 0) - start);
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
