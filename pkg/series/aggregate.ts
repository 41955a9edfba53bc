import { emptyColumn, type Column } from '../model/column.ts';
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
 * The slots that count for a formula: on each of them every one of its legs has a value (design section 4.3). A leg that
 * has no value at all for a group is missing there and takes no slots from the others.
 */
export function commonSlots(columns: readonly Column[], width: number): Mask | undefined {
  if (columns.length < 2) {
    return undefined;
  }
  const rows = Math.max(...columns.map((column) => column.rows));
  const included = new Uint8Array(rows * width).fill(1);
  let dropped = false;
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      const base = column.rows === 1 ? 0 : row * width;
      if (!column.valid.subarray(base, base + width).includes(1)) {
        continue;
      }
      for (let slot = 0; slot < width; slot++) {
        if (column.valid[base + slot] !== 1) {
          included[row * width + slot] = 0;
          dropped = true;
        }
      }
    }
  }
  return dropped ? { rows, included } : undefined;
}
