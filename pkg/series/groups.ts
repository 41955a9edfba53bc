import { emptyColumn, type Column } from '../model/column.ts';
import { keyText, lacksPart, type GroupKey } from '../model/group-key.ts';

/** A line of the answer: a key both sides may have, the fold of those beyond the limit, or all of them where only totals were asked. */
export type Group =
  | { readonly kind: 'key'; readonly key: GroupKey }
  | { readonly kind: 'all' }
  | { readonly kind: 'other'; readonly name: string; readonly count: number };

/** One leg's rows by key. Rows without a whole key join nothing on the usage side (design section 4.8). */
export interface KeyedColumn {
  readonly keys: readonly GroupKey[];
  readonly column: Column;
  readonly joinsUnattributed: boolean;
}

/** Every key of any leg once; keys with a missing part only where a cost has them. */
export function unionKeys(legs: readonly KeyedColumn[]): readonly GroupKey[] {
  const union = new Map<string, GroupKey>();
  for (const { keys, joinsUnattributed } of legs) {
    for (const key of keys) {
      if (joinsUnattributed || !lacksPart(key)) {
        union.set(keyText(key), key);
      }
    }
  }
  return [...union.values()];
}

/** The leg's rows in the order of the groups; folded groups are added up where `fold` says a sum has a meaning. */
export function placeRows(
  leg: KeyedColumn,
  groups: readonly Group[],
  folded: readonly GroupKey[],
  fold: boolean
): Column {
  const { width } = leg.column;
  const rowOf = new Map(leg.keys.map((key, row) => [keyText(key), row]));
  const out = emptyColumn(groups.length, width);
  groups.forEach((group, row) => {
    if (group.kind === 'key') {
      const source = leg.joinsUnattributed || !lacksPart(group.key) ? rowOf.get(keyText(group.key)) : undefined;
      if (source !== undefined) {
        out.values.set(leg.column.values.subarray(source * width, (source + 1) * width), row * width);
        out.valid.set(leg.column.valid.subarray(source * width, (source + 1) * width), row * width);
      }
    } else if (group.kind === 'other' && fold) {
      const sources = folded.map((key) => rowOf.get(keyText(key))).filter((source) => source !== undefined);
      addRows(leg.column, sources, out, row);
    }
  });
  return out;
}

/** Adds rows up slot by slot into one row of `out`; a slot is valid where any of them is. */
export function addRows(column: Column, sources: readonly number[], out: Column, row: number): void {
  const { width } = column;
  for (const source of sources) {
    for (let slot = 0; slot < width; slot++) {
      if (column.valid[source * width + slot] === 1) {
        out.values[row * width + slot] =
          (out.values[row * width + slot] ?? 0) + (column.values[source * width + slot] ?? 0);
        out.valid[row * width + slot] = 1;
      }
    }
  }
}

/** Keys by falling weight, ties by name; keys with a missing part after the others. */
export function rankKeys(keys: readonly GroupKey[], weight: (key: GroupKey) => number): readonly GroupKey[] {
  return keys
    .map((key) => ({ key, weight: weight(key), rest: lacksPart(key) ? 1 : 0, text: keyText(key) }))
    .sort((a, b) => a.rest - b.rest || b.weight - a.weight || (a.text < b.text ? -1 : 1))
    .map(({ key }) => key);
}
