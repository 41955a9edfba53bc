import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import type { CostDataset } from '../../model/cost-dataset.ts';
import { costColumns, type CostColumn } from '../charge-rows.ts';
import { byGroup, dataset, dimension, never, openTestBills, request, type TestBills } from '../testing.ts';
import { asked } from './testing.ts';

/**
 * For each format and cost measure: the sum over all groups is the sum over the raw file, which another library reads here and
 * exact decimals add up. The rows come from a fixed series of awkward numbers; what a row costs is the format's documentation.
 */
let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(() => bills.close());

type Row = Readonly<Record<string, string>>;
const count = 240;
const of = (row: Row, name: string): Decimal =>
  new Decimal(row[name] === undefined || row[name] === '' ? 0 : row[name]);

/** Amounts that no double holds, tiny ones, negative ones. */
function amount(at: number, salt: number): string {
  const cents = (at * 7919 + salt * 104_729) % 10_007;
  const small = new Decimal(cents).div(at % 7 === 0 ? 1e9 : 100);
  return (at % 11 === 0 ? small.negated() : small).toFixed();
}

const day = (at: number) => `2024-03-${String(1 + (at % 28)).padStart(2, '0')}`;
const team = (at: number) => ['search', 'checkout', ''][at % 3] ?? '';

function rows(make: (at: number) => Row): readonly Row[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

interface Format {
  readonly format: Partial<CostDataset>;
  readonly file: string;
  /** A column that splits the rows into groups, some of them without a value. */
  readonly key: string;
  readonly rows: readonly Row[];
  /** What a row of the file costs; a measure that is not named is one that the format has not. */
  readonly costs: Partial<Record<CostColumn, (row: Row) => Decimal>>;
}

const focusRows = rows((at) => ({
  ChargePeriodStart: `${day(at)}T00:00:00Z`,
  ChargePeriodEnd: `${day(at)}T01:00:00Z`,
  BilledCost: amount(at, 1),
  EffectiveCost: amount(at, 2),
  ListCost: amount(at, 3),
  ContractedCost: amount(at, 4),
  BillingCurrency: 'USD',
  SkuId: `k${at % 5}`,
  Tags: JSON.stringify(team(at) === '' ? {} : { team: team(at) }),
}));
const itself = Object.fromEntries(costColumns.map((name) => [name, (row: Row) => of(row, name)]));

const awsTypes = [
  'Usage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'SavingsPlanRecurringFee', 'DiscountedUsage', 'RIFee', 'Fee', 'Tax',
  'Credit', 'Refund', 'EdpDiscount',
]; // prettier-ignore
const awsCell = { unblended: 'line_item_unblended_cost', list: 'pricing_public_on_demand_cost' } as const;
const awsRows = rows((at) => {
  const type = awsTypes[at % awsTypes.length] ?? '';
  const is = (...types: string[]) => types.includes(type);
  return {
    line_item_usage_start_date: `${day(at)}T10:00:00Z`,
    line_item_usage_end_date: `${day(at)}T11:00:00Z`,
    line_item_line_item_type: type,
    [awsCell.unblended]: amount(at, 1),
    [awsCell.list]: is('Usage', 'SavingsPlanCoveredUsage', 'DiscountedUsage') ? amount(at, 2) : '',
    savings_plan_savings_plan_effective_cost: is('SavingsPlanCoveredUsage') ? amount(at, 3) : '',
    savings_plan_total_commitment_to_date: is('SavingsPlanRecurringFee') ? amount(at, 4) : '',
    savings_plan_used_commitment: is('SavingsPlanRecurringFee') ? amount(at, 5) : '',
    reservation_effective_cost: is('DiscountedUsage') ? amount(at, 6) : '',
    reservation_unused_amortized_upfront_fee_for_billing_period: is('RIFee') ? amount(at, 7) : '',
    reservation_unused_recurring_fee: is('RIFee') ? amount(at, 8) : '',
    reservation_reservation_a_r_n: is('DiscountedUsage', 'RIFee') || at % 2 === 0 ? 'ri-1' : '',
    line_item_usage_account_id: ['0042', '7', ''][at % 3] ?? '',
    line_item_currency_code: 'USD',
    product_sku: `k${at % 5}`,
  };
});
const awsCosts: Format['costs'] = {
  // Without covered usage and what takes it back; docs/formats/aws-cur.md has a line for each type.
  BilledCost: (row) => (/^SavingsPlan(Covered|Neg)/.test(typeOf(row)) ? zero : of(row, awsCell.unblended)),
  EffectiveCost: (row) => {
    switch (typeOf(row)) {
      case 'SavingsPlanCoveredUsage':
        return of(row, 'savings_plan_savings_plan_effective_cost');
      case 'SavingsPlanNegation':
        return zero;
      case 'SavingsPlanRecurringFee':
        return of(row, 'savings_plan_total_commitment_to_date').minus(of(row, 'savings_plan_used_commitment'));
      case 'DiscountedUsage':
        return of(row, 'reservation_effective_cost');
      case 'RIFee':
        return of(row, 'reservation_unused_amortized_upfront_fee_for_billing_period').plus(of(row, 'reservation_unused_recurring_fee')); // prettier-ignore
      case 'Fee':
        return row['reservation_reservation_a_r_n'] === '' ? of(row, awsCell.unblended) : zero;
      default:
        return of(row, awsCell.unblended);
    }
  },
  ListCost: (row) => {
    const type = typeOf(row);
    return /Usage$/.test(type) ? of(row, awsCell.list) : /Negation|Discount$/.test(type) ? zero : of(row, awsCell.unblended); // prettier-ignore
  },
  ContractedCost: (row) => {
    const type = typeOf(row);
    return type === 'SavingsPlanNegation'
      ? zero
      : of(row, type === 'DiscountedUsage' ? awsCell.list : awsCell.unblended);
  },
};
const zero = new Decimal(0);
function typeOf(row: Row): string {
  return row['line_item_line_item_type'] ?? '';
}

const legacyNames: Readonly<Record<string, string>> = {
  line_item_usage_start_date: 'lineItem/UsageStartDate',
  line_item_usage_end_date: 'lineItem/UsageEndDate',
  line_item_line_item_type: 'lineItem/LineItemType',
  line_item_unblended_cost: 'lineItem/UnblendedCost',
  pricing_public_on_demand_cost: 'pricing/publicOnDemandCost',
  savings_plan_savings_plan_effective_cost: 'savingsPlan/SavingsPlanEffectiveCost',
  savings_plan_total_commitment_to_date: 'savingsPlan/TotalCommitmentToDate',
  savings_plan_used_commitment: 'savingsPlan/UsedCommitment',
  reservation_effective_cost: 'reservation/EffectiveCost',
  reservation_unused_amortized_upfront_fee_for_billing_period: 'reservation/UnusedAmortizedUpfrontFeeForBillingPeriod',
  reservation_unused_recurring_fee: 'reservation/UnusedRecurringFee',
  reservation_reservation_a_r_n: 'reservation/ReservationARN',
  line_item_usage_account_id: 'lineItem/UsageAccountId',
  line_item_currency_code: 'lineItem/CurrencyCode',
  product_sku: 'product/sku',
};
const legacy = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([name, cell]) => [legacyNames[name] ?? name, cell])); // prettier-ignore

