import { tableFromIPC } from 'apache-arrow';
import type { Answer } from './plugin-process.ts';

/** Every number of every series added up. */
export function totalOf({ frames }: Answer): number {
  let total = 0;
  for (const frame of frames) {
    const table = tableFromIPC(frame);
    for (const column of table.schema.fields.keys()) {
      const vector = table.getChildAt(column);
      for (let row = 0; column > 0 && row < table.numRows; row++) {
        const value: unknown = vector?.get(row);
        total += typeof value === 'number' ? value : 0;
      }
    }
  }
  return total;
}

/** Whoever is fast with another result has not done the work. */
export function requireTotal(answer: Answer, expected: number): void {
  const total = totalOf(answer);
  if (!(Math.abs(total - expected) <= 1e-9 * Math.abs(expected))) {
    throw new Error(`The plugin's costs add up to ${total}, DuckDB's to ${expected}: these are not the same work.`);
  }
}
