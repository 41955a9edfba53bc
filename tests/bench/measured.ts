/** One line of the table. */
export interface Measured {
  readonly what: string;
  readonly figure: number;
  readonly unit: 'ms' | 'MiB' | 'ns' | '%' | 'files';
  /** The same work, or the same thing before, in the same run: the target is then about figure / yardstick. */
  readonly yardstick?: { readonly figure: number; readonly name: string };
  /** At most; none for a figure that only explains others. */
  readonly target?: number;
  /** How often, and what else a reader needs to judge the figure. */
  readonly how: string;
}

export type Verdict = 'met' | 'missed' | '';

export function ratio({ figure, yardstick }: Measured): number | undefined {
  return yardstick && figure / yardstick.figure;
}

/** A figure that is no number misses its target. */
export function verdict(measured: Measured): Verdict {
  if (measured.target === undefined) {
    return '';
  }
  return (ratio(measured) ?? measured.figure) <= measured.target ? 'met' : 'missed';
}