const gcpRows = rows((at) => ({
  usage_start_time: `${day(at)} 10:00:00 UTC`,
  usage_end_time: `${day(at)} 11:00:00 UTC`,
  cost: amount(at, 1),
  cost_at_list: amount(at, 2),
  cost_type: ['regular', 'tax', 'adjustment', 'rounding_error'][at % 4] ?? '',
  currency: 'USD',
  'service.description': team(at),
  'sku.id': `k${at % 5}`,
  credits: JSON.stringify(Array.from({ length: at % 4 }, (_, credit) => ({ name: 'c', amount: Number(`-${at}.1${credit}`), type: 'PROMOTION' }))), // prettier-ignore
}));
const credits = (row: Row): Decimal =>
  (JSON.parse(row['credits'] ?? '[]') as readonly { amount: number }[]).reduce((sum, credit) => sum.plus(credit.amount), zero); // prettier-ignore
const gcpNet = (row: Row): Decimal => of(row, 'cost').plus(credits(row));

const azureTypes = [
  ['Usage', 'OnDemand'], ['Usage', 'Reservation'], ['UnusedReservation', 'Reservation'], ['Purchase', 'Reservation'],
  ['Refund', 'Reservation'], ['Tax', ''], ['Usage', 'SavingsPlan'], ['UnusedSavingsPlan', 'SavingsPlan'], ['RoundingAdjustment', ''],
] as const; // prettier-ignore
const azureKind = (at: number) => azureTypes[at % azureTypes.length] ?? azureTypes[0];
const eaRows = rows((at) => ({
  Date: `03/${day(at).slice(8)}/2024`,
  ChargeType: azureKind(at)[0],
  PricingModel: azureKind(at)[1],
  CostInBillingCurrency: amount(at, 1),
  Quantity: String(1 + (at % 9)),
  UnitPrice: `${at % 13}.5`,
  PayGPrice: `${at % 17}.25`,
  BillingCurrencyCode: 'USD',
  MeterCategory: team(at),
  MeterId: `k${at % 5}`,
}));
const azureIs = (row: Row) => ({
  use: row['ChargeType'] === 'Usage',
  unused: /^Unused/.test(row['ChargeType'] ?? ''),
  covered: row['ChargeType'] === 'Usage' && /Reservation|SavingsPlan/.test(row['PricingModel'] ?? ''),
});
const azureCost = (row: Row): Decimal => of(row, 'CostInBillingCurrency');
const azurePriced = (row: Row, price: string, rate = new Decimal(1)): Decimal => {
  const { use, unused } = azureIs(row);
  return unused ? zero : use ? of(row, price).times(of(row, 'Quantity')).times(rate) : azureCost(row);
};
const azureBilled = (row: Row): Decimal => (azureIs(row).unused || azureIs(row).covered ? zero : azureCost(row));
const mcaRows = eaRows.map((row, at) => ({ ...row, ExchangeRatePricingToBilling: '0.5', PaygCostInBillingCurrency: amount(at, 9) })); // prettier-ignore
const mcaRate = new Decimal('0.5');

