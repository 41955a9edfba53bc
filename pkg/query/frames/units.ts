import { isQuantity } from '../../model/names.ts';
import { counted, grafanaUnit, money, open, unitText, type Unit } from '../../model/unit.ts';
import type { Answer, FormulaAnswer } from '../answer.ts';

/** A leg's own unit: money, what a metric counts, or the unit that a quantity's data names. */
export function legUnit({ plan, legs }: Pick<Answer, 'plan' | 'legs'>, index: number): Unit {
  const leg = plan.legs[index];
  if (leg?.kind === 'cost' && isQuantity(leg.measure)) {
    const unit = legs[index]?.unit;
    return unit === undefined ? open(leg.measure, leg.name) : counted(unit);
  }
  const unit = leg?.kind === 'cost' ? plan.currency : (leg?.metric.unit ?? '');
  return unit === plan.currency ? money(unit) : counted(unit);
}

export function unitTextOf({ formula }: FormulaAnswer): string {
  return unitText(formula.unit);
}

/** Comparisons and literals have no unit; they are no percentages either. */
export function grafanaUnitOf({ formula }: FormulaAnswer): string {
  return formula.bound.time === 'number' ? 'none' : grafanaUnit(formula.unit);
}
