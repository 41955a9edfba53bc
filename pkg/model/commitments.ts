import type { Kpi } from './kpi.ts';
import type { CostMeasure } from './names.ts';

/** The FOCUS column that says whether a commitment covers a charge. */
export const commitmentStatus = 'CommitmentDiscountStatus';

/** A cost leg restricted by the state of the commitment that covers the charge, and to usage. */
export interface CommitmentLeg {
  readonly measure: CostMeasure;
  readonly op: 'in' | 'notIn';
  /** Values of CommitmentDiscountStatus. */
  readonly status: string;
}

/**
 * Commitment discounts as names that every formula knows. FOCUS 1.0, CommitmentDiscountStatus: a commitment is Used by covered
 * usage, whose EffectiveCost is the amortised commitment and whose ContractedCost is what it would have cost without, or
 * Unused, a row of its own. Purchases stay out: their list and contracted cost would count the commitment twice.
 */
export const commitmentLegs: Readonly<Record<string, CommitmentLeg>> = {
  commitment_used_cost: { measure: 'EffectiveCost', op: 'in', status: 'Used' },
  commitment_unused_cost: { measure: 'EffectiveCost', op: 'in', status: 'Unused' },
  commitment_covered_cost: { measure: 'ContractedCost', op: 'in', status: 'Used' },
  commitment_eligible_cost: { measure: 'ContractedCost', op: 'notIn', status: 'Unused' },
};

/** KPIs that need no settings. An entry of the same name is refused, as for a measure. */
export const commitmentKpis: ReadonlyMap<
  string,
  Pick<Kpi, 'expression' | 'per' | 'target'> & { readonly title: string }
> = new Map([
  [
    'commitment_utilization',
    {
      title: 'Commitment utilisation',
      expression: '100 * commitment_used_cost / (commitment_used_cost + commitment_unused_cost)',
    },
  ],
  [
    'commitment_coverage',
    { title: 'Commitment coverage', expression: '100 * commitment_covered_cost / commitment_eligible_cost' },
  ],
  ['savings_against_list', { title: 'Savings against list prices', expression: 'list_cost - effective_cost' }],
  [
    'savings_against_contracted',
    { title: 'Savings against contracted prices', expression: 'contracted_cost - effective_cost' },
  ],
]);

export const commitmentNames: readonly string[] = [...Object.keys(commitmentLegs), ...commitmentKpis.keys()];
