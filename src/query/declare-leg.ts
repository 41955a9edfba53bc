import { functionNames } from '../../pkg/formula/functions.ts';
import { measureNames, namePattern, reservedWords } from '../../pkg/model/names.ts';
import type { Draft, DraftLeg } from './draft.ts';
import { renamed } from './formula-names.ts';

/**
 * Makes a leg that formulas imply into a declared one, which can have filters of its own. The leg of a metric or a budget
 * keeps its name; a measure's name is reserved, so the leg gets one of its own and the formulas follow.
 */
export function declareLeg(draft: Draft, leg: DraftLeg): Pick<Draft, 'legs' | 'formulas'> {
  const name = freeName(leg.kind === 'cost' ? `${leg.dataset ?? 'all'}_cost` : leg.name, draft.legs);
  return {
    legs: [...draft.legs, { ...leg, name }],
    formulas: draft.formulas.map((formula) => ({
      ...formula,
      expression: renamed(formula.expression, leg.name, name),
    })),
  };
}

/** Gives a declared leg another name; formulas follow. */
export function renameLeg(draft: Draft, from: string, to: string): Pick<Draft, 'legs' | 'formulas'> {
  return {
    legs: draft.legs.map((leg) => (leg.name === from ? { ...leg, name: to } : leg)),
    formulas: draft.formulas.map((formula) => ({ ...formula, expression: renamed(formula.expression, from, to) })),
  };
}

/** A leg of the same source under another name, for use beside the first. */
export function copyLeg(draft: Draft, leg: DraftLeg): Pick<Draft, 'legs'> {
  return { legs: [...draft.legs, { ...leg, name: freeName(leg.name, draft.legs) }] };
}

/** Why a leg cannot be called so; undefined when it can. */
export function nameProblem(name: string, others: readonly DraftLeg[]): string | undefined {
  if (!namePattern.test(name)) {
    return 'Start with a lower-case letter; then lower-case letters, digits and _';
  }
  if ([...reservedWords, ...Object.keys(measureNames), ...functionNames].includes(name)) {
    return 'The formula language reserves this word';
  }
  return others.some((leg) => leg.name === name) ? 'Another leg has this name' : undefined;
}

/** The wanted name, or with a number where it cannot be had. */
export function freeName(wanted: string, legs: readonly DraftLeg[]): string {
  const base = namePattern.test(wanted) ? wanted : 'leg';
  const candidates = [base, ...legs.map((_, index) => `${base}_${index + 2}`)];
  return candidates.find((name) => nameProblem(name, legs) === undefined) ?? `${base}_${legs.length + 2}`;
}
