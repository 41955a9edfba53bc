import type { Column } from '../../model/column.ts';
import { sumOf } from '../../drivers/sum.ts';
import { commonSlots, type Mask, type Span } from '../../series/aggregate.ts';

/**
 * The slots on which cost is held against units: as for the formula, those on which both are known (design sections 4.3 and
 * 4.9). The cost of the others is real and stays in the change, but says nothing about what a unit costs.
 */
export class CountedSlots {
  readonly mask: Mask | undefined;
  readonly #cost: Column;

  /** @param usage undefined where no metric is asked for: then every slot counts */
  constructor(cost: Column, usage: Column | undefined) {
    this.#cost = cost;
    this.mask = usage && commonSlots([cost, usage], cost.width);
  }

  has(row: number, slot: number): boolean {
    return (
      this.mask === undefined || this.mask.included[(this.mask.rows === 1 ? 0 : row * this.#cost.width) + slot] === 1
    );
  }

  /** Cost of a group on the slots that count, and on the others. */
  costOf(row: number, span: Span): { readonly counted: number; readonly left: number } {
    const on = (wanted: boolean) => sumOf(this.#known(row, span, wanted).map((slot) => this.#costAt(row, slot)));
    return { counted: on(true), left: on(false) };
  }

  /** Slots with cost that do not count, for any of the groups. */
  slotsLeft({ from, to }: Span): readonly number[] {
    const left: number[] = [];
    const rows = Array.from({ length: this.#cost.rows }, (_, row) => row);
    for (let slot = from; slot < to; slot++) {
      if (rows.some((row) => !this.has(row, slot) && this.#costAt(row, slot) !== 0)) {
        left.push(slot);
      }
    }
    return left;
  }

  #known(row: number, { from, to }: Span, wanted: boolean): readonly number[] {
    const slots: number[] = [];
    for (let slot = from; slot < to; slot++) {
      if (this.has(row, slot) === wanted) {
        slots.push(slot);
      }
    }
    return slots;
  }

  #costAt(row: number, slot: number): number {
    const cell = (this.#cost.rows === 1 ? 0 : row * this.#cost.width) + slot;
    return this.#cost.valid[cell] === 1 ? (this.#cost.values[cell] ?? 0) : 0;
  }
}
