import type { Grain } from '../../model/grain.ts';
import { dayOfInstant } from '../../series/zone.ts';
import { remember, timeReader, type TimeReader } from '../times.ts';

/** @param timezone of the service: for times that name none, and for the day of an epoch */
export function dateReader(
  format: 'iso' | 'yyyymmdd' | 'epoch' | 'epochMs',
  nativeGrain: Grain,
  timezone: string
): TimeReader {
  const iso = timeReader(nativeGrain, timezone);
  switch (format) {
    case 'iso':
      return iso;
    case 'yyyymmdd':
      return { ...iso, text: (cell) => iso.text(dashed(cell)), example: '20260731' };
    case 'epoch':
    case 'epochMs': {
      const unit = format === 'epoch' ? 1000 : 1;
      const read = (cell: string) => {
        const ms = /^-?\d+(\.\d+)?$/.test(cell.trim()) ? Math.floor(Number(cell) * unit) : NaN;
        if (Math.abs(ms) <= farthest) {
          return nativeGrain === 'hour' ? ms : dayOfInstant(ms, timezone);
        }
        return undefined;
      };
      return { ...iso, text: remember(read), example: String(Date.UTC(2026, 6, 31) / unit) };
    }
  }
}

/** ms of year 9999: seconds read as milliseconds, or the other way round, are seen. */
const farthest = 253_402_300_799_999;

/** `20260731`, or `202607` for metrics of months; anything else is no date. */
function dashed(cell: string): string {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})?$/.exec(cell.trim()) ?? [];
  return year === undefined ? '' : [year, month, day].filter((part) => part !== undefined).join('-');
}
