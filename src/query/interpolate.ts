import type { Draft, DraftFilter, DraftFormula, DraftLeg } from './draft.ts';
import type { Variables } from './variables.ts';

/**
 * A query with every dashboard variable replaced, by the rules of design section 9: in lists a variable with several values
 * expands in place and one that is set to All removes the filter; a formula becomes one formula per value. What cannot be
 * replaced stays as it is, and the back end refuses it by name. A list that ends up empty stays empty, likewise.
 */
export function interpolate(draft: Draft, variables: Variables): Draft {
  return {
    ...draft,
    legs: draft.legs.map((leg) => interpolateLeg(leg, variables)),
    formulas: draft.formulas.flatMap((formula) => interpolateFormula(formula, variables)),
    filters: interpolateFilters(draft.filters, variables),
    groupBy: expandList(draft.groupBy, variables),
    grain: variables.replace(draft.grain),
    ...(draft.drivers && { drivers: { ...draft.drivers, compare: variables.replace(draft.drivers.compare) } }),
  };
}

export function interpolateFilters(filters: readonly DraftFilter[], variables: Variables): DraftFilter[] {
  return filters
    .filter(({ values }) => !values.some(variables.isAll))
    .map((filter) => ({
      ...filter,
      dimension: variables.replace(filter.dimension),
      values:
        filter.op === 'regex' ? filter.values.map(variables.replaceInRegex) : expandList(filter.values, variables),
    }));
}

function interpolateLeg(leg: DraftLeg, variables: Variables): DraftLeg {
  const filters = interpolateFilters(leg.filters, variables);
  switch (leg.kind) {
    case 'usage':
      return { ...leg, filters, metric: variables.replace(leg.metric) };
    case 'budget':
      return { ...leg, filters, budget: variables.replace(leg.budget) };
    case 'cost':
      return { ...leg, filters, ...(leg.dataset !== undefined && { dataset: variables.replace(leg.dataset) }) };
  }
}

/** Each text once, whatever it was expanded from; a variable without a value leaves nothing. */
function expandList(texts: readonly string[], { expand }: Variables): string[] {
  return [
    ...new Set(texts.flatMap((text) => (text === '' ? [text] : expand([text]).flatMap(([value]) => value || [])))),
  ];
}

function interpolateFormula(formula: DraftFormula, { expand, replace }: Variables): DraftFormula[] {
  const per = formula.per === undefined ? {} : { per: replace(formula.per) };
  const variants = expand([formula.expression, formula.name ?? '']);
  const names = new Set(variants.map(([, name]) => name));
  return variants.map(([expression = '', name = '']) => ({
    ...formula,
    ...per,
    expression,
    // Formulas of one query need different names: a fixed one is told apart by its expression.
    ...(name !== '' && { name: names.size < variants.length ? `${name} (${expression})` : name }),
  }));
}
