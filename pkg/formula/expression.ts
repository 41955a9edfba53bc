/** The formula language's syntax tree. `at` is the position in the text, from 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'duration'; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly at: number };

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
