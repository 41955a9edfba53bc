import { keyText, type GroupKey } from '../model/group-key.ts';
import type { SqlResult } from '../storage/engine.ts';
import type { CostRows } from './cost-rows.ts';
import type { CostAnswer } from './cost-source.ts';
import { Entries } from './entries.ts';
import type { Slots } from './slots.ts';

export type Folded = Pick<CostAnswer, 'keys' | 'times' | 'groups' | 'amounts' | 'rows' | 'units'>;

/** Rows of one group, one after another. */
interface Run {
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/** Adds up what `costStatement`s found into one entry per slot and group, group by group in the order of their keys' texts. */
export function fold(parts: readonly CostRows[], groupCount: number, slots: Slots): Folded {
  const { groups, units } = groupsOf(parts, groupCount);
  const opened = parts.map((rows) => ({
    divide: slots.open(rows),
    amounts: rows.numbers(slots.columns),
    charges: rows.numbers(slots.columns + 1),
  }));
  const entries = new Entries(slots);
  groups.forEach(({ runs }, group) => {
    entries.begin(group);
    for (const { part, start, end } of runs) {
      const found = opened[part];
      for (let row = start; row < end; row++) {
        const charges = found?.charges[row] ?? 0;
        found?.divide(row, found.amounts[row] ?? 0, (slot, amount) => {
          entries.add(slot, amount, charges);
        });
      }
    }
  });
  return { keys: groups.map(({ key }) => key), ...entries.columns(), units };
}

interface Group {
  readonly key: GroupKey;
  readonly runs: Run[];
}

/** In one order: an engine's threads give groups in any, and equal requests have equal answers. */
function groupsOf(
  parts: readonly CostRows[],
  groupCount: number
): { readonly groups: readonly Group[]; readonly units: readonly string[] } {
  const byText = new Map<string, Group>();
  const units = new Set<string>();
  parts.forEach((rows, part) => {
    const texts = Array.from({ length: groupCount }, (_, column) => rows.text(column));
    const unitOf = rows.text(groupCount);
    for (let run = 0; run < rows.runCount; run++) {
      const key = texts.map((column) => column[run] ?? null);
      const text = keyText(key);
      const group = byText.get(text) ?? { key, runs: [] };
      byText.set(text, group);
      group.runs.push({ part, start: rows.starts[run] ?? 0, end: rows.ends[run] ?? 0 });
      const unit = unitOf[run];
      if (typeof unit === 'string') {
        units.add(unit);
      }
    }
  });
  const groups = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return { groups, units: [...units].sort() };
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
