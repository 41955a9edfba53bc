import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createService } from './create-service.ts';
import type { Service } from './service.ts';

let directory: string;
let service: Service;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'quantities-'));
  const header =
    'ChargePeriodStart,ChargePeriodEnd,BillingCurrency,EffectiveCost,BilledCost,ChargeCategory,ServiceName,ConsumedQuantity,ConsumedUnit';
  const rows = [
    '2026-06-01,2026-06-02,USD,3,3,Usage,Amazon S3,100,GB-Mo',
    '2026-06-02,2026-06-03,USD,4,4,Usage,Amazon S3,50,GB-Mo',
    '2026-06-02,2026-06-03,USD,9,9,Usage,Amazon S3,7000,Requests',
    '2026-06-02,2026-06-03,USD,2,2,Usage,AWS Lambda,900,Requests',
    '2026-06-02,2026-06-03,USD,50,50,Tax,,,',
    '2026-06-02,2026-06-03,USD,1,1,Usage,AWS Support,,',
    '2026-01-02,2026-01-03,USD,99,99,Usage,Amazon S3,1,TB-Mo',
  ];
  writeFileSync(path.join(directory, 'bill.csv'), [header, ...rows, ''].join('\n'));
  service = createService({
    allowed: [directory],
    cachePath: path.join(directory, 'cache'),
    buildRollups: false,
    log: { info: () => undefined, warn: () => undefined },
    now: () => Date.parse('2026-06-05T00:00:00Z'),
  });
});
afterAll(async () => {
  await service.close();
  rmSync(directory, { recursive: true });
});

const jsonData = () =>
  JSON.stringify({
    connections: [{ name: 'here', type: 'files', path: directory }],
    costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: 'bill.csv' }],
  });
const context = () => ({ dataSource: { uid: 'u', name: 'n', jsonData: jsonData(), secureJsonData: {} }, headers: {} });

describe('quantities of the bill', () => {
  it('are offered by service and unit, the most expensive first, of the last weeks and of usage alone', async () => {
    const request = { method: 'GET', path: 'quantities', query: new URLSearchParams(), body: new Uint8Array() };
    const { status, body } = await service.callResource(context(), request, new AbortController().signal);
    expect(status).toBe(200);
    expect(JSON.parse(new TextDecoder().decode(body))).toEqual([
      { dataset: 'cloud', service: 'Amazon S3', unit: 'Requests', quantity: 7000, cost: 9 },
      { dataset: 'cloud', service: 'Amazon S3', unit: 'GB-Mo', quantity: 150, cost: 7 },
      { dataset: 'cloud', service: 'AWS Lambda', unit: 'Requests', quantity: 900, cost: 2 },
    ]);
  });

  it('are legs whose amount is that of the list', async () => {
    const query = {
      legs: [
        {
          name: 'stored',
          kind: 'cost',
          dataset: 'cloud',
          measure: 'ConsumedQuantity',
          chargeCategories: ['Usage'],
          filters: [
            { dimension: 'ServiceName', op: 'in', values: ['Amazon S3'] },
            { dimension: 'ConsumedUnit', op: 'in', values: ['GB-Mo'] },
          ],
        },
      ],
      formulas: [{ expression: 'stored' }],
      result: 'numeric',
      incomplete: 'include',
    };
    const range = { from: Date.parse('2026-06-01T00:00:00Z'), to: Date.parse('2026-06-03T00:00:00Z') };
    const request = { refId: 'A', json: JSON.stringify(query), ...range };
    const answer = (await service.queryData(context(), [request], new AbortController().signal)).get('A');
    const frames = answer !== undefined && 'frames' in answer ? answer.frames : [];
    const numbers = frames.flatMap(({ fields }) =>
      fields.flatMap(({ column }) => (column.type === 'number' ? [...column.values] : []))
    );
    expect(numbers).toEqual([150]);
  });
});
