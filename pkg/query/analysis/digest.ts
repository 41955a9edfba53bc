import { digestTree, type SplitNode } from '../../drivers/digest-tree.ts';
import { LeafTree } from '../../drivers/leaf-tree.ts';
import type { Cell, Period } from '../../drivers/period.ts';
import { splitChange, type CostSplit } from '../../drivers/split.ts';
import type { Notice } from '../../model/frame.ts';
import { costRequests } from '../fetch-cost.ts';
import type { LegSeries } from '../leg-series.ts';
import type { CostLoad } from '../load-cost.ts';
import type { Plan } from '../plan.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { comparedStep, costAndUsage, type CostAndUsage } from './compared.ts';
import { comparedPeriods } from './compared-periods.ts';
import type { Kind } from './charge-detail.ts';
import { costLeaves, digestLeaves, kindLeaves } from './digest-leaves.ts';
import { digestUnits, pathText, type DigestUnits, type Pair } from './digest-units.ts';
import { NodeUnits } from './node-units.ts';
import { loadQuantities } from './sku-cells.ts';
import { subjectOf } from './subject.ts';
import { unitCostOf } from './unit-cost.ts';

/** The ranked tree of what moved, level by level as the query groups, each node split by its own units. */
export async function analyseDigest(
  plan: Plan,
  legs: readonly LegSeries[],
  sources: CostLoad,
  signal: AbortSignal
): Promise<Analysis> {
  const pair = costAndUsage(plan.formulas, plan.legs, 'digest');
  const cost = legs[pair.costIndex];
  if (cost === undefined) {
    throw new RangeError(`leg ${pair.costIndex} was not fetched`); // the plan lists every leg that a formula uses
  }
  const step = comparedStep(plan.query) ?? { kind: 'previous' };
  const used = pair.formula.bound.uses.map(({ leg }) => legs[leg]?.completeThrough ?? Infinity);
  const times = timeSpans(plan, Math.min(...used), [[], [step]]);
  const { periods, notices } = comparedPeriods(plan, cost, times, step);
  const [period] = periods;
  if (period === undefined) {
    return { kind: 'no digest', notices };
  }
  const spans = [period.before, period.after] as const;
  const written = unitCostOf(plan, pair);
  const units = digestUnits(plan, pair.usage, legs[pair.usageIndex ?? -1], cost, spans, written);
  const quantities =
    pair.cost.detail.length > 1 ? await loadQuantities(costRequests(pair.cost, plan), sources, signal) : undefined;
  const found = digestLeaves(plan, cost, units, spans, quantities);
  const leaves = costLeaves(found);
  const nodes = new NodeUnits(units, leaves, spans, plan, written);
  const { byKind, kinds } = kindLeaves(found, (path) => units.levels < 1 || nodes.isKnown(path));
  const { least, leastRelative, leastShare, top } = plan.query.digest;
  const kindTree = new LeafTree(byKind, plan.groupBy.length + 1);
  const unitCosts = new Map<string, Pair<number | undefined>>();
  const digest = digestTree(leaves, {
    depth: plan.groupBy.length,
    thresholds: { absolute: least, relative: leastRelative, share: leastShare },
    limit: plan.query.limit,
    listed: top,
    split: splitOf,
  });
  const whole = wholeNotice(units, pair);
  return { kind: 'digest', subject: subjectOf(plan, pair), digest, unitCosts, notices: [...notices, ...whole] };

  function splitOf(node: SplitNode): CostSplit {
    const { path, children } = node;
    unitCosts.set(pathText(path), nodes.unitCostOf(node));
    // A mix among children that have units of their own; below them a node has those of the level above.
    const isSplit = path.length < units.levels && children.length > 0;
    const groups = isSplit
      ? children.map(({ name }) => ({ group: name, path: [...path, name] }))
      : [{ group: '', path }];
    const period = (side: 0 | 1): Period => ({
      cells: groups.flatMap(({ group, path: own }) => cellsOf(kindTree, kinds, group, own, side)),
      ...nodes.periodOf(path, isSplit ? groups : [], side),
    });
    return splitChange(period(0), period(1), plan.query.drivers.method);
  }
}

/** Different things have no units above their groups, unless their source counts them. */
function wholeNotice({ levels, isAddable, total }: DigestUnits, { usage }: CostAndUsage): readonly Notice[] {
  return levels < 1 || isAddable || total !== undefined || usage === undefined
    ? []
    : [
        {
          severity: 'info',
          text: `${usage.name} counts different things and has no total counted by its source, so the change of all is not split; declare total: under the metric.`,
        },
      ];
}

/** Cost of a path by kind. */
function cellsOf(
  tree: LeafTree,
  kinds: readonly Kind[],
  group: string,
  path: readonly string[],
  side: 0 | 1
): readonly Cell[] {
  return kinds.flatMap(({ skuId, consumedUnit, reason }, number): readonly Cell[] => {
    const node = tree.find([String(number), ...path]);
    if (node === undefined) {
      return [];
    }
    const { cost0, cost1, amount0, amount1 } = tree.totalsOf(node);
    const quantity = side === 0 ? amount0 : amount1;
    return [
      {
        group,
        skuId,
        ...(consumedUnit !== undefined && { consumedUnit }),
        cost: side === 0 ? cost0 : cost1,
        ...(quantity !== undefined && { quantity }),
        ...(reason !== undefined && { unsplit: reason }),
      },
    ];
  });
}
