import type { Arm, Condition, Expression } from './expression.ts';

/** Something that a file may lack: what is built from it is then missing too, or does without it. */
export type Maybe<T = Expression> = T | undefined;

export function literal(value: string | number): Expression {
  return { kind: 'literal', value };
}

export const zero = literal(0);
export const part: Expression = { kind: 'part' };

function present<T>(values: readonly Maybe<T>[]): readonly T[] {
  return values.filter((value) => value !== undefined);
}

/** The first that is not null. */
export function coalesce(...of: readonly Maybe[]): Maybe {
  const known = present(of);
  return known.length > 1 ? { kind: 'coalesce', of: known } : known[0];
}

/** The first that is neither null nor empty. */
export function firstText(...of: readonly Maybe[]): Maybe {
  const known = present(of);
  return coalesce(...known.map((one, index) => (index < known.length - 1 ? orNull(one) : one)));
}

function orNull(of: Expression): Expression {
  return { kind: 'text', function: 'orNull', of: [of] };
}

export function concat(...of: readonly Expression[]): Expression {
  return { kind: 'text', function: 'concat', of };
}

/** @param pattern RE2; @param by With `\1` for the first group. */
export function replace(of: Maybe, pattern: string, by: string): Maybe {
  return of && { kind: 'text', function: 'replace', of: [of, literal(pattern), literal(by)] };
}

export function plus(left: Maybe, right: Maybe): Maybe {
  return left && right ? { kind: 'arithmetic', operator: '+', left, right } : (left ?? right);
}

export function minus(left: Expression, right: Expression): Expression {
  return { kind: 'arithmetic', operator: '-', left, right };
}

/** In double precision; missing where a factor is. */
export function times(left: Maybe, right: Maybe): Maybe {
  return left && right && { kind: 'arithmetic', operator: '*', left, right };
}

/** In double precision; null by nothing and by zero. */
export function divided(left: Maybe, right: Maybe): Maybe {
  return left && right && { kind: 'arithmetic', operator: '/', left, right };
}

export function entry(of: Expression, key: string): Expression {
  return { kind: 'entry', of, key };
}

/** 0 without a list. */
export function length(of: Expression): Maybe {
  return coalesce({ kind: 'length', of }, zero);
}

/** Counted from 1. */
export function item(of: Expression, at: Expression): Expression {
  return { kind: 'item', of, at };
}

export function pair(of: Maybe, key: string): Maybe {
  return of && { kind: 'pair', of, key };
}

export function isIn(of: Expression, ...values: readonly (string | number)[]): Condition {
  return { kind: 'in', of, values };
}

export function startsWith(of: Expression, prefix: string): Condition {
  return { kind: 'startsWith', of, prefix };
}

export function isPresent(of: Expression): Condition {
  return { kind: 'present', of };
}

export function not(of: Condition): Condition {
  return { kind: 'not', of };
}

export function all(...of: readonly Condition[]): Condition {
  return { kind: 'and', of };
}

export function any(...of: readonly Condition[]): Condition {
  return { kind: 'or', of };
}

export function isGreater(left: Expression, right: Expression): Condition {
  return { kind: 'greater', left, right };
}

/** An arm whose test needs a column that is not there never holds. */
export function when(test: Maybe<Condition>, then: Maybe): Maybe<Arm> {
  return test && then && { when: test, then };
}

/** The first arm that holds; else `otherwise`, or null. */
export function choose(arms: readonly Maybe<Arm>[], otherwise: Maybe): Maybe {
  const known = present(arms);
  return known.length > 0 ? { kind: 'case', arms: known, otherwise } : otherwise;
}
