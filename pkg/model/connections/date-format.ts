import * as z from 'zod';

const tokens = /YYYY|YY|MMMM|MMM|MM|M|DD|D|HH|H|mm|ss/g;

/**
 * How dates are written as text, such as `DD.MM.YYYY`, `M/D/YY` or `D MMM YYYY HH:mm`: years YYYY or YY, months MM, M, or their
 * English names MMMM and MMM, days DD or D, hours HH or H, minutes mm, seconds ss.
 */
export const dateFormat = z.string().superRefine((format, context) => {
  const rest = format.replaceAll(tokens, '');
  const found = format.match(tokens) ?? [];
  const count = (letter: string) => found.filter((token) => token.startsWith(letter)).length;
  if (/[A-Za-z0-9']/.test(rest) || count('Y') !== 1 || count('M') !== 1 || count('D') > 1) {
    context.addIssue({
      code: 'custom',
      message: 'must have one year, one month and at most one day, such as DD.MM.YYYY, M/D/YY or D MMM YYYY HH:mm',
    });
  }
});

/** The same in the tokens of Unicode (and of luxon), what stands between them as it is. */
export function unicodeFormat(format: string): string {
  return format.replaceAll(tokens, (token) => (/^[YD]/.test(token) ? token.toLowerCase() : token));
}
