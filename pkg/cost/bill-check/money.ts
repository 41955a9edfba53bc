/** Amounts by currency; '' where the bill names none. Amounts of two currencies are never added up. */
export type Money = ReadonlyMap<string, number>;

/** Less is rounding. */
const halfCent = 0.005;

export function moneyOf(amounts: Iterable<{ readonly currency: string; readonly amount: number }>): Money {
  const sums = new Map<string, number>();
  for (const { currency, amount } of amounts) {
    sums.set(currency, (sums.get(currency) ?? 0) + (Number.isNaN(amount) ? 0 : amount));
  }
  return sums;
}

export function isMoney(money: Money): boolean {
  return [...money.values()].some(counts);
}

export function counts(amount: number): boolean {
  return Math.abs(amount) >= halfCent;
}

/** Without a sign: `1,204.50 USD`. */
export function amountText(amount: number, currency: string): string {
  const number = Math.abs(amount).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return currency === '' ? number : `${number} ${currency}`;
}

/** `-12.00 EUR and 1,204.50 USD`; amounts below a cent are left out unless there is nothing else. */
export function moneyText(money: Money): string {
  const all = [...money].sort(([a], [b]) => (a < b ? -1 : 1));
  const worth = all.filter(([, amount]) => counts(amount));
  const named = (worth.length > 0 ? worth : all.slice(0, 1)).map(([currency, amount]) => signedText(amount, currency));
  return named.length > 0 ? named.join(' and ') : '0.00';
}

export function signedText(amount: number, currency: string): string {
  return `${amount <= -halfCent ? '-' : ''}${amountText(amount, currency)}`;
}

/** `1 charge`, `1,204 charges`. */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}
