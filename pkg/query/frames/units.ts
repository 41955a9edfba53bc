import { counted, grafanaUnit, money, unitText, type Unit } from '../../model/unit.ts';
import type { Answer, FormulaAnswer } from '../answer.ts';

/** The formula's unit with the quantity units that only the data could tell. */
function unitOf(answer: Answer, { formula }: FormulaAnswer): Unit {
  const factors = new Map(
    [...formula.unit.factors].map(([symbol, factor]) => {
      const index = answer.plan.legs.findIndex((leg) => leg.kind === 'cost' && leg.measure === symbol);
      return [answer.legs[index]?.unit ?? symbol, factor];
    })
  );
  return { ...formula.unit, factors };
}

/** A leg's own unit: money, what a metric counts, or the unit that a quantity's data names. */
export function legUnit({ plan, legs }: Answer, index: number): Unit {
  const leg = plan.legs[index];
  const unit = leg?.kind === 'cost' ? (legs[index]?.unit ?? plan.currency) : (leg?.metric.unit ?? '');
  return unit === plan.currency ? money(unit) : counted(unit);
}

export function unitTextOf(answer: Answer, formula: FormulaAnswer): string {
  return unitText(unitOf(answer, formula));
}

/** Comparisons and literals have no unit; they are no percentages either. */
export function grafanaUnitOf(answer: Answer, formula: FormulaAnswer): string {
  return formula.formula.bound.time === 'number' ? 'none' : grafanaUnit(unitOf(answer, formula));
}
