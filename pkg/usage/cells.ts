/** How files write "nothing": besides the empty cell, the texts that exporters put for a null. */
const nullText = /^(null|\(null\))$/i;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A dimension's cell: null where it is empty or says null. Blanks around a value are no part of it. */
export function readText(cell: string | null | undefined): string | null {
  const text = cell?.trim() ?? '';
  return text === '' || nullText.test(text) ? null : text;
}

/**
 * A value's cell: NaN where it is missing (empty, null or NaN), undefined where it is no number. A thousands separator
 * makes it none, because 1,234 and 1.234 mean different things in different countries.
 */
export function readNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (number.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return text === '' || nullText.test(text) || /^nan$/i.test(text) ? NaN : undefined;
}
