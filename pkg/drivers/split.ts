import { attribute, type Attribution } from './attribute.ts';
import type { EffectName } from '../model/effects.ts';
import { EffectSums, type Effects } from './effects.ts';
import type { Method } from './methods.ts';
import { pairCells, type Pair } from './pair.ts';
import type { Period } from './period.ts';
import { Sum } from './sum.ts';
import { unsplitReasons, type UnsplitCost, type UnsplitReason } from './unsplit.ts';
import { usageOf, type Usage, type UsageLevel } from './usage.ts';

/** Cost of two periods and what its change is made of. */
export interface Change {
  readonly cost0: number;
  readonly cost1: number;
  /** cost1 - cost0 */
  readonly change: number;
  /** They add up to the change within 1e-9 of the cost, as far as doubles hold it: credits that cancel a cost count as cost. */
  readonly effects: Effects;
}

/** The split of a change of cost between two periods, in total, by group and by SKU; each level adds up to the one above. */
export interface CostSplit extends Change {
  readonly method: Method;
  readonly usage: UsageLevel;
  readonly units0?: number;
  readonly units1?: number;
  readonly days0?: number;
  readonly days1?: number;
  /** Days with cost on which units are missing: what units say holds for the other days. */
  readonly daysWithout0?: number;
  readonly daysWithout1?: number;
  /** Cost of either period that is not split, by reason; reasons that do not occur are left out. */
  readonly unsplit: readonly UnsplitCost[];
  /** Cost of SKUs of which efficiency and price stay together as `unitCost`, because quantities are not known. */
  readonly together: { readonly cost0: number; readonly cost1: number };
  /** By name. */
  readonly groups: readonly GroupSplit[];
}

export interface GroupSplit extends Change {
  readonly group: string;
  /** Left out where usage is not known for this group. */
  readonly units0?: number;
  readonly units1?: number;
  readonly skus: readonly SkuSplit[];
}

export interface SkuSplit extends Change {
  readonly skuId: string;
  readonly consumedUnit?: string;
  readonly quantity0?: number;
  readonly quantity1?: number;
  /** Why some of the change is not split. */
  readonly unsplit?: UnsplitReason;
  /** Efficiency and price stay together as `unitCost`. */
  readonly together: boolean;
}

/** @param method `lmdi` by default; `midpoint` as a check */
export function splitChange(before: Period, after: Period, method: Method = 'lmdi'): CostSplit {
  const usage = usageOf(before, after);
  const all = new ChangeSums();
  const byReason = new Map<UnsplitReason, { readonly cost0: Sum; readonly cost1: Sum }>();
  const groups: GroupSplit[] = [];
  const together = { cost0: new Sum(), cost1: new Sum() };
  for (const pairs of runsOfGroups(pairCells(before, after))) {
    const sums = new ChangeSums();
    const skus = pairs.map((pair) => {
      const attribution = attribute(pair, usage, method);
      const sku = skuOf(pair, attribution);
      sums.add(sku);
      all.add(sku);
      if (sku.together) {
        together.cost0.add(pair.cost0 - attribution.unsplit0);
        together.cost1.add(pair.cost1 - attribution.unsplit1);
      }
      if (attribution.reason !== undefined && (attribution.unsplit0 !== 0 || attribution.unsplit1 !== 0)) {
        const costs = byReason.get(attribution.reason) ?? { cost0: new Sum(), cost1: new Sum() };
        costs.cost0.add(attribution.unsplit0);
        costs.cost1.add(attribution.unsplit1);
        byReason.set(attribution.reason, costs);
      }
      return sku;
    });
    const group = pairs[0]?.group ?? '';
    groups.push({ group, ...unitsOf(usage, group), ...sums.value, skus });
  }
  const { level, units0, units1 } = usage;
  return {
    method,
    usage: level,
    ...(units0 !== undefined && { units0 }),
    ...(units1 !== undefined && { units1 }),
    ...(before.days !== undefined && { days0: before.days }),
    ...(after.days !== undefined && { days1: after.days }),
    ...(before.daysWithout !== undefined && { daysWithout0: before.daysWithout }),
    ...(after.daysWithout !== undefined && { daysWithout1: after.daysWithout }),
    ...all.value,
    unsplit: unsplitReasons.flatMap((reason) => {
      const costs = byReason.get(reason);
      return costs === undefined ? [] : [{ reason, cost0: costs.cost0.value, cost1: costs.cost1.value }];
    }),
    together: { cost0: together.cost0.value, cost1: together.cost1.value },
    groups,
  };
}

/** An effect as it is shown: one within the rounding of its costs (design section 4.17) is none. */
export function shownEffect({ cost0, cost1, effects }: Change, name: EffectName): number {
  return Math.abs(effects[name]) <= 1e-9 * Math.max(Math.abs(cost0), Math.abs(cost1)) ? 0 : effects[name];
}

/** Adds changes up, each part with compensation. */
export class ChangeSums {
  readonly #cost0 = new Sum();
  readonly #cost1 = new Sum();
  readonly #effects = new EffectSums();

  add({ cost0, cost1, effects }: Change): void {
    this.#cost0.add(cost0);
    this.#cost1.add(cost1);
    this.#effects.add(effects);
  }

  get value(): Change {
    const cost0 = this.#cost0.value;
    const cost1 = this.#cost1.value;
    return { cost0, cost1, change: cost1 - cost0, effects: this.#effects.value };
  }
}

function skuOf({ skuId, consumedUnit, cost0, cost1, quantity0, quantity1 }: Pair, attribution: Attribution): SkuSplit {
  const { effects, together, reason } = attribution;
  return {
    skuId,
    ...(consumedUnit !== undefined && { consumedUnit }),
    ...(quantity0 !== undefined && { quantity0 }),
    ...(quantity1 !== undefined && { quantity1 }),
    cost0,
    cost1,
    change: cost1 - cost0,
    effects,
    ...(reason !== undefined && { unsplit: reason }),
    together,
  };
}

function unitsOf(usage: Usage, group: string): Pick<GroupSplit, 'units0' | 'units1'> {
  const units = usage.level === 'groups' ? usage.of(group) : undefined;
  return units === undefined ? {} : { units0: units.own0, units1: units.own1 };
}

/** Pairs come ordered by group: consecutive ones of the same group are one run. */
function runsOfGroups(pairs: readonly Pair[]): readonly (readonly Pair[])[] {
  const runs: Pair[][] = [];
  for (const pair of pairs) {
    const run = runs.at(-1);
    if (run?.[0]?.group === pair.group) {
      run.push(pair);
    } else {
      runs.push([pair]);
    }
  }
  return runs;
}
