import { gzipSync } from 'node:zlib';
import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import { byDay, byGroup, dataset, never, openTestBills, request, type TestBills } from '../testing.ts';
import { asked, rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await writeAll();
});
afterAll(async () => {
  await bills.close();
});

interface Row {
  readonly [name: string]: unknown;
  readonly cost: number;
  readonly cost_at_list?: number;
  readonly credits?: readonly {
    readonly name: string;
    readonly amount: number;
    readonly id: string;
    readonly type: string;
  }[];
}

const at = { usage_start_time: '2024-03-05 10:00:00 UTC', usage_end_time: '2024-03-05 11:00:00 UTC' };
const of = {
  billing_account_id: '0A-1',
  currency: 'EUR',
  currency_conversion_rate: 0.92,
  invoice: { month: '202403' },
};
const compute = { service: { id: '6F', description: 'Compute Engine' }, sku: { id: '0123', description: 'Core' } };
const storage = { service: { id: '95', description: 'Cloud Storage' }, sku: { id: '0456', description: 'Standard' } };
const shop = {
  project: { id: 'shop', name: 'Shop', number: '000123', labels: [{ key: 'env', value: 'prod' }] },
  location: { location: 'europe-west1', region: 'europe-west1', zone: 'europe-west1-b' },
  system_labels: [{ key: 'compute.googleapis.com/cores', value: '4' }],
};
const rows: readonly Row[] = [
  {
    ...{ ...of, ...at, ...compute, ...shop, cost_type: 'regular', cost: 10, cost_at_list: 12 },
    usage: { amount: 3600, unit: 'seconds', amount_in_pricing_units: 1, pricing_unit: 'hour' },
    resource: { name: 'vm-1', global_name: '//compute/vm-1' },
    labels: [
      { key: 'team', value: 'search' },
      { key: 'team', value: 'second' },
    ],
    credits: [
      { name: 'Commitment', amount: -2.5, id: 'cud-1', type: 'COMMITTED_USAGE_DISCOUNT' },
      { name: 'Trial', amount: -1, id: 'trial', type: 'PROMOTION' },
    ],
  },
  { ...of, ...at, ...compute, ...shop, cost_type: 'regular', cost: 1e-7, labels: [], credits: [] },
  { ...of, ...at, service: { description: 'Invoice' }, cost_type: 'tax', cost: 0.75 },
  { ...of, ...at, service: { description: 'Invoice' }, cost_type: 'adjustment', cost: -3 },
  { ...of, ...at, service: { description: 'Invoice' }, cost_type: 'rounding_error', cost: 0.005 },
  {
    ...{ ...of, ...at, ...storage, ...shop, cost_type: 'regular', cost: 4, cost_at_list: 4 },
    usage: { amount: 2, unit: 'byte-seconds', amount_in_pricing_units: 50, pricing_unit: 'gibibyte month' },
    labels: [{ key: 'team', value: 'checkout' }],
    credits: [{ name: 'Free tier', amount: -4, id: '', type: 'FREE_TIER' }],
  },
  { ...of, ...at, ...storage, cost_type: 'regular', cost: -0.5, labels: [{ key: 'team', value: 'checkout' }] },
];
const lines = rows.map((row) => JSON.stringify(row)).join('\n');

async function writeAll(): Promise<void> {
  const file = await bills.write('lines.jsonl', `${lines}\n`);
  await bills.write('gz/part.json.gz', gzipSync(lines));
  await bills.write('array.json', JSON.stringify(rows, null, 2));
  const labels = 'STRUCT("key" VARCHAR, "value" VARCHAR)[]';
  const types = {
    ...{ billing_account_id: 'VARCHAR', currency: 'VARCHAR', cost_type: 'VARCHAR', cost: 'DOUBLE', labels },
    ...{ currency_conversion_rate: 'DOUBLE', cost_at_list: 'DOUBLE', system_labels: labels },
    usage_start_time: 'TIMESTAMPTZ',
    usage_end_time: 'TIMESTAMPTZ',
    service: 'STRUCT(id VARCHAR, description VARCHAR)',
    sku: 'STRUCT(id VARCHAR, description VARCHAR)',
    invoice: 'STRUCT("month" VARCHAR)',
    project: `STRUCT(id VARCHAR, "number" VARCHAR, "name" VARCHAR, labels ${labels})`,
    location: 'STRUCT("location" VARCHAR, region VARCHAR, "zone" VARCHAR)',
    usage: 'STRUCT(amount DOUBLE, unit VARCHAR, amount_in_pricing_units DOUBLE, pricing_unit VARCHAR)',
    resource: 'STRUCT("name" VARCHAR, global_name VARCHAR)',
    credits: 'STRUCT("name" VARCHAR, amount DOUBLE, id VARCHAR, "type" VARCHAR)[]',
  };
  const columns = Object.entries(types).map(([name, type]) => `"${name}": '${type.replaceAll("'", "''")}'`);
  await bills.parquet('export.parquet', `SELECT * FROM read_json('${file}', columns = {${columns.join(', ')}})`);
  const flat = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        typeof value !== 'object' || value === null
          ? [[name, value]]
          : Array.isArray(value)
            ? [[name, JSON.stringify(value)]]
            : Object.entries(value).map(([field, inner]) => [
                `${name}.${field}`,
                Array.isArray(inner) ? JSON.stringify(inner) : (inner as unknown),
              ])
      )
    )
  );
  const header = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  await bills.write('flat.csv', Papa.unparse(flat, { columns: header }));
}

