import { dimensionId } from '../../cost/dimension-id.ts';
import { keyText } from '../../model/group-key.ts';
import { emptyColumn } from '../../model/column.ts';
import type { Notice } from '../../model/frame.ts';
import { addRows } from '../../series/groups.ts';
import { matcher } from '../filter-match.ts';
import type { LegSeries } from '../leg-series.ts';
import { allocate, type AllocationStep, type Keyed } from './allocate.ts';
import type { PlannedAllocation, PlannedStep } from './plan-allocation.ts';

/** Costs with every step done, filtered, and grouped as the query asks. @param drivers by step, where a metric drives it */
export function runAllocation(
  costs: Keyed,
  plan: PlannedAllocation,
  drivers: readonly (LegSeries | undefined)[],
  dimensions: number
): Keyed {
  const done = new Map<number, Set<string | null>>();
  const steps = plan.steps.map((planned, index): AllocationStep => {
    const { position, rest, step } = planned;
    const value = (name: string) => (name === rest ? null : name);
    const before = done.get(position) ?? new Set();
    const from = new Set(step.from.map(value));
    done.set(position, new Set([...before, ...from]));
    return { position, from, done: before, ...partsOf(planned, drivers[index]) };
  });
  return regrouped(allocate(costs, steps), plan, dimensions);
}

function partsOf({ step }: PlannedStep, driver: LegSeries | undefined): Pick<AllocationStep, 'to' | 'parts' | 'known'> {
  const to = step.to && new Set<string | null>(step.to);
  if (step.by === 'cost') {
    return { to, parts: undefined, known: [] };
  }
  if (step.by === 'even') {
    return { to, parts: () => 1, known: [] };
  }
  if ('weights' in step.by) {
    const { weights } = step.by;
    return { to: new Set(Object.keys(weights)), parts: (value) => weights[value] ?? 0, known: Object.keys(weights) };
  }
  const { keys, column } = driver?.each ?? { keys: [], column: emptyColumn(0, 0) };
  const rows = new Map(keys.flatMap((key, row) => (typeof key[0] === 'string' ? [[key[0], row] as const] : [])));
  return {
    to,
    known: [...rows.keys()],
    parts: (value, slot) => {
      const row = rows.get(value);
      const cell = (row ?? 0) * column.width + slot;
      return row !== undefined && column.valid[cell] === 1 ? (column.values[cell] ?? 0) : 0;
    },
  };
}

/** Filters that had to wait, then the dimensions that only the steps needed are added up. */
function regrouped({ keys, column }: Keyed, { filtersAfter, groupBy }: PlannedAllocation, dimensions: number): Keyed {
  const tests = filtersAfter.map((filter) => ({
    position: groupBy.findIndex((one) => dimensionId(one) === dimensionId(filter.dimension)),
    match: matcher(filter),
  }));
  const members = new Map<string, { readonly key: Keyed['keys'][number]; readonly rows: number[] }>();
  keys.forEach((key, row) => {
    if (tests.every(({ position, match }) => match(key[position] ?? null))) {
      const own = key.slice(0, dimensions);
      const known = members.get(keyText(own)) ?? { key: own, rows: [] };
      known.rows.push(row);
      members.set(keyText(own), known);
    }
  });
  const groups = [...members.values()];
  const out = emptyColumn(groups.length, column.width);
  groups.forEach(({ rows }, row) => {
    addRows(column, rows, out, row);
  });
  return { keys: groups.map(({ key }) => key), column: out };
}

/** What was shared by a metric and divided by it again says little: every group then has the same share per unit. */
export function circularNotice(plan: PlannedAllocation, divided: readonly string[]): readonly Notice[] {
  return plan.steps.flatMap(({ step, driver }) =>
    driver !== undefined && divided.includes(driver.metric.name)
      ? [
          {
            severity: 'warning' as const,
            text: `${driver.metric.name} both shares out the cost of ${step.from.join(', ')} and divides it: the shared part is the same per ${driver.metric.unit} everywhere.`,
          },
        ]
      : []
  );
}
