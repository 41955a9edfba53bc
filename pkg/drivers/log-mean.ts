/**
 * ln(a / b) of two positive numbers. Between half and double, a - b is exact and log1p keeps every digit of a small
 * difference; beyond, a quotient that leaves the range of doubles is taken as a difference of logarithms.
 */
export function logRatio(a: number, b: number): number {
  if (a > b / 2 && a < b * 2) {
    return Math.log1p((a - b) / b);
  }
  const ratio = a / b;
  return ratio > 0 && Number.isFinite(ratio) ? Math.log(ratio) : Math.log(a) - Math.log(b);
}

/** The logarithmic mean of two positive numbers, (a - b) / ln(a / b); a where they are equal. */
export function logMean(a: number, b: number): number {
  return a === b ? a : (a - b) / logRatio(a, b);
}