const format = { format: 'gcp-billing' } as const;

describe.each([
  ['JSON lines', 'lines.jsonl'],
  ['JSON lines, gzipped', 'gz/*.json.gz'],
  ['a JSON array', 'array.json'],
  ['Parquet', 'export.parquet'],
  ['flattened CSV', 'flat.csv'],
])('%s', (_, location) => {
  it('makes the row a charge before credits and each credit one of its own', async () => {
    const found = await sums(bills, location, format, 'ChargeCategory');
    const costs = {
      Usage: 13.5000001, // 10 + 1e-7 + 4 - 0.5
      Credit: -7.5, // -2.5 - 1 - 4
      Tax: 0.75,
      Adjustment: -2.995, // -3 + 0.005
    };
    const expected = {
      BilledCost: costs,
      EffectiveCost: costs,
      ContractedCost: costs,
      ListCost: { ...costs, Usage: 15.5000001 }, // 12 + 1e-7 + 4 - 0.5
      ConsumedQuantity: { Usage: 3602 }, // no credit has a quantity
      PricingQuantity: { Usage: 51 },
    };
    for (const [measure, groups] of Object.entries(expected)) {
      const actual = found[measure as keyof typeof expected] ?? {};
      expect(Object.keys(actual).sort()).toEqual(Object.keys(groups).sort());
      for (const [category, amount] of Object.entries(groups)) {
        expect(actual[category]).toBeCloseTo(amount, 12);
      }
    }
  });

  it('adds up to the raw file, read and rolled up', async () => {
    const credits = rows.flatMap((row) => row.credits ?? []);
    const net = Decimal.sum(...rows.map(({ cost }) => cost), ...credits.map(({ amount }) => amount)).toNumber();
    const list = Decimal.sum(
      ...rows.map((row) => row.cost_at_list ?? row.cost),
      ...credits.map(({ amount }) => amount)
    ).toNumber();
    for (const read of [sums, rolledSums]) {
      for (const key of ['ServiceName', 'SubAccountId', 'tag:team']) {
        const found = await read(bills, location, format, key);
        expect(total(found.BilledCost)).toBeCloseTo(net, 9);
        expect(total(found.EffectiveCost)).toBeCloseTo(net, 9);
        expect(total(found.ListCost)).toBeCloseTo(list, 9);
      }
    }
  });

  it('finds labels in their places, accounts, places and commitments', async () => {
    const by = async (key: string) => (await sums(bills, location, format, key, ['BilledCost'])).BilledCost ?? {};
    expect(await by('tag:team')).toMatchObject({ search: 6.5, checkout: -0.5 }); // first match; 10 - 3.5 and 4 - 4 - 0.5
    expect(Object.keys(await by('tag:labels/team')).sort()).toEqual(['-', 'checkout', 'search']);
    expect(Object.keys(await by('tag:project.labels/env')).sort()).toEqual(['-', 'prod']);
    expect(Object.keys(await by('tag:system_labels/compute.googleapis.com/cores')).sort()).toEqual(['-', '4']);
    expect(await by('SkuId')).toMatchObject({ '0456': -0.5 });
    expect(Object.keys(await by('SubAccountName')).sort()).toEqual(['-', 'Shop']);
    expect(Object.keys(await by('AvailabilityZone')).sort()).toEqual(['-', 'europe-west1-b']);
    expect(Object.keys(await by('ResourceId')).sort()).toEqual(['-', '//compute/vm-1']);
    expect(await by('CommitmentDiscountId')).toMatchObject({ 'cud-1': -2.5 });
    expect(await by('BillingPeriodStart')).toHaveProperty('2024-03-01');
    expect(await by('currency_conversion_rate')).toHaveProperty(['0.92']);
  });

  it('counts every charge and knows the currency', async () => {
    const answer = await bills.source.fetch(asked(bills, location, format, 'ServiceName', 'BilledCost'), never);
    expect(answer.facts).toMatchObject({ rows: 10, badRows: 0 }); // 7 rows and 3 credits
    expect(answer.facts.newestEnd).toBe(Date.parse('2024-03-05T11:00:00Z'));
    expect(answer.units).toEqual(['EUR']);
  });
});

