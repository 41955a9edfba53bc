import * as z from 'zod';

/** An IANA name such as `Europe/Berlin`. */
export const timeZone = z.string().refine(isTimeZone, {
  error: ({ input }) => `${String(input)} is not an IANA time zone such as Europe/Berlin`,
});

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
