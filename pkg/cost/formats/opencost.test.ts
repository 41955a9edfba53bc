import { Decimal } from 'decimal.js';
import { openTestBills, type TestBills } from '../testing.ts';
import { rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('allocations.jsonl', allocations.map((one) => JSON.stringify(one)).join('\n'));
  await bills.write('assets.json', JSON.stringify(assets));
  await bills.write(
    'export.csv',
    `Date,Namespace,ControllerKind,ControllerName,Pod,Container,CPUCost,RAMCost,TotalCost,Label_app_kubernetes_io_name
2024-03-05,shop,deployment,web,web-1,nginx,1,0.5,1.5,frontend
2024-03-05,data,statefulset,db,db-0,postgres,0.0000001,0,0.0000001,
`
  );
});
afterAll(async () => {
  await bills.close();
});

const window = { start: '2024-03-05T00:00:00Z', end: '2024-03-06T00:00:00Z' };
const allocations = [
  {
    name: 'one/shop/web-1/nginx',
    properties: {
      ...{ cluster: 'one', namespace: 'shop', controller: 'web', pod: 'web-1', providerID: 'i-1' },
      labels: { team: 'search', app_kubernetes_io_name: 'frontend' },
      namespaceLabels: { owner: 'shop-team' },
    },
    ...{ window, start: '2024-03-05T10:00:00Z', end: '2024-03-05T11:00:00Z', cpuCost: 1, ramCost: 0.5, totalCost: 1.5 },
  },
  { name: 'one/__idle__', properties: { cluster: 'one' }, window, ...window, totalCost: 0.75 },
  { name: 'one/data/db-0', properties: { cluster: 'one', namespace: 'data' }, window, totalCost: 1e-7 },
];
const assets = [
  {
    type: 'Node',
    properties: {
      category: 'Compute',
      provider: 'AWS',
      account: '0042',
      service: 'Kubernetes',
      cluster: 'one',
      providerID: 'i-1',
    },
    labels: { team: 'platform' },
    ...{ window, ...window, totalCost: 2.25 },
  },
];
const format = { format: 'opencost' } as const;
const by = async (location: string, key: string) =>
  (await sums(bills, location, format, key, ['BilledCost'])).BilledCost;

it('reads allocations with their places and labels', async () => {
  const file = 'allocations.jsonl';
  expect(await by(file, 'x_Namespace')).toEqual({ shop: 1.5, '-': 0.75, data: 1e-7 });
  expect(await by(file, 'SubAccountId')).toEqual({ one: 2.2500001 });
  expect(await by(file, 'tag:team')).toEqual({ search: 1.5, '-': 0.7500001 });
  expect(await by(file, 'tag:app.kubernetes.io/name')).toEqual({ frontend: 1.5, '-': 0.7500001 });
  expect(await by(file, 'tag:namespaceLabels/owner')).toEqual({ 'shop-team': 1.5, '-': 0.7500001 });
});

it('reads assets and the CSV export', async () => {
  expect(await by('assets.json', 'ProviderName')).toEqual({ AWS: 2.25 });
  expect(await by('assets.json', 'tag:team')).toEqual({ platform: 2.25 });
  expect(await by('export.csv', 'x_Namespace')).toEqual({ shop: 1.5, data: 1e-7 });
  expect(await by('export.csv', 'x_Controller')).toEqual({ web: 1.5, db: 1e-7 });
  expect(await by('export.csv', 'tag:app.kubernetes.io/name')).toEqual({ frontend: 1.5, '-': 1e-7 });
});

it('adds up to the raw file, read and rolled up', async () => {
  const sum = Decimal.sum(...allocations.map(({ totalCost }) => totalCost)).toNumber();
  for (const read of [sums, rolledSums]) {
    const found = await read(bills, 'allocations.jsonl', format, 'x_Namespace', ['BilledCost', 'EffectiveCost']);
    expect(total(found.BilledCost)).toBeCloseTo(sum, 9);
    expect(total(found.EffectiveCost)).toBeCloseTo(sum, 9);
  }
});
