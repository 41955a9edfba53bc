import { gzipSync } from 'node:zlib';
import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import { bareDimension } from '../dimension-id.ts';
import { byGroup, dataset, never, openTestBills, request, type TestBills } from '../testing.ts';
import { rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(async () => {
  await bills.close();
});

/** Names as legacy CSV writes them; the tag and the cost category follow. */
const names = [
  'lineItem/LineItemType',
  'lineItem/UnblendedCost',
  'pricing/publicOnDemandCost',
  'savingsPlan/SavingsPlanEffectiveCost',
  'savingsPlan/TotalCommitmentToDate',
  'savingsPlan/UsedCommitment',
  'reservation/EffectiveCost',
  'reservation/UnusedAmortizedUpfrontFeeForBillingPeriod',
  'reservation/UnusedRecurringFee',
  'savingsPlan/SavingsPlanARN',
  'reservation/ReservationARN',
  'lineItem/UsageAmount',
  'lineItem/ProductCode',
];
const tail = ['resourceTags/user:CostCenter', 'costCategory/Project'];
const stamps = ['lineItem/UsageStartDate', 'lineItem/UsageEndDate', 'lineItem/UsageAccountId', 'lineItem/CurrencyCode'];

// type, unblended, public, SP effective, SP total, SP used, RI effective, RI unused upfront, RI unused recurring, SP, RI, amount, code, tag, category
const rows = `
Usage,10,12,,,,,,,,,100,AmazonEC2,search,web
SavingsPlanCoveredUsage,8,8,5,,,,,,sp-1,,40,AmazonEC2,search,web
SavingsPlanNegation,-8,0,0,,,,,,sp-1,,40,AmazonEC2,,
SavingsPlanRecurringFee,7,0,0,7,5,,,,sp-1,,1,ComputeSavingsPlans,,
DiscountedUsage,0,6,,,,4,,,,ri-1,24,AmazonRDS,checkout,shop
RIFee,2.5,0,,,,0,0.5,0.25,,ri-1,744,AmazonRDS,,
Fee,300,,,,,,,,,ri-1,1,AmazonRDS,,
Fee,20,,,,,,,,,,1,AWSSupportBusiness,,
EdpDiscount,-1.5,,,,,,,,,,0,AmazonEC2,,
BundledDiscount,-0.25,,,,,,,,,,0,AmazonEC2,,
Tax,3,,,,,,,,,,0,AmazonEC2,,
Credit,-2,,,,,,,,,,0,AmazonEC2,,
Refund,-1,,,,,,,,,,0,AmazonEC2,,
Usage,0.0000001,,,,,,,,,,0.001,AmazonS3,,`
  .trim()
  .split('\n');
const period = (row: string) =>
  row.startsWith('Tax') || row.includes('Fee,')
    ? '2024-03-01T00:00:00Z,2024-04-01T00:00:00Z'
    : '2024-03-05T10:00:00Z,2024-03-05T11:00:00Z';
const csv = [[...names, ...tail, ...stamps].join(','), ...rows.map((row) => `${row},${period(row)},000012345678,USD`)];
const legacyCsv = `${csv.join('\n')}\n`;

/** As Athena and Parquet name them. */
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/[/:]_?/g, '_');

async function writeAll(): Promise<void> {
  const file = await bills.write('cur/legacy.csv', legacyCsv);
  await bills.write('cur-gz/legacy.csv.gz', gzipSync(legacyCsv));
  const numbers = /Cost$|Commitment|Amount$|Unused|EffectiveCost/;
  const typed = (name: string) =>
    numbers.test(name)
      ? `CAST("${name}" AS DOUBLE)`
      : name.endsWith('Date')
        ? `CAST("${name}" AS TIMESTAMP)`
        : `coalesce("${name}", '')`; // Parquet has empty texts where CSV has nothing
  const plain = [...names, ...stamps].map((name) => `${typed(name)} AS ${snake(name)}`).join(', ');
  const from = `FROM read_csv('${file}', all_varchar = true)`;
  await bills.parquet(
    'legacy.parquet',
    `SELECT ${plain}, "${tail[0]!}" AS resource_tags_user_cost_center, "${tail[1]!}" AS cost_category_project ${from}`
  );
  const maps = `MAP {'user_cost_center': "${tail[0]!}"} AS resource_tags, MAP {'Project': "${tail[1]!}"} AS cost_category,
    MAP {'product_name': "lineItem/ProductCode", 'region_code': 'eu-west-1'} AS product, CAST(NULL AS MAP(VARCHAR, DOUBLE)) AS discount`;
  await bills.parquet('cur2.parquet', `SELECT ${plain}, ${maps} ${from}`);
  const cur2 = Papa.parse<Record<string, string>>(legacyCsv, { header: true, skipEmptyLines: true }).data.map(
    (row) => ({
      ...Object.fromEntries([...names, ...stamps].map((name) => [snake(name), row[name]])),
      resource_tags: row[tail[0]!] === '' ? '{}' : JSON.stringify({ user_cost_center: row[tail[0]!] }),
      cost_category: JSON.stringify({ Project: row[tail[1]!] }),
      product: JSON.stringify({ product_name: row['lineItem/ProductCode'], region_code: 'eu-west-1' }),
    })
  );
  await bills.write('cur2.csv', Papa.unparse(cur2));
}

