import type { Plan, PlannedFormula, Slots } from './plan.ts';

/** A plan for each length of slots that its formulas stand on, the finest first: weeks beside days. Mostly the plan itself. */
export function viewsOf(plan: Plan): readonly Plan[] {
  const bySlots = new Map<Slots['base'], PlannedFormula[]>([[plan.base, []]]);
  for (const formula of plan.formulas) {
    const { base } = formula.slots;
    bySlots.set(base, [...(bySlots.get(base) ?? []), formula]);
  }
  return bySlots.size === 1
    ? [plan]
    : [...bySlots.values()].map((formulas) => ({ ...plan, ...(formulas[0]?.slots ?? plan), formulas }));
}

/** Whether a view reads a leg: each reads those of its formulas, the first also those that no formula uses. */
export function reads(plan: Plan, view: Plan, leg: number): boolean {
  const uses = ({ formulas }: Plan) => formulas.some(({ bound }) => bound.uses.some((use) => use.leg === leg));
  return uses(view) || (view.base === plan.base && !uses(plan));
}

/** The finest slots that a leg is brought to. */
export function slotsOfLeg(plan: Plan, leg: number): Slots {
  return viewsOf(plan).find((view) => reads(plan, view, leg)) ?? plan;
}
