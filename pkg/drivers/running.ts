import { EffectSums, type Effects } from './effects.ts';
import type { Method } from './methods.ts';
import type { Period } from './period.ts';
import { splitChange, type Change, type CostSplit } from './split.ts';

/** A running comparison: each period against the one before it. */
export interface RunningSplit {
  /** One fewer than there are periods. */
  readonly steps: readonly CostSplit[];
  /** After each step, the effects of all steps so far: they add up to its cost minus that of the first period. */
  readonly cumulative: readonly Effects[];
  /** Over all steps, by group. */
  readonly groups: readonly GroupChange[];
}

export interface GroupChange extends Change {
  readonly group: string;
}

/** @param periods consecutive and complete, the oldest first; fewer than two have no steps */
export function splitRunning(periods: readonly Period[], method: Method = 'lmdi'): RunningSplit {
  const steps: CostSplit[] = [];
  let before: Period | undefined;
  for (const after of periods) {
    if (before !== undefined) {
      steps.push(splitChange(before, after, method));
    }
    before = after;
  }
  const sums = new EffectSums();
  const cumulative = steps.map(({ effects }) => {
    sums.add(effects);
    return sums.value;
  });
  return { steps, cumulative, groups: overGroups(steps) };
}

function overGroups(steps: readonly CostSplit[]): readonly GroupChange[] {
  const sums = new Map<string, EffectSums>();
  for (const { groups } of steps) {
    for (const { group, effects } of groups) {
      const sum = sums.get(group) ?? new EffectSums();
      sum.add(effects);
      sums.set(group, sum);
    }
  }
  const first = new Map(steps[0]?.groups.map(({ group, cost0 }) => [group, cost0]));
  const last = new Map(steps.at(-1)?.groups.map(({ group, cost1 }) => [group, cost1]));
  return [...sums]
    .map(([group, sum]) => {
      const cost0 = first.get(group) ?? 0;
      const cost1 = last.get(group) ?? 0;
      return { group, cost0, cost1, change: cost1 - cost0, effects: sum.value };
    })
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}
