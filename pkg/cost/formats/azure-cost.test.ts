import { Decimal } from 'decimal.js';
import Papa from 'papaparse';
import { byGroup, dataset, never, openTestBills, request, type TestBills } from '../testing.ts';
import { asked, rolledSums, sums, total } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('ea-actual.csv', `\uFEFF${actual}`);
  await bills.write('ea-german.csv', `\uFEFF${[german, ...actual.split('\n').slice(1)].join('\n')}`);
  await bills.write('ea-amortised.csv', amortised);
  await bills.parquet(
    'ea-actual.parquet',
    `SELECT * REPLACE (CAST(CostInBillingCurrency AS DOUBLE) AS CostInBillingCurrency, CAST(Quantity AS DOUBLE) AS Quantity,
      CAST(UnitPrice AS DOUBLE) AS UnitPrice, CAST(PayGPrice AS DOUBLE) AS PayGPrice, strptime("Date", '%m/%d/%Y') AS "Date")
      FROM read_csv('${bills.root}/ea-actual.csv', all_varchar = true)`
  );
});
afterAll(async () => {
  await bills.close();
});

const header =
  'Date,ChargeType,PricingModel,CostInBillingCurrency,Quantity,UnitPrice,PayGPrice,BillingCurrencyCode,SubscriptionId,MeterCategory,ReservationId,Tags,ResourceLocation';
const german =
  'Datum (Date),Gebührentyp (ChargeType),Preismodell (PricingModel),Kosten (CostInBillingCurrency),Menge (Quantity),Preis (UnitPrice),Listenpreis (PayGPrice),Währung (BillingCurrencyCode),Abonnement (SubscriptionId),Kategorie (MeterCategory),Reservierung (ReservationId),Markierungen (Tags),Ort (ResourceLocation)';
const search = '"""team"": ""search"",""env"": ""prod"""';
const checkout = '"{""team"": ""checkout""}"';
const actual = `${header}
03/05/2024,Usage,OnDemand,10,100,0.1,0.12,EUR,0042,Virtual Machines,,${search},westeurope
3/5/2024,Usage,Reservation,0,24,0.25,0.5,EUR,0042,Virtual Machines,ri-1,${checkout},westeurope
03/01/2024,Purchase,Reservation,300,1,300,,EUR,0042,Reservations,ri-1,,
03/06/2024,Refund,Reservation,-20,-1,20,,EUR,0042,Reservations,ri-1,,
03/06/2024,Usage,OnDemand,0.0000001,0.001,,,EUR,0042,Storage,,,westeurope
03/06/2024,RoundingAdjustment,,0.005,,,,EUR,0042,,,,
03/06/2024,Usage,Spot,-0.5,1,-0.5,1,EUR,0042,Virtual Machines,,${search},westeurope
`;
// The same month: the fee of the reservation lies on those who used it, and on nobody.
const amortised = `${header}
03/05/2024,Usage,OnDemand,10,100,0.1,0.12,EUR,0042,Virtual Machines,,${search},westeurope
03/05/2024,Usage,Reservation,4.8,24,0.25,0.5,EUR,0042,Virtual Machines,ri-1,${checkout},westeurope
03/05/2024,UnusedReservation,Reservation,1.2,6,0,0,EUR,0042,Virtual Machines,ri-1,,westeurope
03/06/2024,Usage,Spot,-0.5,1,-0.5,1,EUR,0042,Virtual Machines,,${search},westeurope
`;
const format = { format: 'azure-cost' } as const;

function expectSums(found: Awaited<ReturnType<typeof sums>>, expected: Record<string, Record<string, number>>): void {
  for (const [measure, groups] of Object.entries(expected)) {
    const actualSums = found[measure as keyof typeof found] ?? {};
    expect(Object.keys(actualSums).sort()).toEqual(Object.keys(groups).sort());
    for (const [group, amount] of Object.entries(groups)) {
      expect(actualSums[group]).toBeCloseTo(amount, 12);
    }
  }
}

