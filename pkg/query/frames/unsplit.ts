import { moneyText } from '../../drivers/amounts.ts';
import { sumOf } from '../../drivers/sum.ts';
import type { CostSplit } from '../../drivers/split.ts';
import { unsplitReasons, type UnsplitCost } from '../../drivers/unsplit.ts';
import type { Frame, Notice } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { numbers, texts } from './columns.ts';

/** What a split leaves open: cost without a quantity, and cost that is not split, by reason. */
export function openNotices({ plan }: Answer, splits: readonly CostSplit[]): readonly Notice[] {
  if (!plan.legs.some(({ kind }) => kind === 'usage')) {
    return []; // without units nothing is to be split
  }
  const unsplit = overSplits(splits).filter(({ cost0, cost1 }) => cost0 !== cost1);
  const changes = unsplit.map(({ cost0, cost1 }) => cost1 - cost0);
  const together = sumOf(splits.map((split) => split.together.cost1));
  const money = moneyText(plan.currency, Math.max(0, together, ...changes.map(Math.abs)));
  const left = unsplit.map(({ reason }, index) => `${reason} ${money(changes[index] ?? 0)}`);
  return [
    ...(splits.some((split) => split.together.cost0 > 0 || split.together.cost1 > 0)
      ? [info(`Efficiency and price stay together as unit cost: ${why(plan)} for ${money(together)} of the cost.`)]
      : []),
    ...(left.length === 0 ? [] : [info(`Of the change, not split by units: ${left.join(', ')}.`)]),
  ];
}

function why({ query, legs }: Answer['plan']): string {
  if (legs.some((leg) => leg.kind === 'cost' && leg.allocation !== undefined)) {
    return 'shares of shared cost have no quantity';
  }
  const isLooked = query.result === 'digest' ? query.digest.detail === 'sku' : query.drivers.detail === 'sku';
  return isLooked ? 'the bill has no quantity of a SKU' : 'quantities were not asked for (detail: group)';
}

function info(text: string): Notice {
  return { severity: 'info', text };
}

/** Cost that is not split, a row per reason. */
export function unsplitFrame(answer: Answer, split: CostSplit, meta: Frame['meta']): Frame {
  const rows = split.unsplit;
  const money = (name: string, pick: (row: UnsplitCost) => number) => ({
    name,
    config: { unit: `currency${answer.plan.currency}` },
    column: numbers(rows.map(pick)),
  });
  return {
    name: 'not split',
    meta,
    fields: [
      { name: 'reason', column: texts(rows.map(({ reason }) => reason)) },
      money('cost before', ({ cost0 }) => cost0),
      money('cost after', ({ cost1 }) => cost1),
      money('change', ({ cost0, cost1 }) => cost1 - cost0),
    ],
  };
}

function overSplits(splits: readonly CostSplit[]): readonly UnsplitCost[] {
  return unsplitReasons.flatMap((reason) => {
    const costs = splits.flatMap(({ unsplit }) => unsplit.filter((cost) => cost.reason === reason));
    return costs.length === 0
      ? []
      : [{ reason, cost0: sumOf(costs.map(({ cost0 }) => cost0)), cost1: sumOf(costs.map(({ cost1 }) => cost1)) }];
  });
}
