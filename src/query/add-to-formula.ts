import { parseFormula } from '../../pkg/formula/parse.ts';
import type { DraftFormula } from './draft.ts';
import { namesIn } from './formula-names.ts';

/**
 * The formulas after a cost or a metric was picked from a list: cost and usage become cost / usage, in whichever order they
 * are picked; what is already a ratio stays, and the pick starts a formula of its own.
 * @param isUsage tells what each name stands for
 */
export function addToFormulas(
  formulas: readonly DraftFormula[],
  picked: string,
  isUsage: (name: string) => boolean
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
  if (isUsage(picked) && names.length > 0 && !names.some(isUsage)) {
    return [...others, { ...last, expression: `${isSingle ? last.expression : `(${last.expression})`} / ${picked}` }];
  }
  if (!isUsage(picked) && isSingle && names.every(isUsage)) {
    return [...others, { ...last, expression: `${picked} / ${last.expression}` }];
  }
  return [...formulas, { expression: picked }];
}
