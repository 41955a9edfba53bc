import { emptyColumn, type Column } from '../../model/column.ts';
import { keyText, type GroupKey } from '../../model/group-key.ts';

/** Cost by key and slot, with what each key is called in the dimension that is allocated. */
export interface Keyed {
  readonly keys: readonly GroupKey[];
  readonly column: Column;
}

/** One step with everything looked up. */
export interface AllocationStep {
  /** Position of the dimension in the keys. */
  readonly position: number;
  /** Values as keys hold them: null for the rest. */
  readonly from: ReadonlySet<string | null>;
  /** Undefined for every other value that has a part. */
  readonly to: ReadonlySet<string | null> | undefined;
  /** The part of each value in a slot; undefined where the driver is the values' own cost. */
  readonly parts: ((value: string, slot: number) => number) | undefined;
  /** Values that a driver knows, which may have no cost of their own yet. */
  readonly known: readonly string[];
  /** Values that gave their cost away before and receive nothing by default. */
  readonly done: ReadonlySet<string | null>;
}

/**
 * Moves cost from the givers of each step to its receivers, slot by slot, the other parts of the key kept. What a slot
 * without any driver leaves over stays where it was, and every slot's sum stays what it was.
 */
export function allocate(costs: Keyed, steps: readonly AllocationStep[]): Keyed {
  return steps.reduce(runStep, costs);
}

function runStep(costs: Keyed, step: AllocationStep): Keyed {
  const { position, from } = step;
  const receivers = receiversOf(costs, step);
  const { width } = costs.column;
  const table = new Table(costs);
  const givers = costs.keys.flatMap((key, row) => (from.has(key[position] ?? null) ? [{ key, row }] : []));
  for (let slot = 0; slot < width; slot++) {
    const parts = receivers.map((value) => partOf(costs, step, value, slot));
    const all = parts.reduce((sum, part) => sum + part, 0);
    const last = parts.findLastIndex((part) => part > 0);
    if (all <= 0) {
      continue;
    }
    for (const { key, row } of givers) {
      const pool = table.take(row, slot);
      let left = pool;
      receivers.forEach((value, index) => {
        const part = parts[index] ?? 0;
        if (part > 0 && pool !== 0) {
          const share = index === last ? left : (pool * part) / all; // the last takes the rest: nothing is lost to rounding
          left -= share;
          table.give(key.with(position, value), slot, share);
        }
      });
    }
  }
  return table.result();
}

function receiversOf({ keys }: Keyed, { position, from, to, known, done }: AllocationStep): readonly string[] {
  const values = new Set([...keys.map((key) => key[position] ?? null), ...known]);
  const wanted = [...values, ...(to ?? [])].filter((value) => value !== null);
  return [...new Set(wanted)]
    .filter((value) => !from.has(value) && (to === undefined ? !done.has(value) : to.has(value)))
    .sort();
}

function partOf(costs: Keyed, { position, parts }: AllocationStep, value: string, slot: number): number {
  return Math.max(0, parts === undefined ? ownCost(costs, position, value, slot) : parts(value, slot));
}

function ownCost({ keys, column }: Keyed, position: number, value: string, slot: number): number {
  let sum = 0;
  keys.forEach((key, row) => {
    const cell = row * column.width + slot;
    sum += key[position] === value && column.valid[cell] === 1 ? (column.values[cell] ?? 0) : 0;
  });
  return sum;
}

/** Rows that grow as receivers appear that had no cost of their own. */
class Table {
  readonly #width: number;
  readonly #keys: GroupKey[];
  readonly #rowOf: Map<string, number>;
  readonly #values: Float64Array[];
  readonly #valid: Uint8Array[];
  readonly #known: Uint8Array;

  constructor({ keys, column }: Keyed) {
    const { width } = column;
    this.#width = width;
    this.#keys = [...keys];
    this.#rowOf = new Map(keys.map((key, row) => [keyText(key), row]));
    this.#values = keys.map((_, row) => column.values.slice(row * width, (row + 1) * width));
    this.#valid = keys.map((_, row) => column.valid.slice(row * width, (row + 1) * width));
    this.#known = new Uint8Array(width);
    for (const valid of this.#valid) {
      valid.forEach((one, slot) => {
        this.#known[slot] = (this.#known[slot] ?? 0) | one;
      });
    }
  }

  take(row: number, slot: number): number {
    const values = this.#values[row];
    const amount = this.#valid[row]?.[slot] === 1 ? (values?.[slot] ?? 0) : 0;
    if (values !== undefined) {
      values[slot] = 0;
    }
    return amount;
  }

  give(key: GroupKey, slot: number, amount: number): void {
    const text = keyText(key);
    let row = this.#rowOf.get(text);
    if (row === undefined) {
      row = this.#keys.push(key) - 1;
      this.#rowOf.set(text, row);
      this.#values.push(new Float64Array(this.#width));
      this.#valid.push(this.#known.slice()); // where any cost is known, an absent one is 0
    }
    const values = this.#values[row];
    const valid = this.#valid[row];
    if (values !== undefined && valid !== undefined) {
      values[slot] = (values[slot] ?? 0) + amount;
      valid[slot] = 1;
    }
  }

  result(): Keyed {
    const column = emptyColumn(this.#keys.length, this.#width);
    this.#values.forEach((values, row) => {
      column.values.set(values, row * this.#width);
      column.valid.set(this.#valid[row] ?? [], row * this.#width);
    });
    return { keys: this.#keys, column };
  }
}
