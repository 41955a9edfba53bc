import { parseFormula } from '../../pkg/formula/parse.ts';
import type { DraftFormula } from './draft.ts';
import { namesIn } from './formula-names.ts';

/** What a name stands for. */
export type NameKind = 'cost' | 'budget' | 'usage';

/** Which of two goes above: cost / budget, cost / usage, budget / usage. */
const heights: Readonly<Record<NameKind, number>> = { cost: 2, budget: 1, usage: 0 };

/**
 * The formulas after a name was picked from a list: cost and usage become cost / usage, in whichever order they are picked,
 * and a budget goes between; what is already a ratio stays, and the pick starts a formula of its own.
 */
export function addToFormulas(
  formulas: readonly DraftFormula[],
  picked: string,
  kindOf: (name: string) => NameKind
): DraftFormula[] {
  const last = formulas.at(-1);
  const others = formulas.slice(0, -1);
  if (last === undefined || last.expression.trim() === '') {
    return [...others, { ...last, expression: picked }];
  }
  if (formulas.some(({ expression }) => expression.trim() === picked)) {
    return [...formulas]; // a second formula of the same name would be refused
  }
  const names = namesIn(last.expression);
  const parsed = parseFormula(last.expression);
  const isSingle = parsed.ok && parsed.expression.kind === 'name';
  const height = heights[kindOf(picked)];
  const [present = height, ...more] = new Set(names.map((name) => heights[kindOf(name)]));
  if (more.length === 0 && present > height) {
    return [...others, { ...last, expression: `${isSingle ? last.expression : `(${last.expression})`} / ${picked}` }];
  }
  if (isSingle && present < height) {
    return [...others, { ...last, expression: `${picked} / ${last.expression}` }];
  }
  return [...formulas, { expression: picked }];
}
