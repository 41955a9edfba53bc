/** The formula language's syntax tree. `at` is the position in the text, from 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'duration'; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly at: number }
  | Binary
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number };

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly at: number;
}

/**
 * The operations on whose left side the others stand, innermost first: of a + b - c they are a + b and the whole, and `first`
 * is a. A sum may have thousands of terms: walking it must take a loop, because recursion would run out of stack.
 */
export function chainOf(whole: Binary): { readonly first: Expression; readonly links: readonly Binary[] } {
  const links: Binary[] = [];
  let first: Expression = whole;
  while (first.kind === 'binary') {
    links.push(first);
    first = first.left;
  }
  return { first, links: links.reverse() };
}

export type UnaryOperator = '-' | '+' | '!';

/** Higher binds tighter, as in JavaScript; `^` is power and binds to the right. */
export const binaryOperators = {
  '||': 1,
  '&&': 2,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '^': 11,
} as const;
export type BinaryOperator = keyof typeof binaryOperators;

/** What is wrong with a formula, and where. */
export interface FormulaProblem {
  readonly message: string;
  /** From 0. */
  readonly position: number;
}

export type Parsed =
  { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: FormulaProblem };

/** Ends a walk over a formula at a problem; caught where parsing or binding began, never seen outside this room. */
export class ProblemSignal extends Error {
  readonly problem: FormulaProblem;

  constructor(message: string, position: number) {
    super(message);
    this.problem = { message, position };
  }
}
