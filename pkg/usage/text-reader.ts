import { DateTime } from 'luxon';
import { unicodeFormat } from '../model/connections/date-format.ts';
import type { Grain } from '../model/grain.ts';
import { readNumber } from './cells.ts';
import { remember, timeReader, type TimeReader } from './times.ts';

/** How dates and numbers are written as text; by default dates are ISO and numbers have a point and no groups. */
export interface TextFormat {
  readonly dateFormat?: string | undefined;
  readonly decimal?: ',' | '.' | undefined;
}

/** Text to what a metric's rows are made of. */
export interface TextReader {
  readonly time: TimeReader;
  /** NaN where it is missing, undefined where it is no number. */
  readonly number: (cell: string) => number | undefined;
}

/** @param timezone IANA zone for hourly times that name none */
export function textReader(nativeGrain: Grain, timezone: string, { dateFormat, decimal }: TextFormat = {}): TextReader {
  const time = timeReader(nativeGrain, timezone);
  return {
    time: dateFormat === undefined ? time : localTime(time, unicodeFormat(dateFormat)),
    number: decimal === undefined ? readNumber : (cell) => readLocalNumber(cell, decimal),
  };
}

function localTime(time: TimeReader, format: string): TimeReader {
  return {
    ...time,
    text: remember((cell) => {
      const date = DateTime.fromFormat(cell.trim(), format, { zone: 'utc', locale: 'en' });
      return date.isValid ? time.wall(date.toMillis()) : undefined;
    }),
    example: DateTime.utc(2026, 7, 31).toFormat(format, { locale: 'en' }),
  };
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
