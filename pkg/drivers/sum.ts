/** Neumaier's compensated sum: the order of the terms does not show, and small ones survive beside large ones. */
export class Sum {
  #sum = 0;
  #lost = 0;

  add(term: number): void {
    const next = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

export function sumOf(terms: Iterable<number>): number {
  const sum = new Sum();
  for (const term of terms) {
    sum.add(term);
  }
  return sum.value;
}
