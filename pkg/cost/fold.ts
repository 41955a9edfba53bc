import { UnitEconomicsError } from '../model/errors.ts';
import type { SqlResult } from '../storage/engine.ts';
import type { GroupKey } from '../model/group-key.ts';
import type { CostAnswer } from './cost-source.ts';
import type { Slots } from './slots.ts';

/** A year by day of 2,700 groups. Beyond, a dashboard cannot show it and the process should not hold it. */
const maxEntries = 1_000_000;

export type Folded = Pick<CostAnswer, 'keys' | 'times' | 'groups' | 'amounts' | 'rows' | 'units'>;

/** Adds up the rows of `costStatement`s into one entry per slot and group. Sums are compensated (Neumaier). */
export function fold(results: readonly SqlResult[], groupCount: number, slots: Slots): Folded {
  const keys: GroupKey[] = [];
  const keyIndex = new Map<string, number>();
  const entries = new Map<number, number>();
  const times: number[] = [];
  const groups: number[] = [];
  const sums: number[] = [];
  const errors: number[] = [];
  const rows: number[] = [];
  const units = new Set<string>();

  const add = (slot: number, group: number, amount: number, charges: number): void => {
    const place = group * slots.length + slot;
    let at = entries.get(place);
    if (at === undefined) {
      if (times.length >= maxEntries) {
        throw new UnitEconomicsError(
          'tooMuch',
          `The answer has more than ${maxEntries} values by time and group. Group by fewer dimensions, filter, or shorten the range.`
        );
      }
      at = times.length;
      entries.set(place, at);
      times.push(slots.time(slot));
      groups.push(group);
      sums.push(0);
      errors.push(0);
      rows.push(0);
    }
    const sum = sums[at] ?? 0;
    const next = sum + amount;
    errors[at] = (errors[at] ?? 0) + (Math.abs(sum) >= Math.abs(amount) ? sum - next + amount : amount - next + sum);
    sums[at] = next;
    rows[at] = (rows[at] ?? 0) + charges;
  };

  for (const result of results) {
    const divide = slots.open(result);
    const groupColumns = Array.from({ length: groupCount }, (_, index) => result.strings(slots.columns + index));
    const after = slots.columns + groupCount;
    const unitColumn = result.strings(after);
    const amounts = result.numbers(after + 1);
    const charges = result.numbers(after + 2);
    for (let row = 0; row < result.rowCount; row++) {
      const amount = amounts[row] ?? NaN;
      if (Number.isNaN(amount)) {
        continue; // No charge of this entry has the measure: missing is not zero.
      }
      const key = groupColumns.map((column) => column[row] ?? null);
      const id = groupCount === 1 ? (key[0] ?? '\0') : JSON.stringify(key);
      let group = keyIndex.get(id);
      if (group === undefined) {
        group = keys.push(key) - 1;
        keyIndex.set(id, group);
      }
      const unit = unitColumn[row];
      if (unit !== null && unit !== undefined) {
        units.add(unit);
      }
      divide(row, amount, (slot, part) => {
        add(slot, group, part, charges[row] ?? 0);
      });
    }
  }
  return {
    keys,
    times: Float64Array.from(times),
    groups: Int32Array.from(groups),
    amounts: Float64Array.from(sums, (sum, index) => sum + (errors[index] ?? 0)),
    rows: Float64Array.from(rows),
    units: [...units].sort(),
  };
}

/** The values of `valuesStatement`s over all sources, most expensive first, ties by name. */
export function foldValues(results: readonly SqlResult[]): readonly string[] {
  const costs = new Map<string, number>();
  for (const result of results) {
    const amounts = result.numbers(1);
    result.strings(0).forEach((value, row) => {
      if (value !== null) {
        costs.set(value, (costs.get(value) ?? 0) + (amounts[row] ?? 0));
      }
    });
  }
  return [...costs].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([value]) => value);
}