const forms = [
  ['legacy CSV', 'aws-cur', 'cur/*.csv'],
  ['legacy CSV, gzipped', 'aws-cur', 'cur-gz/*.gz'],
  ['legacy Parquet', 'aws-cur', 'legacy.parquet'],
  ['CUR 2.0 Parquet', 'aws-cur2', 'cur2.parquet'],
  ['CUR 2.0 CSV', 'aws-cur2', 'cur2.csv'],
] as const;

describe.each(forms)('%s', (_, format, location) => {
  beforeAll(writeAll);

  // By category, each row above once. The fees 7 and 2.5 are two charges: the fee, billed, and what nobody used.
  const expected = {
    BilledCost: {
      Usage: 8.2500001, // 10 + 0 (covered) + 0 (negation) + 0 (reserved) - 1.5 - 0.25 + 1e-7
      Purchase: 329.5, // 7 + 2.5 + 300 + 20
      Tax: 3,
      Credit: -2,
      Adjustment: -1,
    },
    EffectiveCost: {
      Usage: 20.0000001, // 10 + 5 + 0 + unused 7 - 5 = 2, + 4 + unused 0.5 + 0.25 - 1.5 - 0.25 + 1e-7
      Purchase: 20, // commitments 0, support 20
      Tax: 3,
      Credit: -2,
      Adjustment: -1,
    },
    ListCost: {
      Usage: 26.0000001, // 12 + 8 + 6 + 1e-7, which has no public price
      Purchase: 329.5,
      Tax: 3,
      Credit: -2,
      Adjustment: -1,
    },
    ContractedCost: {
      Usage: 22.2500001, // 10 + 8 + 6 - 1.5 - 0.25 + 1e-7
      Purchase: 329.5,
      Tax: 3,
      Credit: -2,
      Adjustment: -1,
    },
    ConsumedQuantity: { Usage: 164.001 }, // 100 + 40 + 24 + 0.001: no negation, no fee
    PricingQuantity: { Usage: 164.001 },
  };

  it('gives each charge its category and each cost what it is', async () => {
    const found = await sums(bills, location, { format }, 'ChargeCategory');
    for (const [measure, groups] of Object.entries(expected)) {
      const actual = found[measure as keyof typeof expected] ?? {};
      expect(Object.keys(actual).sort()).toEqual(Object.keys(groups).sort());
      for (const [category, amount] of Object.entries(groups)) {
        expect(actual[category]).toBeCloseTo(amount, 12);
      }
    }
  });

  it('adds up to the raw file, read and rolled up', async () => {
    const raw = Papa.parse<Record<string, string>>(legacyCsv, { header: true, skipEmptyLines: true }).data;
    const sum = (amount: (row: Record<string, string>) => Decimal) =>
      raw.reduce((so, row) => so.plus(amount(row)), new Decimal(0)).toNumber();
    const cell = (row: Record<string, string>, name: string) => new Decimal(row[name] === '' ? 0 : (row[name] ?? 0));
    const invoice = sum((row) => cell(row, 'lineItem/UnblendedCost')); // covered usage and its negation cancel
    const amortised = sum((row) => {
      switch (row['lineItem/LineItemType']) {
        case 'SavingsPlanCoveredUsage':
          return cell(row, 'savingsPlan/SavingsPlanEffectiveCost');
        case 'SavingsPlanRecurringFee':
          return cell(row, 'savingsPlan/TotalCommitmentToDate').minus(cell(row, 'savingsPlan/UsedCommitment'));
        case 'DiscountedUsage':
          return cell(row, 'reservation/EffectiveCost');
        case 'RIFee':
          return cell(row, 'reservation/UnusedAmortizedUpfrontFeeForBillingPeriod').plus(
            cell(row, 'reservation/UnusedRecurringFee')
          );
        case 'SavingsPlanNegation':
          return new Decimal(0);
        case 'Fee':
          return row['reservation/ReservationARN'] === '' ? cell(row, 'lineItem/UnblendedCost') : new Decimal(0);
        default:
          return cell(row, 'lineItem/UnblendedCost');
      }
    });
    for (const read of [sums, rolledSums]) {
      for (const key of ['ServiceName', 'SubAccountId', 'tag:CostCenter']) {
        const found = await read(bills, location, { format }, key, ['BilledCost', 'EffectiveCost']);
        expect(total(found.BilledCost)).toBeCloseTo(invoice, 9);
        expect(total(found.EffectiveCost)).toBeCloseTo(amortised, 9);
      }
    }
  });

  it('finds tags, cost categories, accounts and commitments', async () => {
    const by = async (key: string) => {
      const found = await sums(bills, location, { format }, key, ['EffectiveCost']);
      // A charge of a month is spread over its 31 days, which leaves 1e-16.
      return Object.fromEntries(
        Object.entries(found.EffectiveCost ?? {}).map(([name, sum]) => [name, +sum.toFixed(9)])
      );
    };
    expect(await by('tag:CostCenter')).toMatchObject({ search: 15, checkout: 4 }); // 10 + 5
    expect(await by('tag:user:CostCenter')).toMatchObject({ search: 15, checkout: 4 });
    expect(await by('tag:cost_category/Project')).toMatchObject({ web: 15, shop: 4 });
    expect(Object.keys(await by('SubAccountId'))).toEqual(['000012345678']);
    expect(await by('CommitmentDiscountStatus')).toMatchObject({ Used: 9, Unused: 2.75 });
    expect(await by('CommitmentDiscountId')).toMatchObject({ 'sp-1': 7, 'ri-1': 4.75 });
    expect(await by('ServiceName')).toMatchObject({ AmazonRDS: 4.75, AWSSupportBusiness: 20 });
    expect(await by('line_item_product_code')).toMatchObject({ AmazonRDS: 4.75 }); // AWS's own column
  });

  it('counts every charge', async () => {
    const { facts } = await bills.source.fetch(
      request(bills, location, { dataset: dataset(location, { format }) }),
      never
    );
    expect(facts).toMatchObject({ rows: 16, badRows: 0, files: 1 }); // 14 rows, two of them twice
  });
});

