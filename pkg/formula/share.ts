import { ProblemSignal, type Expression } from './expression.ts';
import { overGroups, type OverGroups } from './over-groups.ts';
import type { Typed } from './typing.ts';

/**
 * A part of a total must be one: the shares of all groups are 1 together.
 * @param isByGroup false within total(), where every share is the whole
 */
export function refuseShare(
  part: Typed,
  of: Expression,
  isByGroup: boolean,
  ofLeg: (leg: number) => OverGroups,
  at: number
): void {
  if (part.time === 'ratio' || part.time === 'number') {
    throw new ProblemSignal(
      'the groups of a ratio do not add up to a total, so it has no share; take the share of its numerator, such as share(cost)',
      at
    );
  }
  if (isByGroup && overGroups(part.node, ofLeg) !== 'sum') {
    const what = of.kind === 'name' ? of.name : 'this';
    throw new ProblemSignal(
      `the groups of ${what} do not add up to its total, so it has no share; a share is of sums and differences of costs and metrics, times or divided by numbers, and of no distinct count. Take one such as share(cost), or write x / total(x) for parts that may overlap`,
      at
    );
  }
}
