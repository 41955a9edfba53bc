import type { CostDataset } from '../model/cost-dataset.ts';
import { dataset, dimension, never, openTestBills, request, type TestBills } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(() => bills.close());

const header = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ResourceId,SkuId,ConsumedQuantity,ConsumedUnit,Tags'; // prettier-ignore
const team = dimension('team', { from: ['tag:team'] });

async function remarks(location: string, invoices: CostDataset['invoices'] = []): Promise<readonly string[]> {
  const asked = request(bills, location, { dataset: dataset(location, { invoices }), dimensions: [team] });
  return (await bills.source.inspect(asked, never)).remarks;
}

function charge(day: string, cost: number, more: Partial<Record<string, string | number>> = {}): string {
  const { list = cost, category = 'Usage', resource = 'r1', sku = 'k1', unit = 'GB', tags = '{""team"":""a""}' } = more;
  return `${day},${day}T24:00:00Z,${cost},${cost},${list},USD,${category},${resource},${sku},1,${unit},"${tags}"`.replace('T24:00:00Z', 'T23:59:59Z'); // prettier-ignore
}

describe('the bill check', () => {
  it('finds nothing in a clean bill', async () => {
    await bills.write('clean/a.csv', [header, charge('2024-03-01', 10), charge('2024-03-02', 10), ''].join('\n'));
    expect(await remarks('clean')).toEqual([]);
  });

  it('says what distorts the numbers, and by how much money', async () => {
    const rows = [
      charge('2024-03-01', 10),
      charge('2024-03-02', 20, { unit: 'GB-Hours' }), // the same SKU in another unit: 10 + 20 + 30 of it
      charge('2024-03-05', 30, { tags: '{}' }), // no team: 30 of 160; 3 and 4 March have no charge
      charge('2024-03-05', 100, { category: 'Purchase', list: 130, sku: 'plan', resource: 'p' }),
    ];
    await bills.write('odd/a.csv', [header, ...rows, ''].join('\n'));
    expect(await remarks('odd')).toEqual([
      'ListCost holds 130.00 of 1 charge that is no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.',
      '2 days have no charge (2024-03-03, 2024-03-04): by the mean of a day about 106.67 is missing from BilledCost, if an export was lost.', // 160 / 3 x 2
      '1 SKU is counted in more than one unit (k1: GB, GB-Hours), 60.00 of BilledCost: quantities in two units are not added up.',
      '18.8% of BilledCost (30.00) has no team: it is unattributed in every split by it.',
    ]);
  });

  it('finds the charges that two files have in common', async () => {
    const first = [charge('2024-03-01', 10), charge('2024-03-02', 20)];
    const again = [charge('2024-03-02', 20), charge('2024-03-03', 5)];
    await bills.write('twice/march.csv', [header, ...first, ''].join('\n'));
    await bills.write('twice/march-again.csv', [header, ...again, ''].join('\n'));
    expect(await remarks('twice')).toEqual([
      '1 charge is in two files (march-again.csv …): BilledCost counts 20.00 twice. Remove the older export.',
    ]);
  });

  it('does the same over Parquet', async () => {
    await bills.parquet(
      'typed.parquet',
      `SELECT TIMESTAMP '2024-03-01' AS ChargePeriodStart, TIMESTAMP '2024-03-02' AS ChargePeriodEnd, 10.0 AS BilledCost, 12.0 AS ListCost,
       'Tax' AS ChargeCategory, 'USD' AS BillingCurrency, '{}' AS Tags`
    );
    expect(await remarks('typed.parquet')).toEqual([
      'ListCost holds 12.00 of 1 charge that is no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.',
      '100.0% of BilledCost (10.00) has no team: it is unattributed in every split by it.',
    ]);
  });

  it('holds the bill against the invoices that the settings name', async () => {
    await bills.write('paid/a.csv', [header, charge('2024-03-01', 10.1), charge('2024-03-31', 0.2), charge('2024-04-01', 7), ''].join('\n')); // prettier-ignore
    const invoices = [
      { month: '2024-03', total: 10.3 },
      { month: '2024-04', total: 9 },
      { month: '2024-05', total: 1 },
    ];
    const found = await remarks('paid', invoices);
    expect(found.filter((text) => text.includes('invoice'))).toEqual([
      'The invoice of 2024-04 is 9.00 and BilledCost 7.00: 2.00 less.',
      'The invoice of 2024-05 is 1.00 and BilledCost 0.00: 1.00 less.',
      'BilledCost equals the invoice of 2024-03.',
    ]);
  });
});
