import type { Dimension, Rule, RuleTest } from './dimension.ts';

/** A rule that cannot win, because an earlier one takes every charge that it would match. Rules count from 0. */
export interface ShadowedRule {
  readonly rule: number;
  readonly by: number;
  readonly text: string;
}

/**
 * What the rules alone tell, without data: certain, but not complete. Patterns are compared as texts, and only one earlier
 * rule at a time, so two that together cover a third are found in the charges only.
 */
export function shadowedRules({ rules }: Pick<Dimension, 'rules'>): readonly ShadowedRule[] {
  return rules.flatMap((later, rule) => {
    const by = rules.slice(0, rule).findIndex((earlier) => covers(earlier, later));
    const first = rules[by];
    return first === undefined
      ? []
      : [
          {
            rule,
            by,
            text: `${ruleName(rule, later.value)} never applies: ${ruleName(by, first.value)} takes every charge that it would match. Move it up, or remove it.`,
          },
        ];
  });
}

/** `rule 3 (data)`: as a person counts. */
export function ruleName(rule: number, value: string): string {
  return `rule ${rule + 1} (${value})`;
}

function covers(earlier: Rule, later: Rule): boolean {
  return earlier.where.every((wanted) => later.where.some((given) => implies(given, wanted)));
}

/** Every charge that passes `given` passes `wanted`. */
function implies(given: RuleTest, wanted: RuleTest): boolean {
  if (given.key !== wanted.key) {
    return false;
  }
  switch (wanted.op) {
    case 'present':
      return true; // no test holds without a value
    case 'prefix':
      return (
        (given.op === 'in' || given.op === 'prefix') &&
        given.values.every((value) => wanted.values.some((prefix) => value.startsWith(prefix)))
      );
    case 'in':
    case 'regex':
      return given.op === wanted.op && given.values.every((value) => wanted.values.includes(value));
  }
}
