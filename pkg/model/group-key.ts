/** Values of the grouping dimensions, in their order; null where a charge or row has none. */
export type GroupKey = readonly (string | null)[];

/** A text that two keys share exactly when they are equal. */
export function keyText(key: GroupKey): string {
  return JSON.stringify(key);
}

export function lacksPart(key: GroupKey): boolean {
  return key.includes(null);
}
