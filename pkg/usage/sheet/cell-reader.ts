import type { Grain } from '../../model/grain.ts';
import { dayMs } from '../../series/civil.ts';
import { readText } from '../cells.ts';
import { textReader, type TextFormat } from '../text-reader.ts';

/** What a cell of a spreadsheet holds; dates are wall-clock time as if it were UTC. */
export type SheetCell = string | number | boolean | Date | null | undefined;

/** Cells to what a metric's rows are made of. */
export interface CellReader {
  /** As the times of a `UsageTable`; undefined where a cell is no date. */
  time(cell: SheetCell): number | undefined;
  /** NaN where it is missing, undefined where it is no number. */
  number(cell: SheetCell): number | undefined;
  text(cell: SheetCell): string | null;
  /** A good date, for messages. */
  readonly example: string;
}

/** Day 0 of spreadsheets (1899-12-30) before 1970-01-01. */
const epochDays = 25_569;
/** Of the year 9999. */
const maxDays = 2_958_465;

/** @param timezone IANA zone for hourly times that name none */
export function cellReader(nativeGrain: Grain, timezone: string, format: TextFormat = {}): CellReader {
  const text = textReader(nativeGrain, timezone, format);
  return {
    time: (cell) => {
      if (typeof cell === 'string') {
        return text.time.text(cell);
      }
      const ms = cell instanceof Date ? cell.getTime() : typeof cell === 'number' ? serialMs(cell) : NaN;
      return text.time.wall(wholeSeconds(ms));
    },
    number: (cell) => {
      if (typeof cell === 'number') {
        return Number.isFinite(cell) ? cell : undefined;
      }
      if (typeof cell === 'string') {
        return text.number(cell);
      }
      return cell === null || cell === undefined ? NaN : undefined;
    },
    text: (cell) => readText(cellText(cell)),
    example: text.time.example,
  };
}

/** A cell as a text; a date as ISO. */
export function cellText(cell: SheetCell): string {
  if (cell instanceof Date) {
    return new Date(wholeSeconds(cell.getTime())).toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, '');
  }
  return cell === null || cell === undefined ? '' : String(cell);
}

/** Days since 1899-12-30; NaN before 1970, so that a year or a count is not taken for a date. */
function serialMs(serial: number): number {
  return serial >= epochDays && serial <= maxDays ? (serial - epochDays) * dayMs : NaN;
}

/** Fractions of a day are inexact: 0.041666… is one o'clock. */
function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
