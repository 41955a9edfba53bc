import type { CostDataset } from '../../model/cost-dataset.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { SqlEngine } from '../../storage/engine.ts';
import { dataset, dimension, never, openTestBills, request, type TestBills } from '../testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(() => bills.close());

const header = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ListCost,BillingCurrency,ChargeCategory,ResourceId,SkuId,ConsumedQuantity,ConsumedUnit,Tags'; // prettier-ignore
const team = dimension('team', { from: ['tag:team'] });

async function remarks(location: string, invoices: CostDataset['invoices'] = []): Promise<readonly string[]> {
  const asked = request(bills, location, { dataset: dataset(location, { invoices }), dimensions: [team] });
  const found = (await bills.source.inspect(asked, never)).remarks;
  return found.filter((text) => !text.includes('no column'));
}

function charge(day: string, cost: number, more: Partial<Record<string, string | number>> = {}): string {
  const {
    list = cost,
    currency = 'USD',
    category = 'Usage',
    resource = 'r1',
    sku = 'k1',
    unit = 'GB',
    tags = '{""team"":""a""}',
  } = more;
  return `${day},${day}T24:00:00Z,${cost},${cost},${list},${currency},${category},${resource},${sku},1,${unit},"${tags}"`.replace('T24:00:00Z', 'T23:59:59Z'); // prettier-ignore
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
      'ListCost holds 130.00 USD of 1 charge that is no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.',
      '2 days have no charge (2024-03-03, 2024-03-04): by the mean of a day about 106.67 USD is missing from BilledCost, if an export was lost.', // 160 / 3 x 2
      '1 SKU is counted in more than one unit (k1: GB, GB-Hours), 60.00 USD of BilledCost: quantities in two units are not added up.',
      '18.8% (30.00 USD) of BilledCost has no team: it is unattributed in every split by it.',
    ]);
  });

  it('finds the charges that two files have in common', async () => {
    const first = [charge('2024-03-01', 10), charge('2024-03-02', 20)];
    const again = [charge('2024-03-02', 20), charge('2024-03-03', 5)];
    await bills.write('twice/march.csv', [header, ...first, ''].join('\n'));
    await bills.write('twice/march-again.csv', [header, ...again, ''].join('\n'));
    expect(await remarks('twice')).toEqual([
      '1 charge is in more than one file (twice/march-again.csv and twice/march.csv): BilledCost counts 20.00 USD twice. Remove the older export.',
    ]);
  });

  it('does the same over Parquet', async () => {
    await bills.parquet(
      'typed.parquet',
      `SELECT TIMESTAMP '2024-03-01' AS ChargePeriodStart, TIMESTAMP '2024-03-02' AS ChargePeriodEnd, 10.0 AS BilledCost, 12.0 AS ListCost,
       'Tax' AS ChargeCategory, 'USD' AS BillingCurrency, '{}' AS Tags`
    );
    expect(await remarks('typed.parquet')).toEqual([
      'ListCost holds 12.00 USD of 1 charge that is no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.',
      '100.0% (10.00 USD) of BilledCost has no team: it is unattributed in every split by it.',
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
      'The invoice of 2024-04 is 9.00 USD and BilledCost 7.00 USD: 2.00 USD less.',
      'The invoice of 2024-05 is 1.00 and BilledCost 0.00: 1.00 less.',
      'BilledCost equals the invoice of 2024-03: 10.30 USD.',
    ]);
  });
});

