import type { ChargeColumns, ChargeFormat } from '../charge-format.ts';
import { costColumns, type ChargeTable } from '../charge-rows.ts';
import type { Figures } from './figures.ts';
import { billedMoney } from './findings.ts';
import { moneyText } from './money.ts';

/** Columns whose absence changes what a dataset can answer. */
const expected = [
  'ChargePeriodEnd',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'BillingCurrency',
  'ChargeCategory',
  'ProviderName',
  'ServiceName',
  'SubAccountId',
  'RegionId',
] as const;
/** Other formats have their tags in columns of their own, or elsewhere. */
const expectedOfFocus = [...expected, 'Tags'] as const;

interface Holder {
  readonly table: ChargeTable;
  readonly format: Pick<ChargeFormat, 'id'>;
  readonly figures: Pick<Figures, 'rows'>;
  /** `jan.csv has`, `2 files (jan.csv …) have`. */
  readonly holder: string;
}

/** Columns that charges lack and a reader would expect, with the cost that is without them. */
export function missingColumns(holders: readonly Holder[]): readonly string[] {
  return holders.flatMap(({ table: { charges }, format, figures: { rows }, holder }) => {
    const names = format.id === 'focus' ? expectedOfFocus : expected;
    const missing = names.filter((name) => charges.column(name) === undefined);
    if (missing.length === 0) {
      return [];
    }
    const others = holders.map(({ table }) => table.charges);
    const left = missing.filter((name) => costColumns.some((cost) => cost === name) && has(others, name));
    const sums = left.length === 0 ? '' : `, and the sum${left.length === 1 ? '' : 's'} of ${left.join(' and ')} leave${left.length === 1 ? 's' : ''} it out`; // prettier-ignore
    return [`${holder} no column ${missing.join(', ')}: ${moneyText(billedMoney(rows))} of BilledCost is without${sums}.`]; // prettier-ignore
  });
}

function has(all: readonly ChargeColumns[], name: string): boolean {
  return all.some((charges) => charges.column(name) !== undefined);
}
