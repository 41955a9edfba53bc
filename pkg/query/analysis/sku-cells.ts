import type { CostAnswer, CostRequest } from '../../cost/cost-source.ts';
import type { Cell } from '../../drivers/period.ts';
import { Sum } from '../../drivers/sum.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { keyText } from '../../model/group-key.ts';
import type { Span } from '../../series/aggregate.ts';
import { indexOf } from '../../series/axis.ts';
import type { Group } from '../../series/groups.ts';
import { costRequests } from '../fetch-cost.ts';
import type { Plan, PlannedCostLeg } from '../plan.ts';
import { loadCost, type CostLoad } from '../load-cost.ts';
import { chargeCategory, consumedBy, kindOf, skuDetail } from './charge-detail.ts';

/** Cost of every group by kind of charge, slot by slot, as the source has it; by SKU with its quantity, or by category alone. */
export interface SkuCharges {
  readonly costs: readonly CostAnswer[];
  readonly quantities: readonly CostAnswer[];
  /** How many parts of a key follow the group's. */
  readonly detail: number;
}

export async function fetchSkuCharges(
  leg: PlannedCostLeg,
  plan: Plan,
  sources: CostLoad,
  signal: AbortSignal
): Promise<SkuCharges> {
  const bySku = plan.query.drivers.detail === 'sku';
  const detail = bySku ? skuDetail : [chargeCategory];
  const requests = costRequests(leg, plan).map((request) => ({
    ...request,
    groupBy: [...request.groupBy, ...detail],
    mayLack: [...(request.mayLack ?? []), ...detail.map(({ name }) => name)],
  }));
  const [costs, quantities] = await Promise.all([
    Promise.all(requests.map((request) => loadCost(request, sources, signal))),
    bySku ? loadQuantities(requests, sources, signal) : [],
  ]);
  return { costs, quantities, detail: detail.length };
}

/** What was consumed; of a bill without quantities nothing is known. */
export async function loadQuantities(
  requests: readonly CostRequest[],
  sources: CostLoad,
  signal: AbortSignal
): Promise<readonly CostAnswer[]> {
  const answers = await Promise.all(
    requests.map((request) =>
      loadCost({ ...request, measure: 'ConsumedQuantity' }, sources, signal).catch((error: unknown) => {
        if (error instanceof UnitEconomicsError && error.code === 'notFound') {
          return undefined;
        }
        throw error;
      })
    )
  );
  return answers.filter((answer) => answer !== undefined);
}

/**
 * The cells of one period. A quantity without a unit is none, and cost without its quantity leaves that of its cell unknown.
 * What is not usage (credits, tax, purchases) is not split, nor is usage on slots that do not count.
 */
export function cellsOf(
  charges: SkuCharges,
  span: Span,
  groupOf: (key: readonly (string | null)[]) => string,
  plan: Plan,
  counts: (group: string, slot: number) => boolean
): readonly Cell[] {
  const { detail } = charges;
  const isCounted = (key: readonly (string | null)[]) => {
    const group = groupOf(key.slice(0, -detail));
    return (slot: number) => counts(group, slot);
  };
  const quantities = summed(charges.quantities, span, plan, isCounted);
  return [...summed(charges.costs, span, plan, isCounted)].flatMap(
    ([text, { key, counted, left }]): readonly Cell[] => {
      const kind = kindOf(key.slice(-detail));
      const { skuId, consumedUnit, reason } = kind;
      const quantity =
        charges.quantities.length === 0
          ? undefined
          : consumedBy(kind, counted.value, quantities.get(text)?.counted.value);
      const cell = {
        group: groupOf(key.slice(0, -detail)),
        skuId,
        ...(consumedUnit !== undefined && { consumedUnit }),
      };
      return [
        {
          ...cell,
          cost: counted.value,
          ...(quantity !== undefined && { quantity }),
          ...(reason !== undefined && { unsplit: reason }),
        },
        ...(left.value === 0
          ? []
          : [{ ...cell, cost: left.value, unsplit: reason ?? ('days without known units' as const) }]),
      ];
    }
  );
}

interface Amount {
  readonly key: readonly (string | null)[];
  readonly counted: Sum;
  /** On slots that do not count. */
  readonly left: Sum;
}

function summed(
  answers: readonly CostAnswer[],
  { from, to }: Span,
  { base }: Plan,
  isCounted: (key: readonly (string | null)[]) => (slot: number) => boolean
): ReadonlyMap<string, Amount> {
  const sums = new Map<string, Amount>();
  for (const answer of answers) {
    const texts = answer.keys.map(keyText);
    const counting = answer.keys.map(isCounted);
    for (let i = 0; i < answer.amounts.length; i++) {
      const slot = indexOf(base, answer.times[i] ?? NaN);
      const group = answer.groups[i] ?? 0;
      const text = texts[group] ?? '';
      if (slot >= from && slot < to) {
        const known = sums.get(text) ?? { key: answer.keys[group] ?? [], counted: new Sum(), left: new Sum() };
        (counting[group]?.(slot) ? known.counted : known.left).add(answer.amounts[i] ?? 0);
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
