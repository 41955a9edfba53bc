import type { ValueType } from './value-type.ts';

/**
 * What a FOCUS column is made of, in no engine's words: a mapping is written once, each dialect renders it.
 * A value that cannot be computed for a charge is null.
 */
export type Expression =
  | { readonly kind: 'column'; readonly name: string; readonly type: ValueType }
  /** Field of a struct or of a JSON object. */
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  /** A number takes the type of what it stands beside. */
  | { readonly kind: 'literal'; readonly value: string | number }
  /** Text of a key in a map, a struct or a JSON object, whatever characters the key holds. */
  | { readonly kind: 'entry'; readonly of: Expression; readonly key: string }
  /** Text of the first entry with a key in a list of {key, value}. */
  | { readonly kind: 'pair'; readonly of: Expression; readonly key: string }
  /** Item of a list, counted from 1. */
  | { readonly kind: 'item'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'length'; readonly of: Expression }
  /** Where a row is several charges: which of them this is, counted from 0. */
  | { readonly kind: 'part' }
  | { readonly kind: 'coalesce'; readonly of: readonly Expression[] }
  | { readonly kind: 'case'; readonly arms: readonly Arm[]; readonly otherwise: Expression | undefined }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'text'; readonly function: TextFunction; readonly of: readonly Expression[] };

/** `orNull`: an empty text is none. `replace`: text, RE2 pattern, what takes its place (`\1` is the first group). */
export type TextFunction = 'concat' | 'orNull' | 'replace';

export interface Arm {
  readonly when: Condition;
  readonly then: Expression;
}

export type Condition =
  | { readonly kind: 'in'; readonly of: Expression; readonly values: readonly (string | number)[] }
  | { readonly kind: 'startsWith'; readonly of: Expression; readonly prefix: string }
  | { readonly kind: 'greater'; readonly left: Expression; readonly right: Expression }
  /** Neither null nor empty text. */
  | { readonly kind: 'present'; readonly of: Expression }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };
