import { hourAxis, indexOf } from '../series/axis.ts';
import { startOfDay } from '../series/zone.ts';
import type { DayRange } from './cost-source.ts';
import type { AddPart, Slots } from './slots.ts';

/**
 * The hours of the answer's days, so that the hours of a day add up to what the day itself has. An hour's charge belongs to
 * the hour it starts in; one of several hours is divided by time over the part of it that lies on its day; one of a day or
 * more over all hours of its days, or put on the first where such charges are booked.
 * @param spread Whether the measure spreads long charges.
 */
export function hourSlots({ from, to }: DayRange, zone: string, spread: boolean): Slots {
  const axis = hourAxis(from, to, { timezone: zone });
  const startOf = (slot: number): number => axis.starts[slot] ?? Infinity;

  const divide = (start: number, end: number, amount: number, add: AddPart): void => {
    for (let slot = indexOf(axis, start); slot >= 0 && slot < axis.length && startOf(slot) < end; slot++) {
      const overlap = Math.min(end, startOf(slot + 1)) - Math.max(start, startOf(slot));
      add(slot, amount * (overlap / (end - start)));
    }
  };

  const addDays = (first: number, span: number, amount: number, add: AddPart): void => {
    for (let day = Math.max(first, from); day < Math.min(first + span, to); day++) {
      const start = startOfDay(day, zone);
      if (spread) {
        divide(start, startOfDay(day + 1, zone), amount / span, add);
      } else {
        add(indexOf(axis, start), amount / span);
      }
    }
  };

  return {
    length: axis.length,
    time: startOf,
    columns: 4,
    open: (rows) => {
      const [days, spans, starts, ends] = [0, 1, 2, 3].map((column) => rows.numbers(column));
      return (row, amount, add) => {
        const day = days?.[row] ?? 0;
        const start = starts?.[row] ?? NaN;
        const end = ends?.[row] ?? NaN;
        if (Number.isNaN(start)) {
          addDays(day, spans?.[row] ?? 1, amount, add);
        } else if (Number.isNaN(end)) {
          add(indexOf(axis, start), amount);
        } else {
          divide(start, Math.min(end, startOfDay(day + 1, zone)), amount, add);
        }
      };
    },
  };
}
