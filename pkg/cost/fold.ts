import { UnitEconomicsError } from '../model/errors.ts';
import type { SqlResult } from '../storage/engine.ts';
import type { GroupKey } from '../model/group-key.ts';
import type { CostAnswer, DayRange } from './cost-source.ts';

/** A year by day of 2,700 groups. Beyond, a dashboard cannot show it and the process should not hold it. */
const maxEntries = 1_000_000;

export type Folded = Pick<CostAnswer, 'keys' | 'days' | 'groups' | 'amounts' | 'rows' | 'units'>;

/**
 * Adds up the rows of `costStatement`s into one entry per day and group. A charge that lasts `span` days gives each of
 * its days an equal part; days outside the range fall away. Sums are compensated (Neumaier).
 */
export function fold(results: readonly SqlResult[], groupCount: number, range: DayRange): Folded {
  const keys: GroupKey[] = [];
  const keyIndex = new Map<string, number>();
  const entries = new Map<number, number>();
  const days: number[] = [];
  const groups: number[] = [];
  const sums: number[] = [];
  const errors: number[] = [];
  const rows: number[] = [];
  const units = new Set<string>();
  const width = Math.max(1, range.to - range.from);

  const add = (day: number, group: number, amount: number, charges: number): void => {
    const place = group * width + (day - range.from);
    let at = entries.get(place);
    if (at === undefined) {
      if (days.length >= maxEntries) {
        throw new UnitEconomicsError(
          'tooMuch',
          `The answer has more than ${maxEntries} values by day and group. Group by fewer dimensions, filter, or shorten the range.`
        );
      }
      at = days.length;
      entries.set(place, at);
      days.push(day);
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
    const starts = result.numbers(0);
    const spans = result.numbers(1);
    const groupColumns = Array.from({ length: groupCount }, (_, index) => result.strings(2 + index));
    const unitColumn = result.strings(2 + groupCount);
    const amounts = result.numbers(3 + groupCount);
    const charges = result.numbers(4 + groupCount);
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
      const first = starts[row] ?? 0;
      const span = spans[row] ?? 1;
      const end = Math.min(first + span, range.to);
      for (let day = Math.max(first, range.from); day < end; day++) {
        add(day, group, amount / span, charges[row] ?? 0);
      }
    }
  }
  return {
    keys,
    days: Int32Array.from(days),
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
