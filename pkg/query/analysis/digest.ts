import { digestTree } from '../../drivers/digest-tree.ts';
import type { Leaf } from '../../drivers/leaf-tree.ts';
import type { SplitNode } from '../../drivers/digest-tree.ts';
import type { Period } from '../../drivers/period.ts';
import { splitChange, type CostSplit } from '../../drivers/split.ts';
import { keyText, type GroupKey } from '../../model/group-key.ts';
import { aggregate, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { comparedStep, costAndUsage, type CostAndUsage } from './compared.ts';
import { subjectOf } from './subject.ts';

/** The ranked tree of what moved, level by level as the query groups, each node split by the units known at its level. */
export function analyseDigest(plan: Plan, legs: readonly LegSeries[]): Analysis {
  const pair = costAndUsage(plan.formulas, plan.legs, 'digest');
  const step = comparedStep(plan.query) ?? { kind: 'previous' };
  const used = pair.formula.bound.uses.map(({ leg }) => legs[leg]?.completeThrough ?? Infinity);
  const spans = timeSpans(plan, Math.min(...used), [[], [step]]);
  const [after] = spans.of([]);
  const [before] = spans.of([step]);
  const none = { from: 0, to: 0 };
  const units = unitsByLevel(plan, legs, pair, [before ?? none, after ?? none]);
  const { least, leastRelative, leastShare, top } = plan.query.digest;
  const digest = digestTree(leavesOf(plan, legs[pair.costIndex], before ?? none, after ?? none), {
    depth: plan.groupBy.length,
    thresholds: { absolute: least, relative: leastRelative, share: leastShare },
    limit: plan.query.limit,
    listed: top,
    ...(spans.complete[0] === true && { split: (node: SplitNode) => splitOf(node, units, plan) }), // without a complete day there are no periods
  });
  return { kind: 'digest', subject: subjectOf(plan, pair), digest };
}

function leavesOf(plan: Plan, cost: LegSeries | undefined, before: Span, after: Span): readonly Leaf[] {
  if (cost === undefined) {
    return [];
  }
  const { keys, column } = cost.each;
  const sums = aggregate(column, [before, after], 'sum');
  return keys.map((key, row) => ({
    path: plan.groupBy.map((dimension, level) => key[level] ?? dimension.rest),
    cost0: sums.valid[row * 2] === 1 ? (sums.values[row * 2] ?? 0) : 0,
    cost1: sums.valid[row * 2 + 1] === 1 ? (sums.values[row * 2 + 1] ?? 0) : 0,
  }));
}

/** Units of both periods by path, for the leading levels that the metric has; the empty path is all of them. */
interface LevelUnits {
  readonly levels: number;
  readonly byPath: ReadonlyMap<string, readonly [number, number]>;
  /** Days of both periods, where units are a stock. */
  readonly days?: readonly [number, number];
}

function unitsByLevel(
  plan: Plan,
  legs: readonly LegSeries[],
  { usage, usageIndex }: CostAndUsage,
  spans: readonly [Span, Span]
): LevelUnits {
  const series = legs[usageIndex ?? -1];
  const byPath = new Map<string, readonly [number, number]>();
  if (usage === undefined || series === undefined) {
    return { levels: -1, byPath };
  }
  const total = aggregate(series.total, spans, series.rule);
  if (usage.needs.total && total.valid[0] === 1 && total.valid[1] === 1) {
    byPath.set(keyText([]), [total.values[0] ?? 0, total.values[1] ?? 0]);
  }
  const levels = usage.needs.each ? usage.groupBy.length : 0;
  const { keys, column } = series.each;
  const sums = aggregate(column, spans, series.rule);
  keys.forEach((key, row) => {
    const own = [sums.values[row * 2] ?? 0, sums.values[row * 2 + 1] ?? 0] as const;
    const isThere = [sums.valid[row * 2] === 1, sums.valid[row * 2 + 1] === 1];
    const units = [isThere[0] ? own[0] : 0, isThere[1] ? own[1] : 0] as const;
    for (let level = usage.metric.aggregate.groups === 'sum' ? 0 : levels; level <= levels && levels > 0; level++) {
      const path = keyText(namedPath(key.slice(0, level), plan));
      const known = byPath.get(path) ?? [0, 0];
      if (level > 0 || !usage.needs.total) {
        byPath.set(path, [known[0] + units[0], known[1] + units[1]]);
      }
    }
  });
  if (usage.metric.additivity === 'additive') {
    return { levels, byPath };
  }
  const days = aggregate(basisOfSlots(plan.base, 'day', plan.calendar), spans, 'sum').values;
  return { levels, byPath, days: [days[0] ?? 0, days[1] ?? 0] };
}

function namedPath(key: GroupKey, { groupBy }: Plan): readonly string[] {
  return key.map((value, level) => value ?? groupBy[level]?.rest ?? '');
}

/** A node's change by its own units, or by those of the level above that has them; mix among children that have units. */
function splitOf(
  { path, children, cost0, cost1 }: SplitNode,
  { levels, byPath, days }: LevelUnits,
  plan: Plan
): CostSplit {
  const own = byPath.get(keyText(path.slice(0, Math.max(0, levels))));
  const childUnits = children.flatMap(({ name }) => {
    const units = path.length < levels ? byPath.get(keyText([...path, name])) : undefined;
    return units === undefined ? [] : [[name, units] as const];
  });
  const period = (at: 0 | 1): Period =>
    childUnits.length > 0
      ? {
          cells: children.map((child) => ({
            group: child.name,
            skuId: '',
            cost: at === 0 ? child.cost0 : child.cost1,
          })),
          unitsByGroup: new Map(childUnits.map(([name, units]) => [name, units[at]])),
          ...(days && { days: days[at] }),
        }
      : {
          cells: [{ group: '', skuId: '', cost: at === 0 ? cost0 : cost1 }],
          ...(own !== undefined && { units: own[at], ...(days && { days: days[at] }) }),
        };
  return splitChange(period(0), period(1), plan.query.drivers.method);
}
