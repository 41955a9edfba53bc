import * as z from 'zod';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A length of time as `30s`, `90m`, `48h`, `2d` or `1w`; parsed to milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,5}(s|m|h|d|w)$/, 'must be a whole number and s, m, h, d or w, such as 48h')
  .transform((text) => {
    const unit = text.slice(-1) as keyof typeof unitMs; // the pattern above leaves no other
    return Number(text.slice(0, -1)) * unitMs[unit];
  });
