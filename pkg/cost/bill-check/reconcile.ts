import type { CostDataset } from '../../model/cost-dataset.ts';
import { amountText, counts, moneyText, signedText, type Money } from './money.ts';

interface Compared {
  readonly differs: boolean;
  readonly words: string;
}

/** Each invoice against the bill's month, those that differ first; to the cent. */
export function reconcile(invoices: CostDataset['invoices'], billed: ReadonlyMap<string, Money>): readonly string[] {
  const compared = invoices.map((invoice) => compare(invoice, billed.get(invoice.month) ?? new Map()));
  return [...compared.filter(({ differs }) => differs), ...compared.filter(({ differs }) => !differs)].map(({ words }) => words); // prettier-ignore
}

function compare({ month, total, currency }: CostDataset['invoices'][number], billed: Money): Compared {
  const [only] = billed.keys();
  if (currency === undefined && billed.size > 1) {
    return {
      differs: true,
      words: `The invoice of ${month} names no currency, and BilledCost is ${moneyText(billed)}: give it a currency in the settings.`,
    };
  }
  const code = currency ?? only ?? '';
  // A bill without currencies is in that of its invoice.
  const cost = billed.get(code) ?? billed.get('') ?? 0;
  const difference = cost - total;
  return counts(difference)
    ? {
        differs: true,
        words: `The invoice of ${month} is ${signedText(total, code)} and BilledCost ${signedText(cost, code)}: ${amountText(difference, code)} ${difference < 0 ? 'less' : 'more'}.`,
      }
    : { differs: false, words: `BilledCost equals the invoice of ${month}: ${signedText(total, code)}.` };
}
