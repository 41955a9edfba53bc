import { emptyColumn, type Column } from '../model/column.ts';
import { validInBoth } from '../model/validity.ts';
import type { TimeAggregation } from '../model/usage-metric.ts';

/** A bucket as consecutive slots of the base axis: [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which slots count: one row for every group, or one for all. */
export interface Mask {
  readonly rows: number;
  readonly included: Uint8Array;
}

/** Brings a leg from the slots of the base axis to buckets by its own rule. A bucket without a valid slot is missing. */
export function aggregate(column: Column, spans: readonly Span[], rule: TimeAggregation, mask?: Mask): Column {
  if (areSlots(spans, column.width)) {
    return masked(column, mask);
  }
  const rows = Math.max(column.rows, mask?.rows ?? 1);
  const out = emptyColumn(rows, spans.length);
  for (let row = 0; row < rows; row++) {
    const base = column.rows === 1 ? 0 : row * column.width;
    const maskBase = mask === undefined || mask.rows === 1 ? 0 : row * column.width;
    spans.forEach((span, bucket) => {
      const value = overSlots(column, base, span, rule, mask, maskBase);
      if (value !== undefined) {
        out.values[row * spans.length + bucket] = value;
        out.valid[row * spans.length + bucket] = 1;
      }
    });
  }
  return out;
}

/** Whether each bucket is one slot and none is left out: every rule then gives the slot's own value. */
function areSlots(spans: readonly Span[], width: number): boolean {
  return spans.length === width && spans.every(({ from, to }, slot) => from === slot && to === slot + 1);
}

/** The column itself where nothing is masked; values are shared, because those of invalid cells mean nothing. */
function masked(column: Column, mask: Mask | undefined): Column {
  if (mask === undefined) {
    return column;
  }
  const { width } = column;
  const rows = Math.max(column.rows, mask.rows);
  const valid = validInBoth(column, { rows: mask.rows, valid: mask.included }, width);
  const values = column.values.length === rows * width ? column.values : repeated(column.values, rows);
  return { rows, width, values, valid };
}

function repeated(row: Float64Array, rows: number): Float64Array {
  const values = new Float64Array(row.length * rows);
  for (let start = 0; start < values.length; start += row.length) {
    values.set(row, start);
  }
  return values;
}

function overSlots(
  { values, valid, width }: Column,
  base: number,
  span: Span,
  rule: TimeAggregation,
  mask: Mask | undefined,
  maskBase: number
): number | undefined {
  let sum = 0;
  let compensation = 0; // Kahan: long sums of small charges keep their cents
  let count = 0;
  let extreme = NaN;
  for (let slot = Math.max(0, span.from); slot < Math.min(width, span.to); slot++) {
    if (valid[base + slot] !== 1 || (mask !== undefined && mask.included[maskBase + slot] !== 1)) {
      continue;
    }
    const value = values[base + slot] ?? 0;
    const corrected = value - compensation;
    const next = sum + corrected;
    compensation = next - sum - corrected;
    sum = next;
    if (count === 0 || rule === 'last' || (rule === 'max' ? value > extreme : value < extreme)) {
      extreme = value;
    }
    count++;
  }
  if (count === 0) {
    return undefined;
  }
  return rule === 'sum' ? sum : rule === 'average' ? sum / count : extreme;
}

/**
 * A window that begins before a row's first value is missing: 28 days cannot be told from three.
 * @param first by row, or one for all, the slot in which its values begin
 */
export function covered(aggregated: Column, first: readonly number[], spans: readonly Span[]): Column {
  const { rows, width, values } = aggregated;
  const valid = aggregated.valid.slice();
  for (let row = 0; row < rows; row++) {
    const begin = first[first.length === 1 ? 0 : row] ?? Infinity;
    spans.forEach(({ from }, bucket) => {
      if (from < begin) {
        valid[row * width + bucket] = 0;
      }
    });
  }
  return { rows, width, values, valid };
}

/**
 * The slots that count for a formula: on each of them every one of its legs has a value (design section 4.3). A leg that
 * has no value at all for a group is missing there and takes no slots from the others.
 */
export function commonSlots(columns: readonly Column[], width: number): Mask | undefined {
  return columns.length < 2 ? undefined : countedSlots(columns, width);
}

/** As commonSlots, also of one column: the days that a time basis counts. */
export function countedSlots(columns: readonly Column[], width: number): Mask | undefined {
  const rows = Math.max(1, ...columns.map((column) => column.rows));
  const included = new Uint8Array(rows * width).fill(1);
  let dropped = false;
  for (const { rows: ownRows, valid } of columns) {
    for (let row = 0; row < rows; row++) {
      const base = ownRows === 1 ? 0 : row * width;
      const own = valid.subarray(base, base + width);
      if (!own.includes(1)) {
        continue;
      }
      // Searching is many times as fast as a loop, and most values are there.
      for (let slot = own.indexOf(0); slot >= 0; slot = own.indexOf(0, slot + 1)) {
        included[row * width + slot] = 0;
        dropped = true;
      }
    }
  }
  return dropped ? { rows, included } : undefined;
}
