import type { TimeStep } from '../formula/bound.ts';
import type { CalendarDuration } from '../model/calendar-duration.ts';
import type { Grain } from '../model/grain.ts';
import { floorDay, type Calendar } from '../series/calendar.ts';
import { fromDay } from '../series/civil.ts';
import { daysBefore, instantBefore } from '../series/shift.ts';
import { dayOfInstant, startOfDay } from '../series/zone.ts';

/** [from, to) in the unit of the base axis: days, or instants in ms where the base is hours. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What functions over time move a stretch by. */
export interface WindowRules {
  readonly calendar: Calendar;
  /** Grain of the base axis. */
  readonly base: Grain;
  /** What previous() goes back by: a bucket, or as many slots as the whole range has. */
  readonly previous: CalendarDuration;
  /** Where cumulative() begins. */
  readonly first: number;
}

/** The stretch over which a leg is aggregated for a bucket, step by step from the outermost function inward. */
export function windowOf(bucket: Stretch, steps: readonly TimeStep[], rules: WindowRules): Stretch {
  return steps.reduce((stretch, step) => moved(stretch, step, rules), bucket);
}

function moved(stretch: Stretch, step: TimeStep, rules: WindowRules): Stretch {
  switch (step.kind) {
    case 'previous':
      return shifted(stretch, rules.previous, rules);
    case 'shift':
      return shifted(stretch, step.by, rules);
    case 'rolling':
      return { from: before(stretch.to, step.over, rules), to: stretch.to };
    case 'cumulative':
      return { from: Math.min(rules.first, stretch.from), to: stretch.to };
    case 'monthToDate':
      return { from: monthStart(stretch.to, rules), to: stretch.to };
  }
}

function before(time: number, by: CalendarDuration, { base, calendar }: WindowRules): number {
  return base === 'hour' ? instantBefore(time, by, calendar) : daysBefore(time, by);
}

/**
 * Both ends go back. An end that is no month's boundary belongs to the day before it: [30 March, 31 March) a month earlier
 * is 28 February, and [1 February, 1 March) is all of January. Never empty.
 */
function shifted({ from, to }: Stretch, by: CalendarDuration, rules: WindowRules): Stretch {
  const start = before(from, by, rules);
  const isBoundary = rules.base === 'hour' || fromDay(to).day === 1;
  const end = isBoundary ? before(to, by, rules) : before(to - 1, by, rules) + 1;
  return { from: start, to: to > from ? Math.max(end, start + 1) : start };
}

function monthStart(end: number, { base, calendar }: WindowRules): number {
  const plain = { ...calendar, fiscalYearStart: 1 };
  return base === 'hour'
    ? startOfDay(floorDay(dayOfInstant(end - 1, calendar.timezone), 'month', plain), calendar.timezone)
    : floorDay(end - 1, 'month', plain);
}

/** Durations that are whole slots of each base: a month of monthly values has no 28 days. */
const measured: Readonly<Record<Grain, readonly Grain[]>> = {
  hour: ['hour', 'day', 'week', 'month', 'quarter', 'year'],
  day: ['day', 'week', 'month', 'quarter', 'year'],
  week: ['week'],
  month: ['month', 'quarter', 'year'],
  quarter: ['quarter', 'year'],
  year: ['year'],
};

/** The grain that a step needs and the base axis does not have; undefined where it can be computed. */
export function missingGrain(step: TimeStep, base: Grain): Grain | undefined {
  const unit = step.kind === 'shift' ? step.by.unit : step.kind === 'rolling' ? step.over.unit : undefined;
  const needed = step.kind === 'monthToDate' ? 'month' : unit;
  return needed === undefined || measured[base].includes(needed) ? undefined : needed;
}