describe('several files', () => {
  const extra = header.replace(',Tags', ',x_Extra,Tags');
  const ofExtra = (row: string) => row.replace(/,(?="\{|"")/, ',z,');

  it('of two schemas are judged together', async () => {
    // The day between lies in the other file; the SKU has another unit there; the team is missing in 20 of 60.
    await bills.write('joined/a.csv', [header, charge('2024-03-01', 10), charge('2024-03-03', 30), ''].join('\n'));
    await bills.write('joined/b.csv', [extra, ofExtra(charge('2024-03-02', 20, { unit: 'TB', tags: '{}' })), ''].join('\n')); // prettier-ignore
    expect(await remarks('joined')).toEqual([
      '1 SKU is counted in more than one unit (k1: GB, TB), 60.00 USD of BilledCost: quantities in two units are not added up.',
      '33.3% (20.00 USD) of BilledCost has no team: it is unattributed in every split by it.',
    ]);
    await bills.write('gap/a.csv', [header, charge('2024-03-01', 10), ''].join('\n'));
    await bills.write('gap/b.csv', [extra, ofExtra(charge('2024-03-04', 20)), ''].join('\n'));
    expect(await remarks('gap')).toEqual([
      '2 days have no charge (2024-03-02, 2024-03-03): by the mean of a day about 30.00 USD is missing from BilledCost, if an export was lost.', // 15 a day
    ]);
  });

  it('that have equal names in two folders are found to be the same, whatever their kind and columns', async () => {
    const rows = [charge('2024-03-01', 10), charge('2024-03-02', 20)];
    await bills.write('delivered/1/report.csv', [header, ...rows, ''].join('\n'));
    await bills.write('delivered/2/report.csv', [extra, ...rows.map(ofExtra), ''].join('\n'));
    expect(await remarks('delivered')).toEqual([
      '2 charges are in more than one file (delivered/1/report.csv and delivered/2/report.csv): BilledCost counts 30.00 USD twice. Remove the older export.',
    ]);
    const asText = `SELECT * FROM read_csv('${bills.root}/delivered/1/report.csv')`;
    await bills.write('kinds/a.csv', [header, ...rows, ''].join('\n'));
    await bills.parquet('kinds/b.parquet', asText);
    expect(await remarks('kinds')).toEqual([
      '2 charges are in more than one file (kinds/a.csv and kinds/b.parquet): BilledCost counts 30.00 USD twice. Remove the older export.',
    ]);
  });

  it('may each have rows twice, which is not the same as two files with a row', async () => {
    const twice = [charge('2024-03-01', 10), charge('2024-03-01', 10), charge('2024-03-01', 0, { resource: 'free' }), charge('2024-03-01', 0, { resource: 'free' })]; // prettier-ignore
    await bills.write('rows/a.csv', [header, ...twice, ''].join('\n'));
    expect(await remarks('rows')).toEqual([
      '1 charge stands in one file (rows/a.csv) again, with every cell the same: BilledCost counts 10.00 USD twice, unless they are charges of their own.',
    ]);
  });
});

describe('several currencies', () => {
  it('are never added up', async () => {
    const rows = [
      charge('2024-03-01', 10),
      charge('2024-03-01', 30, { currency: 'EUR', tags: '{}' }),
      charge('2024-03-01', 90, { currency: 'EUR', resource: 'r2' }),
    ];
    await bills.write('mixed/a.csv', [header, ...rows, ''].join('\n'));
    const of = (currency?: string, total = 10) => [{ month: '2024-03', total, ...(currency !== undefined && { currency }) }]; // prettier-ignore
    expect(await remarks('mixed', [...of('USD'), ...of('EUR', 100), ...of()])).toEqual([
      '25.0% (30.00 EUR) of BilledCost has no team: it is unattributed in every split by it.',
      'The invoice of 2024-03 is 100.00 EUR and BilledCost 120.00 EUR: 20.00 EUR more.',
      'The invoice of 2024-03 names no currency, and BilledCost is 120.00 EUR and 10.00 USD: give it a currency in the settings.',
      'BilledCost equals the invoice of 2024-03: 10.00 USD.',
    ]);
  });

  it('and credits that cancel everything make no percentage', async () => {
    const rows = [charge('2024-03-01', 10, { tags: '{}' }), charge('2024-03-01', -10, { category: 'Credit' })];
    await bills.write('nothing/a.csv', [header, ...rows, ''].join('\n'));
    expect(await remarks('nothing')).toContain('10.00 USD of BilledCost has no team: it is unattributed in every split by it.'); // prettier-ignore
  });
});

it('finds lost days behind a monthly fee', async () => {
  const fee = charge('2024-03-01', 31, { category: 'Purchase' }).replace(
    '2024-03-01T23:59:59Z',
    '2024-04-01T00:00:00Z'
  );
  await bills.write('fee/a.csv', [header, fee, charge('2024-03-01', 1), charge('2024-03-03', 1), ''].join('\n'));
  expect(await remarks('fee')).toContain(
    '1 day has no charge (2024-03-02): by the mean of a day about 1.00 USD is missing from BilledCost, if an export was lost.'
  );
});

it('says of a check that fails that it failed, and goes on with the others', async () => {
  await bills.write('odd-check/a.csv', [header, charge('2024-03-01', 10, { tags: '{}' }), charge('2024-03-02', 1), ''].join('\n')); // prettier-ignore
  const { engine } = bills;
  const failing: SqlEngine = {
    ...engine,
    run: (text, values, signal) =>
      text.includes('rows_of_skus')
        ? Promise.reject(new UnitEconomicsError('internal', 'No reason.'))
        : engine.run(text, values, signal),
  };
  const source = bills.another(failing);
  const asked = request(bills, 'odd-check', { dimensions: [team] });
  const found = (await source.inspect(asked, never)).remarks.slice(1); // the first is about columns
  expect(found).toEqual([
    'The check for SKUs in two units could not be made: No reason.',
    '90.9% (10.00 USD) of BilledCost has no team: it is unattributed in every split by it.', // 10 / 11
  ]);
  await source.close();
});