describe.each([
  ['legacy CUR', 'aws-cur', (name: string) => name],
  ['CUR 2.0', 'aws-cur2', snake],
] as const)('fees ahead and discounts of a %s', (_, format, named) => {
  it('cost what is billed, and nothing once they are amortised', async () => {
    const columns = ['lineItem/UsageStartDate', 'lineItem/LineItemType', 'lineItem/UnblendedCost', 'savingsPlan/SavingsPlanEffectiveCost', 'savingsPlan/TotalCommitmentToDate', 'savingsPlan/UsedCommitment']; // prettier-ignore
    const at = '2024-03-05T10:00:00Z';
    // An upfront plan of 100: 0.5 of 0.75 of this hour is used, on usage that costs 0.8 on demand.
    const content = [
      columns.map(named).join(','),
      `${at},SavingsPlanUpfrontFee,100,,,`,
      `${at},SavingsPlanRecurringFee,0,,0.75,0.5`,
      `${at},SavingsPlanCoveredUsage,0.8,0.5,,`,
      `${at},SavingsPlanNegation,-0.8,,,`,
      `${at},Usage,10,,,`,
      `${at},PrivateRateDiscount,-1,,,`,
      `${at},RiVolumeDiscount,-0.25,,,`,
      `${at},Discount,-0.5,,,`,
    ];
    const file = `ahead-${format}.csv`;
    await bills.write(file, `${content.join('\n')}\n`);
    const found = await sums(bills, file, { format }, 'ChargeCategory', ['BilledCost', 'EffectiveCost']);
    expect(found.BilledCost).toEqual({ Purchase: 100, Usage: 8.25 }); // 0 + 0 + 10 - 1 - 0.25 - 0.5
    expect(found.EffectiveCost).toEqual({ Purchase: 0, Usage: 9 }); // unused 0.25 + 0.5 + 8.25
    const status = await sums(bills, file, { format }, 'CommitmentDiscountStatus', ['EffectiveCost']);
    expect(status.EffectiveCost).toEqual({ Used: 0.5, Unused: 0.25, '-': 8.25 });
  });
});