const formats: readonly (readonly [string, Format])[] = [
  ['focus', { format: { format: 'focus' }, file: 'focus.csv', key: 'tag:team', rows: focusRows, costs: itself }],
  [
    'focus, Parquet',
    { format: { format: 'focus' }, file: 'focus.parquet', key: 'tag:team', rows: focusRows, costs: itself },
  ],
  ['aws-cur', { format: { format: 'aws-cur' }, file: 'cur.csv', key: 'SubAccountId', rows: awsRows, costs: awsCosts }],
  [
    'aws-cur2',
    { format: { format: 'aws-cur2' }, file: 'cur2.csv', key: 'SubAccountId', rows: awsRows, costs: awsCosts },
  ],
  [
    'aws-cur2, Parquet',
    { format: { format: 'aws-cur2' }, file: 'cur2.parquet', key: 'SubAccountId', rows: awsRows, costs: awsCosts },
  ],
  [
    'gcp-billing',
    {
      format: { format: 'gcp-billing' },
      file: 'gcp.csv',
      key: 'ServiceName',
      rows: gcpRows,
      costs: {
        BilledCost: gcpNet,
        EffectiveCost: gcpNet,
        ContractedCost: gcpNet,
        ListCost: (row) => of(row, 'cost_at_list').plus(credits(row)),
      },
    },
  ],
  [
    'azure-cost of an EA',
    {
      format: { format: 'azure-cost' },
      file: 'ea.csv',
      key: 'ServiceName',
      rows: eaRows,
      costs: {
        BilledCost: azureBilled,
        EffectiveCost: azureCost,
        ListCost: (row) => azurePriced(row, 'PayGPrice'),
        ContractedCost: (row) => azurePriced(row, 'UnitPrice'),
      },
    },
  ],
  [
    'azure-cost of an MCA',
    {
      format: { format: 'azure-cost' },
      file: 'mca.csv',
      key: 'ServiceName',
      rows: mcaRows,
      costs: {
        BilledCost: azureBilled,
        EffectiveCost: azureCost,
        ListCost: (row) => (azureIs(row).use ? of(row, 'PaygCostInBillingCurrency') : azurePriced(row, 'UnitPrice')),
        ContractedCost: (row) => azurePriced(row, 'UnitPrice', mcaRate),
      },
    },
  ],
  [
    'oci-cost',
    {
      format: { format: 'oci-cost' },
      file: 'oci.csv',
      key: 'ServiceName',
      rows: rows((at) => ({ 'lineItem/intervalUsageStart': `${day(at)}T10:00Z`, 'cost/myCost': amount(at, 1), 'product/service': team(at) })), // prettier-ignore
      costs: Object.fromEntries(['BilledCost', 'EffectiveCost', 'ContractedCost'].map((name) => [name, (row: Row) => of(row, 'cost/myCost')])), // prettier-ignore
    },
  ],
  [
    'opencost',
    {
      format: { format: 'opencost' },
      file: 'opencost.csv',
      key: 'SubAccountId',
      rows: rows((at) => ({ start: `${day(at)}T10:00:00Z`, end: `${day(at)}T11:00:00Z`, totalCost: amount(at, 1), cluster: team(at) })), // prettier-ignore
      costs: Object.fromEntries(['BilledCost', 'EffectiveCost'].map((name) => [name, (row: Row) => of(row, 'totalCost')])), // prettier-ignore
    },
  ],
  [
    'table',
    {
      format: {
        format: 'table',
        columns: { ChargePeriodStart: 'when', BilledCost: 'cost', EffectiveCost: 'cost', ListCost: 'list', SubAccountId: 'who' }, // prettier-ignore
      },
      file: 'table.csv',
      key: 'SubAccountId',
      rows: rows((at) => ({ when: day(at), cost: amount(at, 1), list: amount(at, 2), who: team(at) })),
      costs: { BilledCost: (row) => of(row, 'cost'), EffectiveCost: (row) => of(row, 'cost'), ListCost: (row) => of(row, 'list') }, // prettier-ignore
    },
  ],
];
async function write({ file, rows: made }: Format): Promise<void> {
  const csv = Papa.unparse([...(file === 'cur.csv' ? made.map(legacy) : made)]);
  if (file.endsWith('.csv')) {
    await bills.write(file, csv);
    return;
  }
  const text = await bills.write(`${file}/raw.csv`.replace('.parquet', ''), csv);
  const typed = `SELECT * REPLACE (${Object.keys(made[0] ?? {}).flatMap((name) => (/cost|fee|commitment/i.test(name) && !/date/.test(name) ? [`CAST("${name}" AS DECIMAL(30, 12)) AS "${name}"`] : [])).join(', ')})`; // prettier-ignore
  await bills.parquet(file, `${typed} FROM read_csv('${text}', all_varchar = true)`);
}

