import type { CostRows } from './cost-rows.ts';
import type { DayRange } from './cost-source.ts';

/** Gives a part of a row's amount to a slot. */
export type AddPart = (slot: number, part: number) => void;

/** The days or hours of an answer, and how the rows of a statement fall into them. */
export interface Slots {
  readonly length: number;
  /** A day, or the instant in ms at which an hour begins. */
  time(slot: number): number;
  /** How many columns of a statement tell the time. */
  readonly columns: number;
  /** Reads those columns once, then divides the amount of a row; what lies outside the range is left out. */
  open(rows: CostRows): (row: number, amount: number, add: AddPart) => void;
}

/** A charge that lasts `span` days gives each of them an equal part. */
export function daySlots({ from, to }: DayRange): Slots {
  return {
    length: Math.max(0, to - from),
    time: (slot) => from + slot,
    columns: 2,
    open: (rows) => {
      const days = rows.numbers(0);
      const spans = rows.numbers(1);
      return (row, amount, add) => {
        const first = days[row] ?? 0;
        const span = spans[row] ?? 1;
        const end = Math.min(first + span, to);
        for (let day = Math.max(first, from); day < end; day++) {
          add(day - from, amount / span);
        }
      };
    },
  };
}
