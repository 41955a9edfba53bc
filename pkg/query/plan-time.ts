import type { TimeStep } from '../formula/bound.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { isCoarser, type Grain } from '../model/grain.ts';
import type { Query } from '../model/query.ts';
import { axisOf, indexOf, type Axis } from '../series/axis.ts';
import type { Calendar } from '../series/calendar.ts';
import { dayText } from '../series/civil.ts';
import { dayCeilOfInstant, dayOfInstant } from '../series/zone.ts';
import { comparedStep, isOverRange } from './analysis/compared.ts';
import { baseGrain, nativeGrain, resultGrain, slotGrain } from './grain.ts';
import type { Plan, PlannedFormula, PlannedLeg } from './plan.ts';
import { bucketStretches } from './time-spans.ts';
import { missingGrain, windowOf, type Stretch, type WindowRules } from './time-windows.ts';

/** Most slots of one leg: eleven years of hours. A range beyond it is a slip of the picker. */
const maxSlots = 100_000;

export type PlanTime = Pick<Plan, 'grain' | 'base' | 'firstSlot' | 'buckets'>;

/** Grain, buckets and slots of an answer; the slots reach back as far as functions over time look. */
export function planTime(
  query: Query,
  legs: readonly PlannedLeg[],
  formulas: readonly PlannedFormula[],
  calendar: Calendar,
  asked: { readonly from: number; readonly to: number }
): PlanTime {
  const from = dayOfInstant(asked.from, calendar.timezone);
  const to = Math.max(from + 1, dayCeilOfInstant(asked.to, calendar.timezone));
  const finest = baseGrain(legs);
  const grain: Grain | 'range' = isOverRange(query) ? 'range' : resultGrain(query.grain, to - from, finest);
  const slots = slotGrain(grain, finest);
  refuseFinerSteps(formulas, legs, slots);
  refuseLong(from, to, slots);
  const answered = axisOf(slots, from, to, calendar);
  const buckets = grain === 'range' ? undefined : axisOf(grain, from, to, calendar);
  const stretches =
    buckets === undefined ? shortestAndLongest(answered) : bucketStretches(buckets, { base: answered, calendar });
  const steps = formulas.flatMap(({ bound }) => bound.uses.map((use) => use.steps));
  const compared = comparedStep(query);
  const start = Math.min(
    ...earliest(stretches, compared === undefined ? steps : [...steps, [compared]], {
      calendar,
      base: slots,
      previous: grain === 'range' ? { count: answered.length, unit: slots } : { count: 1, unit: grain },
      first: stretches[0]?.from ?? 0,
    })
  );
  const end = Math.max(answered.starts[answered.length] ?? 0, stretches.at(-1)?.to ?? 0);
  const base = baseAxis(slots, start, end, calendar);
  const first = grain === 'range' ? (answered.starts[0] ?? 0) : (stretches[0]?.from ?? 0);
  return { grain, base, firstSlot: firstSlotFrom(base, first), buckets };
}

/** A whole range is cut where its legs are complete: what looks back from its end may begin at either length. */
function shortestAndLongest({ starts, length }: Axis): readonly Stretch[] {
  const from = starts[0] ?? 0;
  return [
    { from, to: starts[1] ?? from },
    { from, to: starts[length] ?? from },
  ];
}

/** Moving a stretch keeps the order of its start, so that the first and the last bucket reach furthest. */
function earliest(
  stretches: readonly Stretch[],
  steps: readonly (readonly TimeStep[])[],
  rules: WindowRules
): readonly number[] {
  const ends = [stretches[0], stretches.at(-1)].filter((stretch) => stretch !== undefined);
  return ends.flatMap((stretch) => [stretch.from, ...steps.map((own) => windowOf(stretch, own, rules).from)]);
}

function baseAxis(slots: Grain, from: number, to: number, calendar: Calendar): Axis {
  if (slots !== 'hour') {
    refuseLong(from, to, slots);
    return axisOf(slots, from, to, calendar);
  }
  const days = [dayOfInstant(from, calendar.timezone), dayCeilOfInstant(to, calendar.timezone)] as const;
  refuseLong(...days, slots);
  return axisOf(slots, ...days, calendar);
}

/** The first slot that starts at or after the time: weeks belong to the month in which they start. */
function firstSlotFrom(base: Axis, time: number): number {
  const slot = indexOf(base, time);
  return (base.starts[slot] ?? time) < time ? slot + 1 : Math.max(0, slot);
}

function refuseLong(from: number, to: number, slots: Grain): void {
  if ((to - from) * (slots === 'hour' ? 24 : 1) > maxSlots) {
    throw new UnitEconomicsError(
      'tooMuch',
      `The range ${dayText(from)} to ${dayText(to)} is too long for slots of one ${slots}; choose a shorter one.`
    );
  }
}

function refuseFinerSteps(formulas: readonly PlannedFormula[], legs: readonly PlannedLeg[], slots: Grain): void {
  for (const { name, bound } of formulas) {
    for (const step of bound.uses.flatMap((use) => use.steps)) {
      const needed = missingGrain(step, slots);
      if (needed !== undefined) {
        const coarse = legs.filter((leg) => isCoarser(nativeGrain(leg), needed)).map((leg) => leg.name);
        throw new UnitEconomicsError(
          'badQuery',
          coarse.length > 0
            ? `${name} looks back by ${needed}s, and ${coarse.join(', ')} has no values by ${needed}. Look back by ${slots}s, or set gaps of the metric so that it can be read by day.`
            : `${name} looks back by ${needed}s, and is computed by ${slots}. Ask for grain: ${needed}.`
        );
      }
    }
  }
}
