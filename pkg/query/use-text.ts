import type { LegUse, TimeStep } from '../formula/bound.ts';
import { calendarDurationText } from '../model/calendar-duration.ts';

/** A leg in its context as one would write it: `total(timeShift(cost, 1 month))`. */
export function useText({ groups, steps }: LegUse, leg: string): string {
  const inTime = steps.reduceRight((inner, step) => stepText(step, inner), leg);
  return groups === 'total' ? `total(${inTime})` : inTime;
}

function stepText(step: TimeStep, inner: string): string {
  switch (step.kind) {
    case 'shift':
      return `timeShift(${inner}, ${calendarDurationText(step.by)})`;
    case 'rolling':
      return `rolling(${inner}, ${calendarDurationText(step.over)})`;
    default:
      return `${step.kind}(${inner})`;
  }
}
