import type { CostAnswer, CostRequest } from '../../cost/cost-source.ts';
import { bareDimension } from '../../cost/dimension-id.ts';
import type { Cell } from '../../drivers/period.ts';
import { keyText } from '../../model/group-key.ts';
import type { Span } from '../../series/aggregate.ts';
import { indexOf } from '../../series/axis.ts';
import type { Group } from '../../series/groups.ts';
import { costRequests } from '../fetch-cost.ts';
import type { Plan, PlannedCostLeg } from '../plan.ts';
import { loadCost, type CostLoad } from '../load-cost.ts';

const detail = ['SkuId', 'ConsumedUnit', 'ChargeCategory'].map(bareDimension);

/** Cost and consumed quantity of every group and SKU, slot by slot, as the source has them. */
export interface SkuCharges {
  readonly costs: readonly CostAnswer[];
  readonly quantities: readonly CostAnswer[];
}

export async function fetchSkuCharges(
  leg: PlannedCostLeg,
  plan: Plan,
  sources: CostLoad,
  signal: AbortSignal
): Promise<SkuCharges> {
  const load = (request: CostRequest) => loadCost(request, sources, signal);
  const requests = costRequests(leg, plan).map((request) => ({ ...request, groupBy: [...request.groupBy, ...detail] }));
  const [costs, quantities] = await Promise.all([
    Promise.all(requests.map(load)),
    Promise.all(requests.map((request) => load({ ...request, measure: 'ConsumedQuantity' }))),
  ]);
  return { costs, quantities };
}

/** The cells of one period. A quantity without a unit is none; what is not usage (credits, tax, purchases) is not split. */
export function cellsOf(
  charges: SkuCharges,
  span: Span,
  groupOf: (key: readonly (string | null)[]) => string,
  plan: Plan
): readonly Cell[] {
  const quantities = summed(charges.quantities, span, plan);
  return [...summed(charges.costs, span, plan)].map(([text, { key, amount }]): Cell => {
    const [skuId, consumedUnit, category] = key.slice(-detail.length);
    const quantity = quantities.get(text)?.amount;
    return {
      group: groupOf(key.slice(0, -detail.length)),
      skuId: skuId ?? '',
      ...(consumedUnit && { consumedUnit }),
      cost: amount,
      ...(consumedUnit && quantity !== undefined && { quantity }),
      ...(category !== null && category !== undefined && category !== 'Usage' && { unsplit: true }),
    };
  });
}

interface Amount {
  readonly key: readonly (string | null)[];
  amount: number;
}

function summed(answers: readonly CostAnswer[], { from, to }: Span, { base }: Plan): ReadonlyMap<string, Amount> {
  const sums = new Map<string, Amount>();
  for (const answer of answers) {
    const texts = answer.keys.map(keyText);
    for (let i = 0; i < answer.amounts.length; i++) {
      const slot = indexOf(base, answer.times[i] ?? NaN);
      const group = answer.groups[i] ?? 0;
      const text = texts[group] ?? '';
      if (slot >= from && slot < to) {
        const known = sums.get(text) ?? { key: answer.keys[group] ?? [], amount: 0 };
        known.amount += answer.amounts[i] ?? 0;
        sums.set(text, known);
      }
    }
  }
  return sums;
}

/** The text by which a group of the answer is known; keys beyond the limit are one. */
export function groupTexts(groups: readonly Group[]): (key: readonly (string | null)[]) => string {
  const known = new Set(groups.flatMap((group) => (group.kind === 'key' ? [keyText(group.key)] : [])));
  return (key) => {
    const text = keyText(key);
    return groups[0]?.kind === 'all' ? groupText(groups[0]) : known.has(text) ? text : otherText;
  };
}

const otherText = 'other';

export function groupText(group: Group): string {
  return group.kind === 'key' ? keyText(group.key) : group.kind === 'all' ? keyText([]) : otherText;
}
