import type { TimeStep } from '../formula/bound.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { coarsest, isCoarser, type Grain } from '../model/grain.ts';
import type { Query } from '../model/query.ts';
import { axisOf, indexOf, startDay, type Axis } from '../series/axis.ts';
import type { Calendar } from '../series/calendar.ts';
import { dayText } from '../series/civil.ts';
import { dayCeilOfInstant, dayOfInstant } from '../series/zone.ts';
import { comparedStep, isOverRange } from './analysis/compared.ts';
import { baseGrain, nativeGrain, resultGrain, slotGrain } from './grain.ts';
import type { BoundNamedFormula, Plan, PlannedLeg, Slots } from './plan.ts';
import { bucketStretches } from './time-spans.ts';
import { missingGrain, windowOf, type Stretch, type WindowRules } from './time-windows.ts';

/** Most slots of one leg: eleven years of hours. A range beyond it is a slip of the picker. */
const maxSlots = 100_000;

export type PlanTime = Pick<Plan, 'grain' | 'base' | 'firstSlot' | 'buckets' | 'days' | 'formulas'>;

interface Times {
  readonly grain: Grain | 'range';
  readonly calendar: Calendar;
  /** What is asked, in days: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly buckets: Axis | undefined;
  /** From a period to the one that the result compares it with. */
  readonly compared: TimeStep | undefined;
}

/** Grain and buckets of an answer, and the slots of each formula. */
export function planTime(
  query: Query,
  legs: readonly PlannedLeg[],
  formulas: readonly BoundNamedFormula[],
  calendar: Calendar,
  asked: { readonly from: number; readonly to: number }
): PlanTime {
  const from = dayOfInstant(asked.from, calendar.timezone);
  const to = Math.max(from + 1, dayCeilOfInstant(asked.to, calendar.timezone));
  const finest = formulas.map((formula) => baseGrain(legsOf(formula, legs)));
  const grain: Grain | 'range' = isOverRange(query)
    ? 'range'
    : resultGrain(query.grain, to - from, coarsest('hour', ...finest));
  const buckets = grain === 'range' ? undefined : axisOf(grain, from, to, calendar);
  const times = { grain, calendar, from, to, buckets, compared: comparedStep(query) };
  const slotGrains = finest.map((own) => slotGrain(grain, own));
  const slots = new Map(
    [...new Set(slotGrains)].map((own) => {
      const members = formulas.filter((_, index) => slotGrains[index] === own);
      refuseFinerSteps(members, legs, own);
      return [own, slotsOf(own, members, times)];
    })
  );
  const planned = formulas.map((formula, index) => ({ formula, own: slots.get(slotGrains[index] ?? 'day') }));
  const all = [...slots.values()].sort((a, b) => (isCoarser(a.base.grain, b.base.grain) ? 1 : -1));
  const [first] = all;
  if (first === undefined) {
    throw new RangeError('a query has a formula'); // parsing has checked it
  }
  return {
    grain,
    buckets,
    ...first,
    days: {
      from: Math.min(...all.map(({ base }) => startDay(base, 0, calendar))),
      to: Math.max(...all.map(({ base }) => startDay(base, base.length, calendar))),
    },
    formulas: planned.map(({ formula, own }) => ({ ...formula, slots: own ?? first })),
  };
}

function legsOf({ bound }: BoundNamedFormula, legs: readonly PlannedLeg[]): readonly PlannedLeg[] {
  return legs.filter((_, index) => bound.uses.some(({ leg }) => leg === index));
}

/** Slots of one grain; they reach back as far as functions over time look. */
function slotsOf(
  slots: Grain,
  formulas: readonly BoundNamedFormula[],
  { grain, calendar, from, to, buckets, compared }: Times
): Slots {
  refuseLong(from, to, slots);
  const answered = axisOf(slots, from, to, calendar);
  const stretches =
    buckets === undefined ? shortestAndLongest(answered) : bucketStretches(buckets, { base: answered, calendar });
  const steps = formulas.flatMap(({ bound }) => bound.uses.map((use) => use.steps));
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
  return { base, firstSlot: firstSlotFrom(base, first) };
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

function refuseFinerSteps(formulas: readonly BoundNamedFormula[], legs: readonly PlannedLeg[], slots: Grain): void {
  for (const formula of formulas) {
    const { name, bound } = formula;
    for (const step of bound.uses.flatMap((use) => use.steps)) {
      const needed = missingGrain(step, slots);
      if (needed !== undefined) {
        const coarse = legsOf(formula, legs)
          .filter((leg) => isCoarser(nativeGrain(leg), needed))
          .map((leg) => leg.name);
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
