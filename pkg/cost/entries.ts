import { UnitEconomicsError } from '../model/errors.ts';
import type { CostAnswer } from './cost-source.ts';
import type { Slots } from './slots.ts';

/** A year by day of 2,700 groups. Beyond, a dashboard cannot show it and the process should not hold it. */
const maxEntries = 1_000_000;

/** One entry per slot and group, of one group after another. Sums are compensated (Neumaier). */
export class Entries {
  readonly #slots: Slots;
  /** Where the group's entry of a slot is; of entries before the group's first it means nothing. */
  readonly #at: Int32Array;
  #group = -1;
  #first = 0;
  readonly #times: number[] = [];
  readonly #groups: number[] = [];
  readonly #sums: number[] = [];
  readonly #errors: number[] = [];
  readonly #rows: number[] = [];

  constructor(slots: Slots) {
    this.#slots = slots;
    this.#at = new Int32Array(slots.length).fill(-1);
  }

  begin(group: number): void {
    this.#group = group;
    this.#first = this.#times.length;
  }

  /** @throws tooMuch */
  add(slot: number, amount: number, charges: number): void {
    const known = this.#at[slot] ?? -1;
    const at = known >= this.#first ? known : this.#entry(slot);
    const sum = this.#sums[at] ?? 0;
    const next = sum + amount;
    const lost = Math.abs(sum) >= Math.abs(amount) ? sum - next + amount : amount - next + sum;
    this.#errors[at] = (this.#errors[at] ?? 0) + lost;
    this.#sums[at] = next;
    this.#rows[at] = (this.#rows[at] ?? 0) + charges;
  }

  columns(): Pick<CostAnswer, 'times' | 'groups' | 'amounts' | 'rows'> {
    return {
      times: Float64Array.from(this.#times),
      groups: Int32Array.from(this.#groups),
      amounts: Float64Array.from(this.#sums, (sum, at) => sum + (this.#errors[at] ?? 0)),
      rows: Float64Array.from(this.#rows),
    };
  }

  #entry(slot: number): number {
    const at = this.#times.length;
    if (at >= maxEntries) {
      throw new UnitEconomicsError(
        'tooMuch',
        `The answer has more than ${maxEntries} values by time and group. Group by fewer dimensions, filter, or shorten the range.`
      );
    }
    this.#at[slot] = at;
    this.#times.push(this.#slots.time(slot));
    this.#groups.push(this.#group);
    this.#sums.push(0);
    this.#errors.push(0);
    this.#rows.push(0);
    return at;
  }
}
