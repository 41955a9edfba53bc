import { UnitEconomicsError } from '../model/errors.ts';
import { Sum } from './sum.ts';

/** Cost of one combination of dimension values in two periods, with an amount that belongs to it, such as what was consumed. */
export interface Leaf {
  /** One value per dimension, as many in every leaf. */
  readonly path: readonly string[];
  readonly cost0: number;
  readonly cost1: number;
  /** May be added over leaves; left out is not 0. */
  readonly amount0?: number;
  readonly amount1?: number;
}

/** Sums over the leaves below a node. An amount is left out where one of these leaves has none. */
export interface Totals {
  readonly cost0: number;
  readonly cost1: number;
  /** cost1 - cost0 */
  readonly change: number;
  readonly amount0?: number;
  readonly amount1?: number;
}

/** cost0, cost1, amount0, amount1: for each the sum and what rounding took from it (Neumaier). */
const width = 8;

/** Leaves as a tree of dimension values, by node number; 0 is the root. In columns, because there may be 300,000 leaves. */
export class LeafTree {
  readonly #names: string[] = [''];
  readonly #parents: number[] = [-1];
  readonly #children: (Map<string, number> | undefined)[] = [undefined];
  #sums = new Float64Array(1024 * width);
  /** Bit 0: a leaf without amount0; bit 1: one without amount1. */
  readonly #lacking: number[] = [0];

  readonly #changes: Float64Array;

  /** @param depth levels below the root; deeper values are added up */
  constructor(leaves: readonly Leaf[], depth: number) {
    const levels = leaves[0]?.path.length ?? 0;
    for (const leaf of leaves) {
      refuseUneven(leaf, levels);
      let node = 0;
      for (let level = 0; level < Math.min(depth, levels); level++) {
        node = this.#child(node, leaf.path[level] ?? '');
      }
      this.#add(node, leaf);
    }
    this.#rollUp();
    this.#changes = Float64Array.from(this.#names, (_, node) => this.#sum(node, 1) - this.#sum(node, 0));
  }

  get size(): number {
    return this.#names.length;
  }

  nameOf(node: number): string {
    return this.#names[node] ?? '';
  }

  pathOf(node: number): readonly string[] {
    const path: string[] = [];
    for (let at = node; at > 0; at = this.#parents[at] ?? 0) {
      path.unshift(this.nameOf(at));
    }
    return path;
  }

  childrenOf(node: number): Iterable<number> {
    return this.#children[node]?.values() ?? [];
  }

  /** The node of a path from the root; undefined where no leaf lies below it. */
  find(path: readonly string[]): number | undefined {
    let node: number | undefined = 0;
    for (const name of path) {
      node = node === undefined ? undefined : this.#children[node]?.get(name);
    }
    return node;
  }

  isLeaf(node: number): boolean {
    return this.#children[node] === undefined;
  }

  changeOf(node: number): number {
    return this.#changes[node] ?? 0;
  }

  costBeforeOf(node: number): number {
    return this.#sum(node, 0);
  }

  totalsOf(node: number): Totals {
    return this.totalsOver([node]);
  }

  totalsOver(nodes: readonly number[]): Totals {
    const sums = [new Sum(), new Sum(), new Sum(), new Sum()] as const;
    let lacking = 0;
    for (const node of nodes) {
      sums.forEach((sum, column) => {
        sum.add(this.#sum(node, column));
      });
      lacking |= this.#lacking[node] ?? 0;
    }
    const [cost0, cost1, amount0, amount1] = sums;
    return {
      cost0: cost0.value,
      cost1: cost1.value,
      change: cost1.value - cost0.value,
      ...((lacking & 1) === 0 && { amount0: amount0.value }),
      ...((lacking & 2) === 0 && { amount1: amount1.value }),
    };
  }

  #child(parent: number, name: string): number {
    const siblings = this.#children[parent] ?? new Map<string, number>();
    this.#children[parent] = siblings;
    const known = siblings.get(name);
    if (known !== undefined) {
      return known;
    }
    const node = this.#names.push(name) - 1;
    this.#parents.push(parent);
    this.#children.push(undefined);
    this.#lacking.push(0);
    siblings.set(name, node);
    if (this.#sums.length < this.#names.length * width) {
      const larger = new Float64Array(this.#sums.length * 2);
      larger.set(this.#sums);
      this.#sums = larger;
    }
    return node;
  }

  #add(node: number, { cost0, cost1, amount0, amount1 }: Leaf): void {
    this.#plus(node, 0, cost0);
    this.#plus(node, 1, cost1);
    this.#plus(node, 2, amount0 ?? 0);
    this.#plus(node, 3, amount1 ?? 0);
    this.#lacking[node] =
      (this.#lacking[node] ?? 0) | (amount0 === undefined ? 1 : 0) | (amount1 === undefined ? 2 : 0);
  }

  /** A child has a greater number than its parent, so that going down its own sum is whole before it is added. */
  #rollUp(): void {
    for (let node = this.size - 1; node > 0; node--) {
      const parent = this.#parents[node] ?? 0;
      for (let at = 0; at < width; at++) {
        this.#plus(parent, at >>> 1, this.#sums[node * width + at] ?? 0);
      }
      this.#lacking[parent] = (this.#lacking[parent] ?? 0) | (this.#lacking[node] ?? 0);
    }
  }

  #plus(node: number, column: number, term: number): void {
    const sums = this.#sums;
    const at = node * width + column * 2;
    const sum = sums[at] ?? 0;
    const next = sum + term;
    sums[at] = next;
    sums[at + 1] = (sums[at + 1] ?? 0) + (Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum);
  }

  #sum(node: number, column: number): number {
    const at = node * width + column * 2;
    return (this.#sums[at] ?? 0) + (this.#sums[at + 1] ?? 0);
  }
}

function refuseUneven({ path, cost0, cost1, amount0 = 0, amount1 = 0 }: Leaf, levels: number): void {
  if (path.length !== levels) {
    throw new UnitEconomicsError(
      'internal',
      `The digest got ${path.length} dimension values for ${path.join(' / ')}, and ${levels} for others.`
    );
  }
  // One that is not finite makes the sum so.
  if (!Number.isFinite(cost0 + cost1 + amount0 + amount1)) {
    throw new UnitEconomicsError(
      'badData',
      `The cost or quantity of ${path.join(' / ')} are not finite, so movers cannot be ranked. Leave such values out.`
    );
  }
}
