import type { Dimension } from '../model/dimension.ts';
import { ruleName, shadowedRules } from '../model/shadowed-rules.ts';
import { many, signedText } from './bill-check/money.ts';
import type { RuleMatches } from './cost-source.ts';
import { total } from './dataset-facts.ts';

/** The rules of one dimension over all datasets, in words a person can act on. */
export interface RuleReport {
  readonly found: string;
  readonly remarks: readonly string[];
}

/**
 * @param currencies of all datasets; the amounts of several are not told, as they cannot be added
 * @param found What every dataset found, of any dimension; nothing of this one where no dataset could be read
 */
export function ruleReport(
  dimension: Dimension,
  found: readonly RuleMatches[],
  currencies: readonly string[]
): RuleReport {
  const { rules, name: own } = dimension;
  const matches = found.filter((one) => one.dimension === own);
  const shadowed = shadowedRules(dimension);
  const known = new Set(shadowed.map(({ rule }) => rule));
  const sums = rules.map((_, rule) => ({
    matched: total(matches.map((one) => one.rules[rule]?.matched ?? 0)),
    cost: total(matches.map((one) => one.rules[rule]?.cost ?? 0)),
    won: total(matches.map((one) => one.rules[rule]?.won ?? 0)),
  }));
  const unused = sums.flatMap(({ matched, cost, won }, rule) => {
    const name = ruleName(rule, rules[rule]?.value ?? '');
    if (known.has(rule) || matches.length === 0 || won > 0) {
      return [];
    }
    return matched === 0
      ? [`${name} matches no charge.`]
      : [
          `${name} never applies: earlier rules take the ${chargesOf(matched, cost, currencies)} that it matches. Move it up, or remove it.`,
        ];
  });
  const overlap = total(matches.map((one) => one.overlap.charges));
  const overlapCost = total(matches.map((one) => one.overlap.cost));
  const used = sums.filter(({ won }) => won > 0).length;
  return {
    found: `${rules.length} rule${rules.length === 1 ? '' : 's'}${matches.length === 0 ? '' : `, ${used} in use`}`,
    remarks: [
      ...shadowed.map(({ text }) => text),
      ...unused,
      ...(overlap === 0
        ? []
        : [`More than one rule matches ${chargesOf(overlap, overlapCost, currencies)}; the first wins.`]),
    ],
  };
}

/** `1,204 charges (BilledCost 35.10 USD)`. */
function chargesOf(count: number, cost: number, currencies: readonly string[]): string {
  const [only = ''] = currencies;
  const charges = many(count, 'charge');
  return currencies.length > 1 ? charges : `${charges} (BilledCost ${signedText(cost, only)})`;
}
