import { dayText } from '../../series/civil.ts';
import type { DatasetInspection } from '../cost-source.ts';
import type { FigureRow, Figures } from './figures.ts';
import { counts, isMoney, many, moneyOf, moneyText, signedText, type Money } from './money.ts';

/** BilledCost of everything that can be read. */
export function billedMoney(rows: readonly FigureRow[]): Money {
  return moneyOf(rows.filter(isRead).map(({ currency, billed: amount }) => ({ currency, amount })));
}

/** By their code. */
export function currenciesOf(rows: readonly FigureRow[]): DatasetInspection['currencies'] {
  const all = [...billedMoney(rows)].map(([code, billed]) => ({ code, billed }));
  return all.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** By the month that it is invoiced in: of the billing period where the bill has one, else of the charge. */
export function billedByMonth(rows: readonly FigureRow[]): ReadonlyMap<string, Money> {
  const months = new Map<string, FigureRow[]>();
  for (const row of rows.filter(isRead)) {
    const month = row.billingDay === undefined ? '' : dayText(row.billingDay).slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), row]);
  }
  return new Map([...months].map(([month, of]) => [month, billedMoney(of)]));
}

/** Of the files of one schema: cells that a reader should know of, and charges that are left out. */
export function oddCells({ oddities, rows }: Figures, place: string): readonly string[] {
  const odd = oddities.flatMap(({ words: [one, more] }, at) => {
    const charges = total(rows.map((row) => row.odd[at]?.charges ?? 0));
    const money = moneyOf(rows.map(({ currency, odd: of }) => ({ currency, amount: of[at]?.amount ?? 0 })));
    return charges === 0
      ? []
      : [`${place}: ${many(charges, one, more)}${isMoney(money) ? ` (BilledCost ${moneyText(money)})` : ''}`];
  });
  const left = rows.filter((row) => !isRead(row));
  const leftOut = moneyOf(left.map(({ currency, billed: amount }) => ({ currency, amount })));
  return isMoney(leftOut)
    ? [
        ...odd,
        `${place}: ${many(total(left.map(({ charges }) => charges)), 'charge that cannot be read is left out; its BilledCost, as far as it reads, is', 'charges that cannot be read are left out; their BilledCost, as far as it reads, is')} ${moneyText(leftOut)}.`,
      ]
    : odd;
}

/** A commitment's purchase has a list cost beside that of the usage it covers (domain: the sum counts it twice). */
export function listOutsideUsage(rows: readonly FigureRow[]): readonly string[] {
  const money = moneyOf(rows.map(({ currency, listOutside: { amount } }) => ({ currency, amount })));
  const charges = total(rows.map(({ listOutside }) => listOutside.charges));
  return isMoney(money)
    ? [
        `ListCost holds ${moneyText(money)} of ${many(charges, 'charge that is', 'charges that are')} no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.`,
      ]
    : [];
}

/**
 * Days between the first and the last charge on which nothing was charged. A monthly fee would cover every day: where most
 * charges last a day or less, only those are looked at.
 */
export function emptyDays(rows: readonly FigureRow[]): readonly string[] {
  const read = rows.filter(isRead);
  const short = read.filter(({ span }) => span <= 1);
  const isDaily = 2 * total(short.map(({ charges }) => charges)) >= total(read.map(({ charges }) => charges));
  const judged = (isDaily ? short : read).toSorted((a, b) => (a.day ?? 0) - (b.day ?? 0));
  const missing: number[] = [];
  let covered = judged[0]?.day ?? 0;
  for (const { day = 0, span } of judged) {
    for (let empty = covered; empty < day; empty++) {
      missing.push(empty);
    }
    covered = Math.max(covered, day + span);
  }
  if (missing.length === 0) {
    return [];
  }
  const days = new Set(judged.map(({ day }) => day)).size;
  const lost = moneyOf(
    judged.map(({ currency, billed }) => ({ currency, amount: (billed * missing.length) / Math.max(1, days) }))
  );
  const named = missing.slice(0, 3).map(dayText).join(', ');
  return [
    `${many(missing.length, 'day has', 'days have')} no charge (${named}${missing.length > 3 ? ' …' : ''}): by the mean of a day about ${moneyText(lost)} is missing from BilledCost, if an export was lost.`,
  ];
}

/** The part of the cost that a split by a dimension leaves unattributed. */
export function withoutKey({ dimensions, rows }: Pick<Figures, 'dimensions' | 'rows'>): readonly string[] {
  const all = billedMoney(rows);
  return dimensions.flatMap(({ name, from, rules, rest }, at) => {
    const none = moneyOf(rows.map(({ currency, without }) => ({ currency, amount: without[at] ?? 0 })));
    if ((from.length === 0 && rules.length === 0) || !isMoney(none)) {
      return [];
    }
    const parts = [...none]
      .filter(([, amount]) => counts(amount))
      .map(([currency, amount]) => shareText(amount, all.get(currency) ?? 0, currency));
    return [`${parts.join(' and ')} of BilledCost has no ${name}: it is ${rest} in every split by it.`];
  });
}

/** Credits may cancel all else: no part of nothing, and none above the whole. */
function shareText(amount: number, all: number, currency: string): string {
  const share = amount / all;
  const money = signedText(amount, currency);
  return share > 0 && share <= 1 ? `${(100 * share).toFixed(1)}% (${money})` : money;
}

/** Charges whose tags cannot be read. */
export function malformedTags(figures: readonly Figures[]): number {
  return total(
    figures.flatMap(({ oddities, rows }) =>
      rows.flatMap(({ odd }) => odd.filter((_, at) => oddities[at]?.isMalformedTags === true)).map((one) => one.charges)
    )
  );
}

export function isRead({ day }: FigureRow): boolean {
  return day !== undefined;
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
