import { Decimal } from 'decimal.js';
import { costDataset } from '../../model/cost-dataset.ts';
import { dataset, never, openTestBills, request, type TestBills } from '../testing.ts';
import { rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('costs.csv', csv);
  await bills.write('costs.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(async () => {
  await bills.close();
});

const rows = [
  { day: '2024-03-05', amount: 1.25, area: '007', tags: { 'my team': 'search' } },
  { day: '2024-03-05', amount: '-0.25', area: '7', tags: {} },
  { day: '2024-03-06', amount: 1e-7, area: null },
];
const csv = `day,amount,area,"label my team",ServiceName
2024-03-05,1.25,007,search,own
2024-03-05,-0.25,7,,own
2024-03-06,1e-7,NULL,,own
`;
const columns = { ChargePeriodStart: 'day', BilledCost: 'amount', EffectiveCost: 'amount', SubAccountId: 'area' };
const forms = [
  ['costs.csv', { format: 'table', columns, tags: { prefix: 'label ' } }],
  ['costs.jsonl', { format: 'table', columns, tags: 'tags' }],
] as const;

describe.each(forms)('%s', (location, format) => {
  it('reads the columns it is told', async () => {
    const by = async (key: string) => (await sums(bills, location, format, key, ['BilledCost'])).BilledCost;
    expect(await by('SubAccountId')).toEqual({ '007': 1.25, '7': -0.25, '-': 1e-7 });
    expect(await by('tag:my team')).toEqual({ search: 1.25, '-': -0.2499999 });
  });

  it('adds up to the raw file, read and rolled up', async () => {
    const sum = Decimal.sum(...rows.map(({ amount }) => amount)).toNumber();
    for (const read of [sums, rolledSums]) {
      const found = await read(bills, location, format, 'SubAccountId', ['BilledCost', 'EffectiveCost']);
      expect(total(found.BilledCost)).toBeCloseTo(sum, 9);
      expect(total(found.EffectiveCost)).toBeCloseTo(sum, 9);
    }
  });

  it('has nothing that it was not told of, whatever the file has', async () => {
    await expect(sums(bills, location, format, 'ServiceName', ['BilledCost'])).rejects.toMatchObject({
      code: 'notFound',
    });
    await expect(sums(bills, location, format, 'SubAccountId', ['ListCost'])).rejects.toMatchObject({
      code: 'notFound',
    });
  });
});

it('names the columns that the file lacks', async () => {
  const wrong = dataset('costs.csv', { format: 'table', columns: { ChargePeriodStart: 'when', BilledCost: 'amount' } });
  await expect(bills.source.fetch(request(bills, 'costs.csv', { dataset: wrong }), never)).rejects.toMatchObject({
    message: expect.stringContaining('The file has no column when, needed for mapped table.') as string,
  });
});

it('keeps two datasets apart that read the same file differently', async () => {
  const half = { ...columns, BilledCost: 'none', EffectiveCost: 'amount' };
  const good = await sums(bills, 'costs.csv', forms[0][1], 'SubAccountId', ['BilledCost']);
  await expect(
    sums(bills, 'costs.csv', { format: 'table', columns: half }, 'SubAccountId', ['BilledCost'])
  ).rejects.toMatchObject({ code: 'badData' });
  expect(await sums(bills, 'costs.csv', forms[0][1], 'SubAccountId', ['BilledCost'])).toEqual(good);
});

describe('the entry', () => {
  const entry = { name: 'cloud', connection: 'exports', location: 'x' };

  it('needs its two columns', () => {
    const messages = (more: object) =>
      costDataset
        .safeParse({ ...entry, ...more })
        .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(messages({ format: 'table', columns: { BilledCost: 'a' } })).toEqual([
      'columns: the format table needs the columns that hold ChargePeriodStart',
    ]);
    expect(messages({ format: 'table' })).toEqual([
      'columns: the format table needs the columns that hold ChargePeriodStart and BilledCost',
    ]);
    expect(messages({ format: 'focus', tags: 'x' })).toEqual(['tags: is for the format table; focus knows its own']);
    expect(messages({ format: 'table', columns })).toBeUndefined();
  });
});
