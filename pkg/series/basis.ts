import { emptyColumn, type Column } from '../model/column.ts';
import type { TimeBasis } from '../model/grain.ts';
import { startDay, startInstant, type Axis } from './axis.ts';
import { shareOfPeriod, type Calendar } from './calendar.ts';
import { startOfDay } from './zone.ts';

/** How many days, months or years each slot counts: a day counts 1/(days of its month) of a month (design section 4.7). */
export function basisOfSlots(base: Axis, basis: Exclude<TimeBasis, 'bucket'>, calendar: Calendar): Column {
  const column = emptyColumn(1, base.length);
  column.valid.fill(1);
  for (let slot = 0; slot < base.length; slot++) {
    column.values[slot] =
      base.grain === 'hour' ? shareOfHour(base, slot, basis, calendar) : shareOfDays(base, slot, basis);
  }
  return column;
}

function shareOfDays(base: Axis, slot: number, basis: Exclude<TimeBasis, 'bucket'>): number {
  let sum = 0;
  for (let day = base.starts[slot] ?? 0; day < (base.starts[slot + 1] ?? 0); day++) {
    sum += shareOfPeriod(day, basis);
  }
  return sum;
}

/** A DST day has 23 or 25 hours, each a smaller or larger part of it. */
function shareOfHour(base: Axis, slot: number, basis: Exclude<TimeBasis, 'bucket'>, calendar: Calendar): number {
  const day = startDay(base, slot, calendar);
  const dayLength = startOfDay(day + 1, calendar.timezone) - startOfDay(day, calendar.timezone);
  return (
    ((startInstant(base, slot + 1, calendar) - startInstant(base, slot, calendar)) / dayLength) *
    shareOfPeriod(day, basis)
  );
}
