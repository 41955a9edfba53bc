/** One drawn part of a bar; values are those of the axis. */
export interface BarPart {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/** Parts of each bar on top of each other, those below zero downwards; a value that is 0 or missing draws nothing. */
export function stacks(series: readonly (readonly (number | null)[])[], bars: number): BarPart[][] {
  return Array.from({ length: bars }, (_, bar) => {
    let [above, below] = [0, 0];
    return series.flatMap((values, index): BarPart[] => {
      const value = values[bar] ?? 0;
      if (value === 0) {
        return [];
      }
      const from = value > 0 ? above : below;
      const to = from + value;
      [above, below] = value > 0 ? [to, below] : [above, to];
      return [{ series: index, from, to }];
    });
  });
}

/** Round numbers around zero and all parts, at most about `count` steps apart. */
export function ticks(parts: readonly BarPart[], count: number): number[] {
  const low = Math.min(0, ...parts.map(({ to }) => to));
  const high = Math.max(0, ...parts.map(({ to }) => to));
  if (low === high) {
    return [0, 1];
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, index) => (first + index) * step);
}
