import { isQuantity, type CostMeasure } from '../../pkg/model/names.ts';
import type { DraftLeg } from '../query/draft.ts';
import type { CatalogView, ExtentsView, MetricView } from './catalog.ts';

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

/** One sentence about a leg: what it is, its unit, its grain and its last date. */
export function describeLeg(leg: DraftLeg, catalog: CatalogView, extents: ExtentsView): string {
  if (leg.kind === 'cost') {
    const dataset = catalog.costs.find(({ name }) => name === leg.dataset);
    const inTotal = catalog.costs.filter((cost) => cost.inTotal);
    const of =
      leg.dataset === undefined
        ? inTotal.length === 1
          ? (inTotal[0]?.title ?? '')
          : `${inTotal.length} cost datasets`
        : (dataset?.title ?? leg.dataset);
    const unit = isQuantity(leg.measure) ? 'the unit of its charges' : catalog.currency;
    return sentence([
      `${measureTitles[leg.measure]} of ${of}`,
      `in ${unit}`,
      'by day',
      until(extentNames(leg, catalog), extents),
    ]);
  }
  const metric = catalog.metrics.find(({ name }) => name === leg.metric);
  if (metric === undefined) {
    return `There is no metric ${leg.metric}.`;
  }
  return sentence([
    `${metric.title} (${metric.unit}): ${metricKind(metric)}`,
    `by ${metric.nativeGrain}`,
    metric.dimensions.length === 0 ? '' : `splits by ${metric.dimensions.join(', ')}`,
    until(extentNames(leg, catalog), extents),
  ]);
}

/** The entries whose days a leg's sentence tells. */
export function extentNames(leg: DraftLeg, catalog: CatalogView): readonly string[] {
  if (leg.kind === 'usage') {
    return [`metrics.${leg.metric}`];
  }
  return catalog.costs
    .filter(({ name, inTotal }) => (leg.dataset === undefined ? inTotal : name === leg.dataset))
    .map(({ name }) => `costs.${name}`);
}

/** Several sources are as far as the one that stays behind. */
function until(entries: readonly string[], extents: ExtentsView): string {
  const last = entries.map((entry) => extents[entry]?.to).filter((day) => day !== undefined);
  return last.length > 0 && last.length === entries.length ? `data to ${last.sort()[0] ?? ''}` : '';
}

function sentence(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}
