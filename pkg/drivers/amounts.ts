/**
 * Writes the money of one text in the same digits: whole from a thousand on, below one at least two decimals and as many as
 * the largest amount needs for three significant digits, otherwise as the currency has it. What is no ISO 4217 code, such as a provider's credits, stands behind its number.
 */
export function moneyText(currency: string, largest: number): (amount: number) => string {
  const isCode = /^[A-Z]{3}$/.test(currency);
  const size = Math.abs(largest);
  const format = new Intl.NumberFormat('en', {
    ...(isCode ? { style: 'currency', currency } : { maximumFractionDigits: 2 }),
    ...(size >= 1000 && { maximumFractionDigits: 0 }),
    ...(size > 0 && size < 1 && decimals(2 - Math.floor(Math.log10(size)))),
    signDisplay: 'negative',
  });
  return (amount) => (isCode ? format.format(amount) : `${format.format(amount)} ${currency}`);
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
