import { isQuantity, type CostMeasure } from '../../pkg/model/names.ts';
import type { DraftLeg } from '../query/draft.ts';
import type { CatalogView, ExtentsView, KpiView, MetricView } from './catalog.ts';

export const measureTitles: Readonly<Record<CostMeasure, string>> = {
  EffectiveCost: 'Effective cost',
  BilledCost: 'Billed cost',
  ListCost: 'List cost',
  ContractedCost: 'Contracted cost',
  ConsumedQuantity: 'Consumed quantity',
  PricingQuantity: 'Pricing quantity',
};

/** What a measure means, for pick lists. */
export const measureHelp: Readonly<Record<CostMeasure, string>> = {
  EffectiveCost: 'Amortised: purchases spread over what they cover',
  BilledCost: 'As invoiced, purchases on their day',
  ListCost: 'At public prices, usage only',
  ContractedCost: 'At negotiated prices, usage only',
  ConsumedQuantity: 'How much was used, in the unit of each charge',
  PricingQuantity: 'How much was priced, in the unit of each charge',
};

/** A metric in a few words: what adds up and what does not. */
export function metricKind({ additivity, aggregate }: MetricView): string {
  switch (additivity) {
    case 'additive':
      return 'adds up over time and groups';
    case 'snapshot':
      return `a stock: ${aggregate.time} over time, summed over groups`;
    case 'distinct':
      return `a count of different things: ${aggregate.time} over time, never added up`;
  }
}

/** A KPI in a few words: what it is, what it aims at and whose it is. */
export function kpiHelp({ description, expression, target, better, owner }: KpiView): string {
  return [
    description ?? expression,
    target === undefined ? '' : `target ${target}, ${better} is better`,
    owner === undefined ? '' : `owned by ${owner}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** One sentence about a leg: what it is, its unit, its grain and its last date. */
export function describeLeg(leg: DraftLeg, catalog: CatalogView, extents: ExtentsView): string {
  const last = until(extentNames(leg, catalog), extents);
  switch (leg.kind) {
    case 'cost':
      return sentence([...describeCost(leg, catalog), last]);
    case 'usage': {
      const metric = catalog.metrics.find(({ name }) => name === leg.metric);
      return metric === undefined
        ? `There is no metric ${leg.metric}.`
        : sentence([
            `${metric.title} (${metric.unit}): ${metricKind(metric)}`,
            `by ${metric.nativeGrain}`,
            splitsBy(metric.dimensions),
            last,
          ]);
    }
    case 'budget': {
      const budget = catalog.budgets.find(({ name }) => name === leg.budget);
      return budget === undefined
        ? `There is no budget ${leg.budget}.`
        : sentence([
            `${budget.title}: money planned`,
            `in ${catalog.currency}`,
            `by ${budget.nativeGrain}`,
            splitsBy(budget.dimensions),
          ]);
    }
  }
}

function describeCost(
  { dataset: name, measure }: Extract<DraftLeg, { kind: 'cost' }>,
  { costs, currency }: CatalogView
): readonly string[] {
  const inTotal = costs.filter((cost) => cost.inTotal);
  const all = inTotal.length === 1 ? (inTotal[0]?.title ?? '') : `${inTotal.length} cost datasets`;
  const of = name === undefined ? all : (costs.find((cost) => cost.name === name)?.title ?? name);
  const unit = isQuantity(measure) ? 'the unit of its charges' : currency;
  return [`${measureTitles[measure]} of ${of}`, `in ${unit}`, 'by day'];
}

function splitsBy(dimensions: readonly string[]): string {
  return dimensions.length === 0 ? '' : `splits by ${dimensions.join(', ')}`;
}

/** The entries whose days a leg's sentence tells; a budget is known ahead, its last day is no news. */
export function extentNames(leg: DraftLeg, catalog: CatalogView): readonly string[] {
  switch (leg.kind) {
    case 'cost':
      return catalog.costs
        .filter(({ name, inTotal }) => (leg.dataset === undefined ? inTotal : name === leg.dataset))
        .map(({ name }) => `costs.${name}`);
    case 'usage':
      return [`metrics.${leg.metric}`];
    case 'budget':
      return [];
  }
}

/** Several sources are as far as the one that stays behind. */
function until(entries: readonly string[], extents: ExtentsView): string {
  const last = entries.map((entry) => extents[entry]?.to).filter((day) => day !== undefined);
  return last.length > 0 && last.length === entries.length ? `data to ${last.sort()[0] ?? ''}` : '';
}

function sentence(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}
