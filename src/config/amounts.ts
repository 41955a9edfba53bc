import { type Grain, grain } from '../../pkg/model/grain.ts';
import { isRecord } from '../../pkg/model/issues.ts';
import { addBuckets } from '../../pkg/series/calendar.ts';
import { dayText } from '../../pkg/series/civil.ts';
import type { Entry } from './paths.ts';

/** One line of a budget or of numbers in the settings, as far as it is written. */
export interface Amount {
  readonly date: string;
  readonly value: number | undefined;
  readonly keys: Readonly<Record<string, string>>;
}

export function readAmounts(value: unknown): readonly Amount[] {
  return Array.isArray(value)
    ? value.filter(isRecord).map(({ date, value: amount, keys }) => ({
        date: typeof date === 'string' ? date : '',
        value: typeof amount === 'number' ? amount : undefined,
        keys: isRecord(keys) ? Object.fromEntries(Object.entries(keys).map(([key, text]) => [key, String(text)])) : {},
      }))
    : [];
}

/** As the settings hold them: keys that are empty are left out. Undefined where none is left. */
export function writeAmounts(amounts: readonly Amount[]): readonly object[] | undefined {
  return amounts.length === 0
    ? undefined
    : amounts.map(({ date, value, keys }) => {
        const written = Object.entries(keys).filter(([, text]) => text !== '');
        return {
          date,
          ...(value !== undefined && { value }),
          ...(written.length > 0 && { keys: Object.fromEntries(written) }),
        };
      });
}

/** The keys that have a column: those that the entry's dimensions name, and those that an amount has all the same. */
export function keysOf({ dimensions }: Entry, amounts: readonly Amount[]): readonly string[] {
  const declared = isRecord(dimensions) ? Object.values(dimensions).map(String) : [];
  return [...new Set([...declared, ...amounts.flatMap(({ keys }) => Object.keys(keys))])].filter((key) => key !== '');
}

/** What a new line starts with: the amount of the last one for the period after it. */
export function nextAmount(amounts: readonly Amount[], { nativeGrain, amounts: ofBudget }: Entry): Amount {
  const last = amounts.at(-1);
  const usualGrain = ofBudget === undefined ? 'day' : 'month';
  return last === undefined
    ? { date: '', value: undefined, keys: {} }
    : { ...last, date: nextDate(last.date, grain.safeParse(nativeGrain).data ?? usualGrain) };
}

/** Periods as steps that no calendar moves: fiscal quarters go on by three months, wherever they begin. */
const steps = {
  hour: undefined,
  day: [1, 'day'],
  week: [7, 'day'],
  month: [1, 'month'],
  quarter: [3, 'month'],
  year: [12, 'month'],
} as const;
const calendar = { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 };

/** Written as long as the date before it; empty after one that is none. */
function nextDate(date: string, step: Grain): string {
  const [, month, day] = /^(\d{4}-\d{2})(-\d{2})?$/.exec(date) ?? [];
  const start = month === undefined ? NaN : Date.parse(month + (day ?? '-01')) / 86_400_000;
  const [count, grain] = steps[day === undefined && step === 'day' ? 'month' : step] ?? [];
  return Number.isNaN(start) || grain === undefined
    ? ''
    : dayText(addBuckets(start, count, grain, calendar)).slice(0, date.length);
}
