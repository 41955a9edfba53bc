import { UnitEconomicsError } from '../model/errors.ts';
import { keyText, otherName } from '../model/group-key.ts';
import { LeafTree, type Leaf, type Totals } from './leaf-tree.ts';
import { Ranking } from './ranking.ts';
import type { CostSplit } from './split.ts';

export interface Mover extends Totals {
  /** Dimension values from the top; empty for the whole. */
  readonly path: readonly string[];
  /** Part of the whole change, which may be negative or above 1; left out where the whole did not change. */
  readonly share?: number;
}

export interface DigestNode extends Mover {
  readonly split?: CostSplit;
  /** By falling |change|, ties by name. */
  readonly children: readonly DigestNode[];
  readonly other?: OtherMovers;
}

/** Children below the thresholds or beyond the limit as one, `other (n)`: with them the children add up to their parent. */
export interface OtherMovers extends Totals {
  readonly name: string;
  readonly count: number;
}

export interface Digest {
  readonly root: DigestNode;
  /** The nodes of the deepest level with the largest rises, wherever they are, the largest first. */
  readonly top: readonly Mover[];
  /** Those with the largest falls. */
  readonly flop: readonly Mover[];
}

export interface DigestOptions {
  /** Levels below the whole, at most 5, the default; deeper values are added up. */
  readonly depth?: number;
  readonly thresholds?: Thresholds;
  /** Children shown per node; default 10. */
  readonly limit?: number;
  /** Length of top and flop; default 10. */
  readonly listed?: number;
  /** Called for each node that is shown. */
  readonly split?: (node: SplitNode) => CostSplit | undefined;
}

/** A mover has to reach all that are given. What did not change never is one. */
export interface Thresholds {
  /** In the cost's currency. */
  readonly absolute?: number;
  /** Part of the node's own cost before: 0.1 is 10%. */
  readonly relative?: number;
  /** Part of the whole change; holds for every node where the whole did not change. */
  readonly share?: number;
}

/** What the split of a node is made from. */
export interface SplitNode extends Mover {
  /** Empty at the deepest level. */
  readonly children: readonly (Totals & { readonly name: string })[];
}

const deepest = 5;

/** A ranked tree of what moved a cost, small movers folded. The order of the leaves does not matter. */
export function digestTree(leaves: readonly Leaf[], options: DigestOptions = {}): Digest {
  const { depth = deepest, listed = 10 } = options;
  if (depth > deepest) {
    throw new UnitEconomicsError('badQuery', `A digest has at most ${deepest} levels, not ${depth}. Group by fewer.`);
  }
  const tree = new LeafTree(leaves, depth);
  const isMover = threshold(tree, options.thresholds);
  const top = new Ranking<number>(listed, byMovement(tree));
  const flop = new Ranking<number>(listed, byMovement(tree));
  for (let node = 1; node < tree.size; node++) {
    if (tree.isLeaf(node) && isMover(node)) {
      (tree.changeOf(node) > 0 ? top : flop).add(node);
    }
  }
  const mover = (node: number): Mover => moverOf(tree, node);
  return { root: nodeOf(tree, 0, isMover, options), top: top.items.map(mover), flop: flop.items.map(mover) };
}

function nodeOf(tree: LeafTree, node: number, isMover: (node: number) => boolean, options: DigestOptions): DigestNode {
  const { limit = 10, split } = options;
  const shown = new Ranking<number>(limit, byMovement(tree));
  for (const child of tree.childrenOf(node)) {
    if (isMover(child)) {
      shown.add(child);
    }
  }
  const mover = moverOf(tree, node);
  const nodeSplit = split?.({ ...mover, children: childTotals(tree, node) });
  const other = otherOf(tree, node, new Set(shown.items));
  return {
    ...mover,
    ...(nodeSplit !== undefined && { split: nodeSplit }),
    children: shown.items.map((child) => nodeOf(tree, child, isMover, options)),
    ...(other !== undefined && { other }),
  };
}

function moverOf(tree: LeafTree, node: number): Mover {
  const whole = wholeChange(tree);
  const totals = tree.totalsOf(node);
  return { path: tree.pathOf(node), ...totals, ...(whole !== 0 && { share: totals.change / whole }) };
}

/** What is left of amounts that cancel, 0.1 + 0.2 - 0.3, is no change to be a part of. */
function wholeChange(tree: LeafTree): number {
  const { cost0, cost1, change } = tree.totalsOf(0);
  return Math.abs(change) <= 1e-12 * Math.max(Math.abs(cost0), Math.abs(cost1)) ? 0 : change;
}

function childTotals(tree: LeafTree, node: number): SplitNode['children'] {
  return Array.from(tree.childrenOf(node), (child) => ({ name: tree.nameOf(child), ...tree.totalsOf(child) }));
}

function otherOf(tree: LeafTree, node: number, shown: ReadonlySet<number>): OtherMovers | undefined {
  const folded = Array.from(tree.childrenOf(node)).filter((child) => !shown.has(child));
  const count = folded.length;
  const name = otherName(count, new Set(Array.from(shown, (child) => tree.nameOf(child))));
  return count === 0 ? undefined : { name, count, ...tree.totalsOver(folded) };
}

function threshold(tree: LeafTree, { absolute = 0, relative = 0, share = 0 }: Thresholds = {}) {
  const least = Math.max(absolute, share * Math.abs(wholeChange(tree)));
  return (node: number): boolean => {
    const size = Math.abs(tree.changeOf(node));
    return size > 0 && size >= least && size >= relative * Math.abs(tree.costBeforeOf(node));
  };
}

function byMovement(tree: LeafTree): (a: number, b: number) => number {
  return (a, b) => {
    const difference = Math.abs(tree.changeOf(b)) - Math.abs(tree.changeOf(a));
    return difference !== 0 ? difference : keyText(tree.pathOf(a)) < keyText(tree.pathOf(b)) ? -1 : 1;
  };
}
