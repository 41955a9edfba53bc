import type { DimensionFilter } from '../cost/cost-source.ts';
import { unitText } from '../model/unit.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import type { Plan, PlannedLeg } from './plan.ts';

/** The plan in words: what a person checks an answer by. Holds no secret and no data. */
export function describePlan(plan: Plan): string {
  const { base, firstSlot, calendar } = plan;
  const day = (slot: number) => {
    const start = base.starts[slot] ?? 0;
    return dayText(base.grain === 'hour' ? dayOfInstant(start, calendar.timezone) : start);
  };
  return [
    ...plan.formulas.map(({ name, expression, unit, bound }) => {
      const title = name === expression ? '' : `${name} = `;
      const basis = bound.bases.map((per) => `, per ${per}`).join('');
      return `${title}${expression}  [${unitText(unit) || 'ratio'}${basis}]`;
    }),
    `from ${day(firstSlot)} to ${day(base.length)} (exclusive), ${plan.grain === 'range' ? 'one value' : `by ${plan.grain}`} in ${calendar.timezone}, computed by ${base.grain}${coarser(plan)}`,
    ...(plan.groupBy.length === 0
      ? []
      : [`by ${plan.groupBy.map(({ name }) => name).join(', ')}, at most ${plan.query.limit} groups`]),
    ...plan.legs.map(describeLeg),
    ...(plan.rates === undefined
      ? []
      : [
          `other currencies to ${plan.currency} at ${plan.rates.by === 'day' ? 'the rate of the day' : 'the mean rate of the month'}`,
        ]),
    `incomplete ${plan.grain === 'range' ? 'days' : 'buckets'}: ${plan.query.incomplete}`,
  ].join('\n');
}

/** Formulas with a leg that has no values as fine as those of the others. */
function coarser({ base, formulas }: Plan): string {
  return formulas
    .filter(({ slots }) => slots.base !== base)
    .map(({ name, slots }) => `, ${name} by ${slots.base.grain}`)
    .join('');
}

function describeLeg(leg: PlannedLeg): string {
  const filters = leg.filters.length === 0 ? '' : `, where ${leg.filters.map(describeFilter).join(' and ')}`;
  if (leg.kind === 'usage') {
    const { metric } = leg;
    if (leg.isBudget) {
      return `${leg.name} = budget ${metric.name} (${metric.unit} by ${metric.nativeGrain}, ${metric.gaps === 'spread' ? 'spread over its days' : 'as given'})${filters}`;
    }
    const total = leg.totalFrom === 'declared' && leg.needs.total ? ', total as counted by its source' : '';
    return `${leg.name} = metric ${metric.name} (${metric.unit}, ${metric.additivity}, ${metric.aggregate.time} over time, gaps ${metric.gaps})${total}${filters}`;
  }
  const datasets = leg.datasets.map(
    ({ dataset: { name, longCharges: policies, rates } }) =>
      `${name} (${longCharges(leg.measure, policies)}${rates === 'bill' ? ', converted by its own rates' : ''})`
  );
  const categories =
    leg.chargeCategories.length === 0 ? 'all charge categories' : `ChargeCategory ${leg.chargeCategories.join(', ')}`;
  const steps = leg.allocation?.steps.map(({ step }) => step.name).join(', ');
  const allocated = steps === undefined ? '' : `, allocated by ${steps}`;
  return `${leg.name} = ${leg.measure} of ${datasets.join(', ')}, ${categories}${filters}${allocated}`;
}

function longCharges(measure: string, policies: Readonly<Record<string, 'book' | 'spread'>>): string {
  return policies[measure] === 'spread' ? 'long charges spread' : 'long charges on their start day';
}

function describeFilter({ dimension, op, values }: DimensionFilter): string {
  const list = values.length > 8 ? `${values.slice(0, 8).join(', ')} … (${values.length})` : values.join(', ');
  return `${dimension.name} ${op === 'notIn' ? 'not in' : op} [${list}]`;
}
