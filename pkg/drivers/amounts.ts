/**
 * Writes the money of one text in the same digits: whole from a thousand on, below one at least two decimals and as many as
 * the largest amount needs for three significant digits, otherwise as the currency has it. What is no ISO 4217 code, such as a provider's credits, stands behind its number.
 */
export function moneyText(currency: string, largest: number): (amount: number) => string {
  const size = Math.abs(largest);
  const digits = size >= 1000 ? 0 : size > 0 && size < 1 ? 2 - Math.floor(Math.log10(size)) : undefined;
  const key = `${currency} ${digits ?? ''}`;
  const format = formats.get(key) ?? moneyFormat(currency, digits);
  formats.set(key, format);
  return (amount) => (isCode(currency) ? format.format(amount) : `${format.format(amount)} ${currency}`);
}

/** Making a format takes many times as long as a text with it, and a digest has thousands. One per currency and digits. */
const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, digits: number | undefined): Intl.NumberFormat {
  return new Intl.NumberFormat('en', {
    ...(isCode(currency) ? { style: 'currency', currency } : { maximumFractionDigits: 2 }),
    ...(digits === 0 && { maximumFractionDigits: 0 }),
    ...(digits !== undefined && digits > 0 && decimals(digits)),
    signDisplay: 'negative',
  });
}

function isCode(currency: string): boolean {
  return /^[A-Z]{3}$/.test(currency);
}

/** Intl.NumberFormat has no more than 100 decimals. */
function decimals(most: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: 2, maximumFractionDigits: Math.min(most, 100) };
}

const whole = new Intl.NumberFormat('en', { style: 'percent' });
const fine = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** The size of a relative change without its sign: 0.181 is `18%`, 0.052 is `5.2%`; whole from 9.5% on. */
export function percentText(change: number): string {
  const size = Math.abs(change);
  return size < 0.001 ? 'less than 0.1%' : (size < 0.095 ? fine : whole).format(size);
}
