import { bindFormula } from '../formula/bind.ts';
import type { Meaning } from '../formula/bound.ts';
import { parseFormula } from '../formula/parse.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { isQuantity } from '../model/names.ts';
import { unitText } from '../model/unit.ts';
import { problem } from './bind-formulas.ts';
import { legUnit } from './frames/units.ts';
import type { LegSeries } from './leg-series.ts';
import type { Plan, PlannedFormula } from './plan.ts';

/**
 * Only the data says what a quantity counts. Formulas with one are bound again with the units that were read, so that GB are
 * never added to hours, and GB cancel GB. @throws badQuery where they do not fit
 */
export function settleUnits(plan: Plan, legs: readonly LegSeries[]): Plan {
  const isSettled = ({ bound }: PlannedFormula) => !bound.uses.some(({ leg }) => isQuantityLeg(plan, leg));
  return plan.formulas.every(isSettled)
    ? plan
    : {
        ...plan,
        formulas: plan.formulas.map((formula) => (isSettled(formula) ? formula : settled(formula, plan, legs))),
      };
}

function isQuantityLeg(plan: Plan, index: number): boolean {
  const leg = plan.legs[index];
  return leg?.kind === 'cost' && isQuantity(leg.measure);
}

function settled(formula: PlannedFormula, plan: Plan, legs: readonly LegSeries[]): PlannedFormula {
  const lookup = (name: string): Meaning | undefined => {
    const meaning = formula.names.get(name);
    return meaning?.kind === 'leg' && isQuantityLeg(plan, meaning.leg)
      ? { ...meaning, unit: legUnit({ plan, legs }, meaning.leg) }
      : meaning;
  };
  const parsed = parseFormula(formula.expression);
  const binding = parsed.ok
    ? bindFormula(parsed.expression, { lookup, known: [...formula.names.keys()] }, formula.per)
    : parsed;
  if (!binding.ok) {
    const { message } = problem(formula.expression, binding.problem);
    throw new UnitEconomicsError('badQuery', `${message} ${unitsRead(formula, plan, legs)}`);
  }
  return { ...formula, bound: binding.formula, unit: binding.formula.unit };
}

/** `a is counted in GB and b in Hours: …` */
function unitsRead({ bound }: PlannedFormula, plan: Plan, legs: readonly LegSeries[]): string {
  const quantities = [...new Set(bound.uses.map(({ leg }) => leg))].filter((leg) => isQuantityLeg(plan, leg));
  const read = quantities.map((leg, index) => {
    const unit = unitText(legUnit({ plan, legs }, leg));
    return `${plan.legs[leg]?.name ?? ''} ${index === 0 ? 'is counted ' : ''}in ${unit}`;
  });
  return `In the data ${read.join(' and ')}. Filter the legs so that they count the same.`;
}
