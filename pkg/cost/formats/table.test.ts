import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Decimal } from 'decimal.js';
import { costDataset } from '../../model/cost-dataset.ts';
import { byDay, dataset, day, never, openTestBills, request, type TestBills } from '../testing.ts';
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

it('gives each of two datasets the days that its own column says, in this process and in the next', async () => {
  await bills.write('two-dates.csv', 'used,invoiced,amount\n2024-01-05,2024-03-05,10\n2024-01-06,2024-03-06,20\n');
  const ask = async (source: TestBills['source'], start: string, from: string, to: string) => {
    const read = dataset('two-dates.csv', { format: 'table', columns: { ChargePeriodStart: start, BilledCost: 'amount' } }); // prettier-ignore
    const days = { from: day(from), to: day(to) };
    return byDay(await source.fetch(request(bills, 'two-dates.csv', { dataset: read, days }), never));
  };
  const january = ['2024-01-01', '2024-02-01'] as const;
  const march = ['2024-03-01', '2024-04-01'] as const;
  expect(await ask(bills.source, 'used', ...january)).toEqual({ '2024-01-05': 10, '2024-01-06': 20 });
  expect(await ask(bills.source, 'invoiced', ...march)).toEqual({ '2024-03-05': 10, '2024-03-06': 20 });
  expect(await ask(bills.source, 'invoiced', ...january)).toEqual({});
  await bills.source.settled(); // the roll-up keeps what is known of the file
  const next = bills.another();
  expect(await ask(next, 'invoiced', ...march)).toEqual({ '2024-03-05': 10, '2024-03-06': 20 });
  expect(await ask(next, 'used', ...march)).toEqual({});
  await next.settled();
  await next.close();

  // What an earlier version wrote of one dataset's file, by the other's column, is not believed.
  const rollup = path.join(bills.cache, 'rollup');
  for (const name of await readdir(rollup)) {
    const manifest = path.join(rollup, name, 'manifest.json');
    const wrong = (await readFile(manifest, 'utf8')).replace(/"version":\d+/, '"version":1').replaceAll(/"(first|last)Day":\d+/g, '"$1Day":0'); // prettier-ignore
    await writeFile(manifest, wrong);
  }
  const later = bills.another();
  expect(await ask(later, 'invoiced', ...march)).toEqual({ '2024-03-05': 10, '2024-03-06': 20 });
  await later.settled();
  await later.close();
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
