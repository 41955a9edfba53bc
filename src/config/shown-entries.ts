import type { Entry } from './paths.ts';

/** Entries drawn at once: enough to read, few enough that each key typed into one answers at once. */
export const maxShown = 50;

interface Shown {
  readonly entry: Entry;
  readonly index: number;
}

/**
 * The entries that hold the text in one of their own texts (letter case ignored), at most `maxShown`, in their order. The
 * open one is always among them.
 */
export function shownEntries(
  entries: readonly Entry[],
  search: string,
  open: number | undefined
): { readonly shown: readonly Shown[]; readonly hidden: number } {
  const wanted = search.trim().toLowerCase();
  const found = entries
    .map((entry, index) => ({ entry, index }))
    .filter(({ entry, index }) => index === open || wanted === '' || textOf(entry).includes(wanted));
  const shown = found.filter(({ index }, place) => place < maxShown || index === open);
  return { shown, hidden: found.length - shown.length };
}

function textOf(entry: Entry): string {
  return Object.values(entry)
    .filter((value) => typeof value === 'string')
    .join(' ')
    .toLowerCase();
}
