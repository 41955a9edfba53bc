/** The known name that a mistyped one is most like; undefined where none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const lengthApart = (name: string) => Math.abs(name.length - written.length);
  const [best] = known
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.ceil(written.length / 3)) // jobz, unti, prodd; beyond it is another word
    .sort((a, b) => a.distance - b.distance || lengthApart(a.name) - lengthApart(b.name));
  return best?.name;
}

/** `; did you mean unit?`, or nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = nearest(written, known);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

/** `; did you mean jobs? Known are cost, jobs`, or `; known are cost, jobs`. @param word such as `known` or `metrics` */
export function knownText(written: string, known: readonly string[], word: string, shown = known): string {
  const meant = didYouMean(written, known);
  const opening = meant === '' ? `; ${word}` : `${meant} ${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return `${opening} are ${shown.join(', ') || 'none'}`;
}

/** Letters added, taken away, exchanged, or swapped with the one beside them (optimal string alignment), row by row. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row++) {
    const own = [row];
    rows.push(own);
    for (let column = 1; column <= b.length; column++) {
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      own.push(
        Math.min(
          at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity
        )
      );
    }
  }
  return at(a.length, b.length);
}