it('loses no more than the line that is no JSON, and says which', async () => {
  const [first = '', second = ''] = lines.split('\n');
  await bills.write('bad.jsonl', `${first}\n{"cost": 1, \n${second}\n`);
  const answer = await bills.source.fetch(asked(bills, 'bad.jsonl', format, 'ServiceName', 'BilledCost'), never);
  expect(answer.facts).toMatchObject({
    rows: 4,
    badRows: 1,
    badSamples: ['bad.jsonl row 2: ChargePeriodStart is empty'],
  });
  expect(byGroup(answer)['Compute Engine']).toBeCloseTo(6.5000001, 12);
});

it('reads an export without credits, list prices or resources', async () => {
  await bills.write('plain.csv', 'usage_start_time,cost,service_description\n2024-03-05 10:00:00 UTC,1.5,Run\n');
  const question = request(bills, 'plain.csv', { dataset: dataset('plain.csv', format) });
  expect(byDay(await bills.source.fetch(question, never))).toEqual({ '2024-03-05': 1.5 });
  await expect(bills.source.fetch({ ...question, measure: 'ListCost' }, never)).rejects.toMatchObject({
    code: 'notFound',
  });
});

it('takes credits that are no JSON as none', async () => {
  const content =
    'usage_start_time,cost,credits\n2024-03-05 10:00:00 UTC,1.5,"[{""amount"":-1}]"\n2024-03-05 10:00:00 UTC,2,oops\n';
  await bills.write('oops.csv', content);
  const question = request(bills, 'oops.csv', { dataset: dataset('oops.csv', format) });
  expect(byDay(await bills.source.fetch(question, never))).toEqual({ '2024-03-05': 2.5 }); // 1.5 - 1 + 2
});

it('counts a commitment once: its fee, and the usage that its credit takes back', async () => {
  // 20 of usage at 5 an hour; the fee of 12 covers 16 of it, a sustained-use discount takes 1, a promotion 2, a refund 3.
  const charge = (cost: number, more: Partial<Row> = {}): Row => ({ ...of, ...at, ...compute, cost_type: 'regular', cost, cost_at_list: cost, ...more }); // prettier-ignore
  const credit = (amount: number, type: string, id = '') => ({ name: type, amount, id, type });
  const bill = [
    charge(20, {
      usage: { amount: 4, unit: 'hours', amount_in_pricing_units: 4, pricing_unit: 'hour' },
      credits: [credit(-16, 'COMMITTED_USAGE_DISCOUNT', 'cud-1'), credit(-1, 'SUSTAINED_USAGE_DISCOUNT'), credit(-2, 'PROMOTION')], // prettier-ignore
    }),
    charge(12, { sku: { id: 'fee', description: 'Commitment v1: Cpu' } }),
    charge(1.5, { cost_type: 'tax' }),
    charge(-3, { cost_type: 'adjustment' }),
  ];
  await bills.write('committed.jsonl', bill.map((row) => JSON.stringify(row)).join('\n'));
  const found = await sums(bills, 'committed.jsonl', format, 'ChargeCategory');
  const costs = { Usage: 32, Credit: -19, Tax: 1.5, Adjustment: -3 }; // 20 + 12; 16 + 1 + 2
  expect(found.BilledCost).toEqual(costs);
  expect(found.EffectiveCost).toEqual(costs);
  expect(found.ConsumedQuantity).toEqual({ Usage: 4 });
  expect(total(found.BilledCost)).toBe(11.5);
  const status = await sums(bills, 'committed.jsonl', format, 'CommitmentDiscountStatus', ['EffectiveCost']);
  expect(status.EffectiveCost).toEqual({ Used: -16, '-': 27.5 });
});
