import { moneyText, percentText } from '../drivers/amounts.ts';

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
/** What rounds to zero has no sign. */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0, signDisplay: 'negative' });
const tenths = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false, signDisplay: 'negative' }); // prettier-ignore
const large = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** What stands where there is no value. */
export const noValue = '–';

/** A KPI's value in its unit's own manner: money as money, a percentage with its sign. The rest of the unit is not repeated. */
export function valueText(value: number | null | undefined, unit: string, currency: string): string {
  if (value === null || value === undefined) {
    return noValue;
  }
  if (unit === currency || unit.startsWith(`${currency} / `)) {
    return amountText(value, currency);
  }
  return unit === '%' ? `${tenths.format(value)}%` : plain.format(value);
}

/** Money in the digits that its size asks for. */
export function amountText(amount: number | undefined, currency: string): string {
  return amount === undefined ? noValue : moneyText(currency, amount)(amount);
}

/** Money as a change. */
export function signedText(amount: number, currency: string): string {
  return signed(amount, moneyText(currency, amount));
}

/** With the sign of a change, in the given digits. */
export function signed(amount: number, format: (amount: number) => string): string {
  const text = format(amount);
  return amount > 0 && text !== format(0) ? `+${text}` : text;
}

/** `65,558`, `3.01B`. */
export function countText(count: number | undefined): string {
  return count === undefined ? noValue : (Math.abs(count) < 1e7 ? whole : large).format(count);
}

/** What is used: money where the metric is money, such as revenue; otherwise a count. */
export function usageText({ unit }: { readonly unit: string }, amount: number | undefined, currency: string): string {
  return unit === currency ? amountText(amount, currency) : countText(amount);
}

/** `+6.2%`, `-20%`; `±0%` where it cannot be seen. */
export function changeText(change: number | undefined): string {
  if (change === undefined) {
    return noValue;
  }
  return Math.abs(change) < 0.001 ? '±0%' : `${change < 0 ? '-' : '+'}${percentText(change)}`;
}

/** 0.92 is `92%`. */
export function shareText(share: number | undefined): string {
  return share === undefined ? noValue : `${whole.format(share * 100)}%`;
}
