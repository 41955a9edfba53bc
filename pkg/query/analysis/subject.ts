import type { Subject } from '../../drivers/words.ts';
import { counted, unitText } from '../../model/unit.ts';
import { inSentence } from '../../drivers/in-sentence.ts';
import type { Plan, PlannedUsageLeg } from '../plan.ts';
import type { CostAndUsage } from './compared.ts';

/** What sentences about a split call things: the filtered service or the leg, the metric's title, the grouping dimension. */
export function subjectOf(plan: Plan, { cost, usage }: CostAndUsage): Subject {
  const [dimension] = plan.groupBy;
  const named = ['cost', 'billed_cost', 'total_cost', 'effective_cost', 'list_cost', 'contracted_cost'];
  return {
    name: named.includes(cost.name) ? 'Total' : (titleOf(cost) ?? cost.name),
    currency: plan.currency,
    ...(usage && {
      unit: { one: oneOf(usage, plan), many: usage.metric.title ?? unitText(counted(usage.metric.unit)) },
    }),
    ...(dimension && {
      groups: pluralOf(dimension.title === undefined ? dimension.name : inSentence(dimension.title)),
    }),
  };
}

/** `team` is `teams`, `cost category` is `cost categories`; `accounts` are many already. */
function pluralOf(noun: string): string {
  if (/[^aeiou]y$/i.test(noun)) {
    return `${noun.slice(0, -1)}ies`;
  }
  if (/(ss|us|x|z|ch|sh)$/i.test(noun)) {
    return `${noun}es`;
  }
  return /s$/i.test(noun) ? noun : `${noun}s`;
}

/** What a dataset is called, where the formula names one: `Cloud storage` reads as "Cloud storage cost rose". */
function titleOf({ name, datasets: [source] }: CostAndUsage['cost']): string | undefined {
  const [named] = name.split('.');
  const dataset = source?.dataset;
  return dataset === undefined || !name.includes('.') || dataset.name !== named
    ? undefined
    : (dataset.title ?? dataset.name).replace(/ costs?$/i, '').replaceAll('_', ' ');
}

/** `job`; a metric in money counts nothing, so that its title says of what: `USD of revenue`. */
function oneOf({ metric }: PlannedUsageLeg, { currency }: Plan): string {
  return metric.unit === currency ? `${currency} of ${inSentence(metric.title ?? metric.name)}` : metric.unit;
}
