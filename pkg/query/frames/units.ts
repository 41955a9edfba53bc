import { isQuantity } from '../../model/names.ts';
import { counted, divide, grafanaUnit, money, open, unitText, withBasis, type Unit } from '../../model/unit.ts';
import { costAndUsage } from '../analysis/compared.ts';
import { unitCostOf } from '../analysis/unit-cost.ts';
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

/** Unit of cost per unit of the formula's cost and metric: the formula's own where it is that. */
export function unitCostUnit(answer: Answer): Unit {
  const { plan, formulas } = answer;
  const pair = costAndUsage(plan.formulas, plan.legs, plan.query.result);
  const { isFormula, per } = unitCostOf(plan, pair);
  const [formula] = formulas;
  if (isFormula && formula !== undefined) {
    return formula.formula.unit;
  }
  const plain = divide(legUnit(answer, pair.costIndex), legUnit(answer, pair.usageIndex ?? -1));
  return per === undefined ? plain : withBasis(plain, per, 'per');
}

/** Title and Grafana's unit of the metric that a cost is held against. */
export function volumeOf(answer: Answer): { readonly title: string; readonly unit: string } | undefined {
  const { plan } = answer;
  const { usage, usageIndex } = costAndUsage(plan.formulas, plan.legs, plan.query.result);
  if (usage === undefined || usageIndex === undefined) {
    return undefined;
  }
  const unit = legUnit(answer, usageIndex);
  return { title: usage.metric.title ?? usage.metric.name, unit: grafanaUnit(unit) };
}
