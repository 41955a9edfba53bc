import { indexOf, type Axis } from '../series/axis.ts';

/** The slot in which values begin (LegSeries.begins): 0 where it lies before the axis, Infinity beyond it. */
export function firstSlot(base: Axis, begin: number): number {
  const slot = indexOf(base, begin);
  return slot >= 0 ? slot : begin < (base.starts[0] ?? 0) ? 0 : Infinity;
}
