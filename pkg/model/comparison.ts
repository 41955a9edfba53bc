import { parseCalendarDuration, type CalendarDuration } from './calendar-duration.ts';

/** What a range is compared with: as many complete days before it, or the same time that long ago. */
export type Comparison = { readonly kind: 'previous' } | { readonly kind: 'shift'; readonly by: CalendarDuration };

/** `previous`, `1mo`, `1 YEAR`; undefined for anything else. */
export function comparison(text: string): Comparison | undefined {
  if (text === 'previous') {
    return { kind: 'previous' };
  }
  const by = parseCalendarDuration(text);
  return by && { kind: 'shift', by };
}