describe.each(formats)('%s', (_, one) => {
  beforeAll(() => write(one));

  it.each(costColumns)('has the %s of the raw file, over all groups', async (measure) => {
    const question = asked(bills, one.file, one.format, one.key, measure);
    const cost = one.costs[measure];
    if (cost === undefined) {
      await expect(bills.source.fetch(question, never)).rejects.toMatchObject({ code: 'notFound' });
      return;
    }
    const exact = one.rows.reduce((sum, row) => sum.plus(cost(row)), zero);
    expect(exact.abs().toNumber()).toBeGreaterThan(1);
    for (const origin of ['scan', 'rollup']) {
      const answer = await bills.source.fetch({ ...question, dimensions: question.groupBy }, never);
      await bills.source.settled();
      const groups = byGroup(answer);
      const sum = Object.values(groups).reduce((all, group) => all.plus(group), zero);
      expect(Object.keys(groups)).toHaveLength(3);
      expect(sum.minus(exact).abs().toNumber()).toBeLessThan(1e-9 * Math.max(1, exact.abs().toNumber()));
      if (origin === 'rollup') {
        expect(answer.origin).toBe('rollup');
      }
    }
  });

  it('can be checked, by every check', async () => {
    const teams = dimension('team', { from: ['tag:team'] });
    const question = request(bills, one.file, { dataset: dataset(one.file, one.format), dimensions: [teams] });
    const { remarks, currencies } = await bills.source.inspect(question, never);
    expect(remarks.filter((text) => /could not be made|failed|cannot/.test(text))).toEqual([]);
    const isFocus = one.format.format === 'focus'; // the others have tags, and no column of that name
    expect(remarks.filter((text) => !isFocus && / no column .*\bTags\b/.test(text))).toEqual([]);
    const billed = one.rows.reduce((sum, row) => sum.plus(one.costs.BilledCost?.(row) ?? zero), zero).toNumber();
    expect(currencies).toHaveLength(1);
    expect(currencies[0]?.billed).toBeCloseTo(billed, 9);
  });
});