describe.each(['ea-actual.csv', 'ea-german.csv', 'ea-actual.parquet'])('an actual export of an EA: %s', (location) => {
  it('is what the invoice says', async () => {
    const billed = {
      Usage: 9.5000001, // 10 + 0 (reserved) + 1e-7 - 0.5
      Purchase: 300,
      Adjustment: -19.995, // -20 + 0.005
    };
    expectSums(await sums(bills, location, format, 'ChargeCategory'), {
      BilledCost: billed,
      EffectiveCost: billed, // nothing to amortise by
      ListCost: { ...billed, Usage: 25.0000001 }, // 100 x 0.12 + 24 x 0.5 + 1e-7 + 1 x 1
      ContractedCost: { ...billed, Usage: 15.5000001 }, // 100 x 0.1 + 24 x 0.25 + 1e-7 - 0.5
      ConsumedQuantity: { Usage: 125.001 }, // 100 + 24 + 0.001 + 1
    });
  });

  it('adds up to the raw file, read and rolled up', async () => {
    const raw = Papa.parse<Record<string, string>>(actual, { header: true, skipEmptyLines: true }).data;
    const invoice = Decimal.sum(...raw.map((row) => row['CostInBillingCurrency'] ?? '0')).toNumber();
    for (const read of [sums, rolledSums]) {
      for (const key of ['ServiceName', 'SubAccountId', 'tag:team']) {
        const found = await read(bills, location, format, key, ['BilledCost', 'EffectiveCost']);
        expect(total(found.BilledCost)).toBeCloseTo(invoice, 9);
        expect(total(found.EffectiveCost)).toBeCloseTo(invoice, 9);
      }
    }
  });

  it('reads dates, ids, tags with and without braces, and reservations', async () => {
    const by = async (key: string) =>
      (await sums(bills, location, format, key, ['ContractedCost'])).ContractedCost ?? {};
    expect(await by('tag:team')).toMatchObject({ search: 9.5, checkout: 6 });
    expect(await by('tag:env')).toMatchObject({ prod: 9.5 });
    expect(Object.keys(await by('SubAccountId'))).toEqual(['0042']);
    expect(Object.keys(await by('RegionId')).sort()).toEqual(['-', 'westeurope']);
    expect(await by('CommitmentDiscountStatus')).toMatchObject({ Used: 6 });
    expect(await by('MeterCategory')).toMatchObject({ 'Virtual Machines': 15.5 }); // Azure's own column
    const answer = await bills.source.fetch(asked(bills, location, format, 'ServiceName', 'BilledCost'), never);
    expect(answer.facts).toMatchObject({ rows: 7, badRows: 0 });
    expect(answer.facts.newestEnd).toBe(Date.parse('2024-03-07T00:00:00Z'));
    expect(answer.units).toEqual(['EUR']);
  });
});

it('takes the effective costs from an amortised export, and bills nothing for covered usage', async () => {
  expectSums(await sums(bills, 'ea-amortised.csv', format, 'ChargeCategory'), {
    BilledCost: { Usage: 9.5 }, // 10 + 0 + 0 - 0.5; the fee is in the actual export
    EffectiveCost: { Usage: 15.5 }, // 10 + 4.8 + 1.2 - 0.5
    ListCost: { Usage: 25 }, // 12 + 12 + 0 (unused) + 1
    ContractedCost: { Usage: 15.5 }, // 10 + 6 + 0 - 0.5
    ConsumedQuantity: { Usage: 125 }, // the 6 unused hours were not consumed
  });
  const status = await sums(bills, 'ea-amortised.csv', format, 'CommitmentDiscountStatus', ['EffectiveCost']);
  expect(status.EffectiveCost).toEqual({ '-': 9.5, Used: 4.8, Unused: 1.2 });
});

