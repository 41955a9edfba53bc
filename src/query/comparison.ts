import type { DraftFormula } from './draft.ts';

/** What stands beside each formula: nothing, its value one bucket or range earlier, or the change since then. */
export const comparisons = ['none', 'previous', 'change', 'percent'] as const;
export type Comparison = (typeof comparisons)[number];

/** The model has no switch for it: previous() in a formula of its own says the same in panels, alert rules and reports. */
const shapes = {
  previous: {
    expression: (x: string) => `previous(${x})`,
    pattern: /^previous\((.+)\)$/s,
    title: 'previous',
  },
  change: {
    expression: (x: string) => `(${x}) - previous(${x})`,
    pattern: /^\((.+)\) - previous\(\1\)$/s,
    title: 'change',
  },
  percent: {
    expression: (x: string) => `((${x}) / previous(${x}) - 1) * 100`,
    pattern: /^\(\((.+)\) \/ previous\(\1\) - 1\) \* 100$/s,
    title: 'change in %',
  },
} as const;

function comparedBy({ expression }: DraftFormula): { readonly of: string; readonly by: Comparison } | undefined {
  for (const by of ['percent', 'change', 'previous'] as const) {
    const of = shapes[by].pattern.exec(expression)?.[1];
    if (of !== undefined) {
      return { of, by };
    }
  }
  return undefined;
}

/** Whether a formula is the comparison of another one of the same query, and so shown as a choice, not as a formula. */
export function isComparison(formula: DraftFormula, formulas: readonly DraftFormula[]): boolean {
  const found = comparedBy(formula);
  return found !== undefined && formulas.some(({ expression }) => expression === found.of);
}

export function comparisonOf(formulas: readonly DraftFormula[]): Comparison {
  const found = formulas.find((formula) => isComparison(formula, formulas));
  return (found && comparedBy(found)?.by) ?? 'none';
}

/** Every formula with its comparison behind it. */
export function withComparison(formulas: readonly DraftFormula[], by: Comparison): DraftFormula[] {
  const plain = formulas.filter((formula) => !isComparison(formula, formulas));
  if (by === 'none') {
    return plain;
  }
  return plain.flatMap((formula) =>
    formula.expression.trim() === ''
      ? [formula]
      : [
          formula,
          {
            ...formula,
            expression: shapes[by].expression(formula.expression),
            name: `${formula.name ?? formula.expression} (${shapes[by].title})`,
          },
        ]
  );
}
