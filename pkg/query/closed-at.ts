import { parseDay } from '../series/civil.ts';
import { startOfDay } from '../series/zone.ts';
import type { Plan } from './plan.ts';

/** The end of a closed source's last day: a day, or an instant in ms where the base axis has hours; Infinity for an open one. */
export function closedAt(
  { until }: { readonly until?: string },
  { base, calendar }: Pick<Plan, 'base' | 'calendar'>
): number {
  const last = until === undefined ? undefined : parseDay(until);
  return last === undefined ? Infinity : base.grain === 'hour' ? startOfDay(last + 1, calendar.timezone) : last + 1;
}
