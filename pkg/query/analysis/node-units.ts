import { LeafTree, type Leaf } from '../../drivers/leaf-tree.ts';
import type { Period } from '../../drivers/period.ts';
import { sumOf } from '../../drivers/sum.ts';
import type { SplitNode } from '../../drivers/digest-tree.ts';
import { aggregate, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import type { Plan } from '../plan.ts';
import { namesIn, pathText, type DigestUnits, type Pair, type PathUnits } from './digest-units.ts';
import { basisIn, perUnit, type UnitCost } from './unit-cost.ts';

type Known = PathUnits & { readonly units: Pair<number> };

/** Units of the nodes of a digest: of a path that the metric has its own, above them their sum. */
export class NodeUnits {
  readonly #units: DigestUnits;
  readonly #written: UnitCost;
  /** Units of both periods by path, of every level that the metric has; a path that is not known in both has none. */
  readonly #byPath = new Map<string, Pair<number>>();
  readonly #own = new Map<string, Known>();
  readonly #days: Pair<number>;
  readonly #basis: Pair<number>;

  constructor(units: DigestUnits, leaves: readonly Leaf[], spans: Pair<Span>, plan: Plan, written: UnitCost) {
    this.#units = units;
    this.#written = written;
    const days = aggregate(basisOfSlots(plan.base, 'day', plan.calendar), spans, 'sum').values;
    this.#days = [days[0] ?? 0, days[1] ?? 0];
    this.#basis = [basisIn(spans[0], written, plan).values[0] ?? 0, basisIn(spans[1], written, plan).values[0] ?? 0];
    const costs = new LeafTree(units.levels > 0 ? leaves : [], units.levels);
    for (const [text, path] of units.byPath) {
      const names = namesIn(text);
      const node = costs.find(names);
      const cost = node === undefined ? { cost0: 0, cost1: 0 } : costs.totalsOf(node);
      const known = knownUnits(path, [cost.cost0, cost.cost1]);
      if (known !== undefined) {
        this.#own.set(text, known);
        this.#add(names, known.units);
      }
    }
    const total = units.total && knownUnits(units.total, [NaN, NaN]);
    if (total !== undefined) {
      this.#own.set('', total);
      this.#byPath.set('', total.units);
    }
  }

  /** Whether cost of a path has units to be held against in both periods. */
  isKnown(path: readonly string[]): boolean {
    return this.#own.has(this.#textOf(path));
  }

  /** @param children of a node whose children have units of their own; otherwise none */
  periodOf(
    path: readonly string[],
    children: readonly { readonly group: string; readonly path: readonly string[] }[],
    side: 0 | 1
  ): Omit<Period, 'cells'> {
    const own = this.#unitsOf(path);
    const byGroup = children.flatMap(({ group, path: child }) => {
      const units = this.#unitsOf(child);
      return units === undefined ? [] : [[group, units[side]] as const];
    });
    const days = children.flatMap(({ group, path: child }) => {
      const known = this.#own.get(this.#textOf(child))?.days[side];
      return known === undefined || known === 0 ? [] : [[group, known] as const];
    });
    return {
      // Without units in all they would be added up.
      ...(children.length > 0 && (own !== undefined || this.#units.isAddable) && { unitsByGroup: new Map(byGroup) }),
      ...(own !== undefined && { units: own[side] }),
      ...(this.#units.isStock && {
        days: (children.length > 0 ? undefined : this.#own.get(this.#textOf(path))?.days[side]) ?? this.#days[side],
        daysByGroup: new Map(days),
      }),
    };
  }

  /** Cost per unit of both periods as the formula counts it: all charges of the slots that count. */
  unitCostOf({ path, amount0, amount1 }: SplitNode): Pair<number | undefined> {
    const units = this.#unitsOf(path);
    const basis = this.#own.get(this.#textOf(path))?.basis ?? this.#basis;
    const of = (cost: number | undefined, side: 0 | 1) =>
      perUnit(cost === undefined ? undefined : cost / basis[side], units?.[side], this.#written);
    return [of(amount0, 0), of(amount1, 1)];
  }

  #unitsOf(path: readonly string[]): Pair<number> | undefined {
    return this.#byPath.get(this.#textOf(path));
  }

  #textOf(path: readonly string[]): string {
    return pathText(path, Math.max(0, this.#units.levels));
  }

  /** To its own path and, where units may be added up, every level above. */
  #add(names: readonly string[], [units0, units1]: Pair<number>): void {
    const { isAddable, total } = this.#units;
    for (let level = !isAddable ? names.length : total === undefined ? 0 : 1; level <= names.length; level++) {
      const text = pathText(names, level);
      const [sum0, sum1] = this.#byPath.get(text) ?? [0, 0];
      this.#byPath.set(text, [sumOf([sum0, units0]), sumOf([sum1, units1])]);
    }
  }
}

/** Nothing at all in one period, neither units nor cost: the path is new, or gone. With cost its units are missing. */
function knownUnits(path: PathUnits, costs: Pair<number>): Known | undefined {
  const [units0, units1] = path.units;
  const known0 = units0 ?? (costs[0] === 0 ? 0 : undefined);
  const known1 = units1 ?? (costs[1] === 0 ? 0 : undefined);
  return known0 === undefined || known1 === undefined || (units0 === undefined && units1 === undefined)
    ? undefined
    : { ...path, units: [known0, known1] };
}
