import type { TimeBasis } from '../model/grain.ts';
import { constantColumn, type Column } from '../model/column.ts';
import type { Bound, Context, LegUse, Operation } from './bound.ts';
import type { BinaryOperator } from './expression.ts';
import { calculate } from './calculate.ts';
import { choose, coalesce, combine, map, type Scalar } from './elementwise.ts';
import { rank } from './rank.ts';

/** What a formula is evaluated on: legs already aggregated to the buckets, one column per use. */
export interface Inputs {
  readonly width: number;
  leg(use: LegUse): Column;
  /** How many days, months or years each bucket counts; 1 for `bucket`. */
  basis(basis: TimeBasis, context: Context): Column;
  /** Whether a row is a group of its own, which rank() counts, and no rest or fold. */
  isRanked(row: number): boolean;
}

export interface Evaluation {
  readonly column: Column;
  /** Cells that are missing because a denominator was zero. */
  readonly zeroDenominators: number;
}

/** Runs a bound formula column by column. Pure: the same inputs give the same column. */
export function evaluate(root: Bound, inputs: Inputs): Evaluation {
  let zeroDenominators = 0;
  /** Along the first operands in a loop: they are as many as a long sum has terms. */
  const run = (node: Bound): Column => {
    const outer: Compound[] = [];
    let inner = node;
    while (isCompound(inner)) {
      outer.push(inner);
      inner = inner.kind === 'operation' ? inner.args[0] : inner.operand;
    }
    const first = inner.kind === 'leg' ? inputs.leg(inner.use) : constantColumn(inner.value, inputs.width);
    return outer.reduceRight(apply, first);
  };
  const apply = (first: Column, node: Compound): Column => {
    switch (node.kind) {
      case 'basis':
        return calculate(first, inputs.basis(node.basis, node.context), node.side === 'per' ? '/' : '*');
      case 'rank':
        return rank(first, (row) => inputs.isRanked(row));
      case 'operation':
        return operate(node.operation, first, node.args.slice(1).map(run));
    }
  };
  const operate = (operation: Operation, a: Column, others: readonly Column[]): Column => {
    const [b, c] = others;
    switch (operation) {
      case 'coalesce':
        return coalesce([a, ...others]);
      case 'if':
        return b && c ? choose(a, b, c) : a;
      case 'min':
      case 'max':
        return others.reduce((left, right) => combine(left, right, (x, y) => Math[operation](x, y)), a);
      case 'sum':
        return others.reduce((left, right) => calculate(left, right, '+'), a);
      case 'avg': {
        const total = others.reduce((left, right) => calculate(left, right, '+'), a);
        return map(total, (value) => value / (others.length + 1));
      }
      case 'clamp':
        return b && c ? combine(combine(a, b, Math.max), c, Math.min) : a;
      case 'floor':
      case 'ceil':
      case 'log':
      case 'exp':
      case 'sqrt':
        return map(a, (value) => Math[operation](value));
      case 'abs':
        return map(a, Math.abs);
      case 'negate':
        return map(a, (value) => -value);
      case 'not':
        return map(a, (value) => (value === 0 ? 1 : 0));
      case 'round':
        return combine(a, b ?? constantColumn(0, inputs.width), rounded);
      case '+':
      case '-':
      case '*':
      case '/':
        return b ? calculate(a, b, operation, countZero) : a;
      case '%':
        return b ? combine(a, b, (x, y) => (y === 0 ? countZero() : x % y)) : a;
      default:
        return b ? combine(a, b, scalars[operation]) : a;
    }
  };
  const countZero = (): number => {
    zeroDenominators++;
    return NaN;
  };
  const column = run(root);
  return { column, zeroDenominators };
}

type Compound = Exclude<Bound, { readonly kind: 'constant' | 'leg' }>;

function isCompound(node: Bound): node is Compound {
  return node.kind !== 'constant' && node.kind !== 'leg';
}

const scalars: Record<Exclude<BinaryOperator, '+' | '-' | '*' | '/' | '%'>, Scalar> = {
  '^': (x, y) => x ** y,
  '<': (x, y) => Number(x < y),
  '<=': (x, y) => Number(x <= y),
  '>': (x, y) => Number(x > y),
  '>=': (x, y) => Number(x >= y),
  '==': (x, y) => Number(x === y),
  '!=': (x, y) => Number(x !== y),
  '&&': (x, y) => Number(x !== 0 && y !== 0),
  '||': (x, y) => Number(x !== 0 || y !== 0),
};

/** Half away from zero, as invoices do; the nudge keeps 1.005 from falling to 1.00. */
function rounded(value: number, digits: number): number {
  const factor = 10 ** Math.trunc(digits);
  const scaled = Math.abs(value) * factor;
  return (Math.sign(value) * Math.floor(scaled + 0.5 + scaled * Number.EPSILON)) / factor;
}
