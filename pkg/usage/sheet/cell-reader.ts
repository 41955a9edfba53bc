import { DateTime } from 'luxon';
import { unicodeFormat } from '../../model/connections/date-format.ts';
import type { Grain } from '../../model/grain.ts';
import { dayMs } from '../../series/civil.ts';
import { readNumber, readText } from '../cells.ts';
import { remember, timeReader } from '../times.ts';

/** What a cell of a spreadsheet holds; dates are wall-clock time as if it were UTC. */
export type SheetCell = string | number | boolean | Date | null | undefined;

export interface CellFormat {
  readonly dateFormat?: string | undefined;
  readonly decimal?: ',' | '.' | undefined;
}

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
export function cellReader(nativeGrain: Grain, timezone: string, { dateFormat, decimal }: CellFormat = {}): CellReader {
  const reader = timeReader(nativeGrain, timezone);
  const format = dateFormat === undefined ? undefined : unicodeFormat(dateFormat);
  const written = remember((text) => {
    const date = DateTime.fromFormat(text.trim(), format ?? '', { zone: 'utc', locale: 'en' });
    return date.isValid ? reader.wall(date.toMillis()) : undefined;
  });
  return {
    time: (cell) => {
      if (typeof cell === 'string') {
        return format === undefined ? reader.text(cell) : written(cell);
      }
      const ms = cell instanceof Date ? cell.getTime() : typeof cell === 'number' ? serialMs(cell) : NaN;
      return reader.wall(wholeSeconds(ms));
    },
    number: (cell) => {
      if (typeof cell === 'number') {
        return Number.isFinite(cell) ? cell : undefined;
      }
      if (typeof cell === 'string') {
        return decimal === undefined ? readNumber(cell) : readLocalNumber(cell, decimal);
      }
      return cell === null || cell === undefined ? NaN : undefined;
    },
    text: (cell) => readText(cellText(cell)),
    example: dateFormat === undefined ? reader.example : exampleOf(format ?? ''),
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

const localNumbers = {
  ',': /^([+-]?)(\d{1,3}(?:[.\s']\d{3})+|\d+)(?:,(\d*))?$/,
  '.': /^([+-]?)(\d{1,3}(?:[,\s']\d{3})+|\d+)(?:\.(\d*))?$/,
} as const;

/** `1.234,5` is 1234.5 where the decimal sign is a comma, and there `12.5` is no number. */
function readLocalNumber(text: string, decimal: ',' | '.'): number | undefined {
  const [, sign = '', whole, fraction = ''] = localNumbers[decimal].exec(text.trim()) ?? [];
  if (whole !== undefined) {
    return Number(`${sign}${whole.replaceAll(/\D/g, '')}.${fraction}0`);
  }
  return decimal === ',' && /[.,]/.test(text) ? undefined : readNumber(text);
}

function exampleOf(format: string): string {
  return DateTime.utc(2026, 7, 31).toFormat(format, { locale: 'en' });
}
