/** The best few of many, in order; what is worse than the worst of a full ranking costs one comparison. */
export class Ranking<T> {
  readonly #limit: number;
  readonly #order: (a: T, b: T) => number;
  readonly #best: T[] = [];

  /** @param order negative where a comes before b; never 0 for different items, so that the input's order does not show */
  constructor(limit: number, order: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#order = order;
  }

  add(item: T): void {
    const best = this.#best;
    const worst = best.at(-1);
    if (best.length >= this.#limit && (worst === undefined || this.#order(item, worst) >= 0)) {
      return;
    }
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = best[middle];
      if (other !== undefined && this.#order(other, item) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    best.splice(low, 0, item);
    best.length = Math.min(best.length, this.#limit);
  }

  get items(): readonly T[] {
    return this.#best;
  }
}
