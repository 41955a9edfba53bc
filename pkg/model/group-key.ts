/** Values of the grouping dimensions, in their order; null where a charge or row has none. */
export type GroupKey = readonly (string | null)[];

/** A text that two keys share exactly when they are equal. */
export function keyText(key: GroupKey): string {
  return JSON.stringify(key);
}

/** What groups beyond the limit are called together; no value of one that is shown. */
export function otherName(count: number, taken: ReadonlySet<string | null>): string {
  const name = `other (${count})`;
  let free = name;
  for (let next = 2; taken.has(free); next++) {
    free = `${name} #${next}`;
  }
  return free;
}

export function lacksPart(key: GroupKey): boolean {
  return key.includes(null);
}
