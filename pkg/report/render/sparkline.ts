const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Values from the least to the most as bars of text; a gap where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const span = Math.max(...known) - least;
  return values
    .map((value) => (value === null ? ' ' : (bars[span === 0 ? 3 : Math.round(((value - least) / span) * 7)] ?? '')))
    .join('');
}
