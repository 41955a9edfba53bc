import type { Bound } from './bound.ts';

/** How a value's groups relate to its total: they add up to it, each of them is it, or neither. */
export type OverGroups = 'sum' | 'same' | 'apart';

type Operated = Extract<Bound, { readonly kind: 'operation' }>;

/** Sums and differences of what adds up do so as well, also times or divided by what is the same for every group. */
export function overGroups(root: Bound, ofLeg: (leg: number) => OverGroups): OverGroups {
  const outer: Operated[] = [];
  let inner = root;
  while (inner.kind === 'operation') {
    outer.push(inner); // in a loop, because a sum may have thousands of terms
    inner = inner.args[0];
  }
  const others = ({ args }: Operated) => args.slice(1).map((arg) => overGroups(arg, ofLeg));
  return outer.reduceRight((first, node) => combined(node.operation, first, others(node)), overOne(inner, ofLeg));
}

function overOne(node: Exclude<Bound, Operated>, ofLeg: (leg: number) => OverGroups): OverGroups {
  switch (node.kind) {
    case 'constant':
      return 'same';
    case 'leg':
      return node.use.groups === 'total' ? 'same' : ofLeg(node.use.leg);
    case 'basis':
    case 'rank':
      return 'apart';
  }
}

function combined(operation: Operated['operation'], first: OverGroups, others: readonly OverGroups[]): OverGroups {
  const all = [first, ...others];
  if (all.every((each) => each === 'same')) {
    return 'same';
  }
  switch (operation) {
    case '+':
    case '-':
    case 'sum':
    case 'avg':
    case 'negate':
      return all.every((each) => each === 'sum') ? 'sum' : 'apart';
    case '*':
      return all.filter((each) => each !== 'same').join() === 'sum' ? 'sum' : 'apart';
    case '/':
      return first === 'sum' && others[0] === 'same' ? 'sum' : 'apart';
    default:
      return 'apart';
  }
}