describe('exports with other columns', () => {
  const fetchBy = async (name: string, content: string, measure: 'BilledCost' | 'EffectiveCost', key: string) => {
    await bills.write(name, content);
    const asked = request(bills, name, {
      dataset: dataset(name, { format: 'aws-cur' }),
      measure,
      groupBy: [bareDimension(key)],
    });
    return byGroup(await bills.source.fetch(asked, never));
  };

  it('bills commitments as the invoice does where their columns were not exported', async () => {
    const content = `lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost
2024-03-05T10:00:00Z,SavingsPlanCoveredUsage,8
2024-03-05T10:00:00Z,SavingsPlanNegation,-8
2024-03-05T10:00:00Z,SavingsPlanRecurringFee,7
2024-03-05T10:00:00Z,DiscountedUsage,0
2024-03-05T10:00:00Z,RIFee,2.5
`;
    expect(await fetchBy('bare.csv', content, 'EffectiveCost', 'ChargeCategory')).toEqual({ Usage: 0, Purchase: 9.5 });
    expect(await fetchBy('bare.csv', content, 'BilledCost', 'ChargeCategory')).toEqual({ Usage: 0, Purchase: 9.5 });
  });

  it('takes costs after discounts where the export has them, and rows of discounts only once', async () => {
    // Unblended 100 + 50 - 15; the net column has taken 10 % off the usage, so the discount row adds nothing.
    const content = `lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,lineItem/NetUnblendedCost,savingsPlan/SavingsPlanEffectiveCost,savingsPlan/NetSavingsPlanEffectiveCost,savingsPlan/TotalCommitmentToDate,savingsPlan/UsedCommitment,savingsPlan/RecurringCommitmentForBillingPeriod,savingsPlan/NetRecurringCommitmentForBillingPeriod
2024-03-05T10:00:00Z,Usage,100,90,,,,,,
2024-03-05T10:00:00Z,SavingsPlanCoveredUsage,60,54,40,36,,,,
2024-03-05T10:00:00Z,SavingsPlanNegation,-60,-54,,,,,,
2024-03-05T10:00:00Z,SavingsPlanRecurringFee,50,45,,,50,40,1000,900
2024-03-05T10:00:00Z,EdpDiscount,-15,,,,,,,
`;
    // 90 + 45
    expect(await fetchBy('net.csv', content, 'BilledCost', 'ChargeCategory')).toEqual({ Usage: 90, Purchase: 45 });
    // 90 + 36 + unused (50 - 40) x 900 / 1000 = 9: with the used 36 it is the fee of 45
    expect(await fetchBy('net.csv', content, 'EffectiveCost', 'ChargeCategory')).toEqual({ Usage: 135, Purchase: 0 });
  });

  it('keeps tags apart whose keys differ only in case', async () => {
    const content = `lineItem/UsageStartDate,lineItem/UnblendedCost,resourceTags/user:Team,resourceTags/user:team,resourceTags/aws:createdBy
2024-03-05T10:00:00Z,1,a,,root
2024-03-05T10:00:00Z,2,,b,root
`;
    expect(await fetchBy('case.csv', content, 'BilledCost', 'tag:Team')).toEqual({ a: 1, '-': 2 });
    expect(await fetchBy('case.csv', content, 'BilledCost', 'tag:team')).toEqual({ b: 2, '-': 1 });
    expect(await fetchBy('case.csv', content, 'BilledCost', 'tag:TEAM')).toEqual({ '-': 3 });
    expect(await fetchBy('case.csv', content, 'BilledCost', 'tag:aws:createdBy')).toEqual({ root: 3 });
  });

  it('takes NULL, (null) and empty cells as absent and names what is unreadable or missing', async () => {
    const content = `lineItem/UsageStartDate,lineItem/LineItemType,lineItem/UnblendedCost,lineItem/UsageAccountId,reservation/ReservationARN
2024-03-05T10:00:00Z,Fee,-0.5,1e5,NULL
2024-03-05T10:00:00Z,Usage,8e-7,(null),
2024-03-05T10:00:00Z,Usage,lots,007,
soon,Usage,1,007,
`;
    expect(await fetchBy('nulls.csv', content, 'BilledCost', 'SubAccountId')).toEqual({ '1e5': -0.5, '-': 8e-7 });
    const asked = request(bills, 'nulls.csv', { dataset: dataset('nulls.csv', { format: 'aws-cur' }) });
    expect((await bills.source.fetch(asked, never)).facts.badSamples).toEqual([
      'nulls.csv row 3: BilledCost "lots" is not a number',
      'nulls.csv row 4: ChargePeriodStart "soon" is not a timestamp',
    ]);
    await expect(fetchBy('none.csv', 'Day,Cost\n2024-03-01,1\n', 'BilledCost', 'ServiceName')).rejects.toMatchObject({
      code: 'badData',
      message: expect.stringContaining(
        'The file has no column line_item_usage_start_date and no line_item_unblended_cost, needed for AWS legacy CUR. Its columns are: Day, Cost.'
      ) as string,
    });
  });
});
