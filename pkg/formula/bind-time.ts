import { parseCalendarDuration, type CalendarDuration } from '../model/calendar-duration.ts';
import type { TimeStep } from './bound.ts';
import { ProblemSignal, type Expression } from './expression.ts';
import { timeFunctions, type TimeFunction } from './functions.ts';

/** A function over time, with the duration that its second argument gives. */
export function bindTimeStep(name: TimeFunction, argument: Expression | undefined, at: number): TimeStep {
  switch (name) {
    case 'previous':
    case 'cumulative':
    case 'monthToDate':
      return { kind: name };
    case 'timeShift':
      return { kind: 'shift', by: durationOf(name, argument, at) };
    case 'rolling':
      return { kind: 'rolling', over: durationOf(name, argument, at) };
  }
}

function durationOf(name: TimeFunction, argument: Expression | undefined, at: number): CalendarDuration {
  const duration = argument?.kind === 'duration' ? parseCalendarDuration(argument.text) : undefined;
  if (duration === undefined) {
    throw new ProblemSignal(
      `the second argument of ${timeFunctions[name].signature} is a length of time above zero, such as 28d, 1mo or 1 MONTH`,
      argument?.at ?? at
    );
  }
  return duration;
}