it('gives each charge of savings plans, tax, credits and refunds its category, and each cost what it is', async () => {
  // 2.7 of a plan of 3.5: 0.8 is unused. Only what is no commitment's is billed in an amortised export.
  await bills.write(
    'ea-plan.csv',
    `${header}
03/05/2024,Usage,SavingsPlan,2.7,10,0.4,0.5,EUR,0042,Virtual Machines,sp-1,,westeurope
03/05/2024,UnusedSavingsPlan,SavingsPlan,0.8,0,0,0,EUR,0042,Virtual Machines,sp-1,,westeurope
03/05/2024,Usage,OnDemand,6,12,0.5,0.6,EUR,0042,Virtual Machines,,,westeurope
03/31/2024,Tax,,1.9,,,,EUR,0042,,,,
03/31/2024,Credit,,-1.5,,,,EUR,0042,,,,
03/31/2024,Refund,,-0.4,,,,EUR,0042,,,,
`
  );
  const others = { Tax: 1.9, Credit: -1.5, Adjustment: -0.4 };
  expectSums(await sums(bills, 'ea-plan.csv', format, 'ChargeCategory'), {
    BilledCost: { Usage: 6, ...others }, // 0 (covered) + 0 (unused) + 6
    EffectiveCost: { Usage: 9.5, ...others }, // 2.7 + 0.8 + 6
    ListCost: { Usage: 12.2, ...others }, // 10 x 0.5 + 0 + 12 x 0.6
    ContractedCost: { Usage: 10, ...others }, // 10 x 0.4 + 0 + 12 x 0.5
    ConsumedQuantity: { Usage: 22 }, // 10 + 12
  });
  const status = await sums(bills, 'ea-plan.csv', format, 'CommitmentDiscountStatus', ['EffectiveCost']);
  expect(status.EffectiveCost).toEqual({ '-': 6, Used: 2.7, Unused: 0.8 });
});

it('reads an MCA export, whose prices may be in another currency', async () => {
  await bills.write(
    'mca.csv',
    `date,chargeType,pricingModel,costInBillingCurrency,paygCostInBillingCurrency,quantity,unitPrice,exchangeRatePricingToBilling,billingCurrency,billingProfileId,SubscriptionId,invoiceId,tags
2024-03-05,Usage,OnDemand,18,25,10,2,0.9,EUR,BP-1,sub,G001,"{""team"": ""search""}"
2024-03-05T00:00:00Z,Purchase,SavingsPlan,100,0,1,111.11,0.9,EUR,BP-1,sub,G001,
`
  );
  expectSums(await sums(bills, 'mca.csv', format, 'ChargeCategory'), {
    BilledCost: { Usage: 18, Purchase: 100 },
    ListCost: { Usage: 25, Purchase: 100 },
    ContractedCost: { Usage: 18, Purchase: 100 }, // 10 x 2 USD x 0.9
  });
  expect((await sums(bills, 'mca.csv', format, 'tag:team', ['BilledCost'])).BilledCost).toEqual({
    search: 18,
    '-': 100,
  });
  expect((await sums(bills, 'mca.csv', format, 'InvoiceId', ['BilledCost'])).BilledCost).toEqual({ G001: 118 });
});

it('names bad rows and tags that cannot be read', async () => {
  await bills.write(
    'bad.csv',
    `Date,Cost,SubscriptionId,Tags
13/45/2024,1,a,
03/05/2024,lots,a,
03/05/2024,NULL,a,
03/05/2024,2,(null),{team
`
  );
  const question = request(bills, 'bad.csv', { dataset: dataset('bad.csv', format), groupBy: [] });
  const answer = await bills.source.fetch(question, never);
  expect(byGroup(answer)).toEqual({ '': 2 });
  expect(answer.facts.badSamples).toEqual([
    'bad.csv row 1: ChargePeriodStart "2024-13-45" is not a timestamp',
    'bad.csv row 2: BilledCost "lots" is not a number',
  ]);
  expect((await sums(bills, 'bad.csv', format, 'tag:team', ['BilledCost'])).BilledCost).toEqual({ '-': 2 });
  expect((await bills.source.inspect(question, never)).malformedTags).toBe(1);
});
