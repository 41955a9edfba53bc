import { gzipSync } from 'node:zlib';
import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import { byDay, dataset, never, openTestBills, request, type TestBills } from '../testing.ts';
import { rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('report.csv.gz', gzipSync(content));
});
afterAll(async () => {
  await bills.close();
});

const content = `lineItem/referenceNo,lineItem/tenantId,lineItem/intervalUsageStart,lineItem/intervalUsageEnd,product/service,product/compartmentId,product/compartmentName,product/region,product/resourceId,usage/billedQuantity,cost/productSku,cost/myCost,cost/currencyCode,cost/billingUnitReadable,lineItem/isCorrection,lineItem/backreferenceNo,tags/team,tags/Finance.CostCenter
a,ocid1.tenancy,2024-03-05T10:00Z,2024-03-05T11:00Z,COMPUTE,c-1,Shop,eu-frankfurt-1,vm-1,4,B88514,10.25,EUR,ONE OCPU HOURS,false,,search,0042
b,ocid1.tenancy,2024-03-05T11:00Z,2024-03-05T12:00Z,COMPUTE,c-1,Shop,eu-frankfurt-1,vm-1,4,B88514,0.0000001,EUR,ONE OCPU HOURS,false,,search,0042
c,ocid1.tenancy,2024-03-06T00:00Z,2024-03-07T00:00Z,OBJECTSTORE,c-2,Data,eu-frankfurt-1,bucket,100,B91628,2,EUR,ONE GiB MONTH,false,,,
d,ocid1.tenancy,2024-03-05T10:00Z,2024-03-05T11:00Z,COMPUTE,c-1,Shop,eu-frankfurt-1,vm-1,-1,B88514,-2.5,EUR,ONE OCPU HOURS,true,a,search,0042
`;
const format = { format: 'oci-cost' } as const;

it('adds corrections to what they correct', async () => {
  const question = request(bills, 'report.csv.gz', { dataset: dataset('report.csv.gz', format) });
  // 10.25 + 1e-7 - 2.5, and 2
  expect(byDay(await bills.source.fetch(question, never))).toEqual({ '2024-03-05': 7.7500001, '2024-03-06': 2 });
  const found = await sums(bills, 'report.csv.gz', format, 'ChargeClass', ['BilledCost', 'ConsumedQuantity']);
  expect(found.BilledCost).toEqual({ Correction: -2.5, '-': 12.2500001 });
});

it('adds up to the raw file, read and rolled up', async () => {
  const raw = Papa.parse<Record<string, string>>(content, { header: true, skipEmptyLines: true }).data;
  const invoice = Decimal.sum(...raw.map((row) => row['cost/myCost'] ?? '0')).toNumber();
  const measures = ['BilledCost', 'EffectiveCost', 'ContractedCost'] as const;
  for (const read of [sums, rolledSums]) {
    for (const key of ['ServiceName', 'SubAccountId', 'tag:team']) {
      const found = await read(bills, 'report.csv.gz', format, key, measures);
      for (const measure of measures) {
        expect(total(found[measure])).toBeCloseTo(invoice, 9);
      }
    }
  }
});

it('finds compartments, SKUs and tags with and without their namespace', async () => {
  const by = async (key: string) => (await sums(bills, 'report.csv.gz', format, key, ['BilledCost'])).BilledCost;
  expect(await by('SubAccountName')).toEqual({ Shop: 7.7500001, Data: 2 });
  expect(await by('SkuId')).toEqual({ B88514: 7.7500001, B91628: 2 });
  expect(await by('tag:team')).toEqual({ search: 7.7500001, '-': 2 });
  expect(await by('tag:Finance.CostCenter')).toEqual({ '0042': 7.7500001, '-': 2 });
  expect(await by('tag:CostCenter')).toEqual({ '0042': 7.7500001, '-': 2 });
});

it('says that there is no list price', async () => {
  const question = request(bills, 'report.csv.gz', { dataset: dataset('report.csv.gz', format), measure: 'ListCost' });
  await expect(bills.source.fetch(question, never)).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringContaining('They have BilledCost, EffectiveCost, ContractedCost') as string,
  });
});
