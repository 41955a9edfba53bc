import Decimal from 'decimal.js';
import { openTestBills, type TestBills } from '../cost/testing.ts';
import type { Frame } from '../model/frame.ts';
import { ask, datesOf, noticesOf, seriesOf, type Asked } from './testing/ask.ts';

/** The points of design section 4 that are about charges as bills have them, from real files to the answer. */
let bills: TestBills;
beforeEach(async () => {
  bills = await openTestBills();
});
afterEach(async () => {
  await bills.close();
});

const header =
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ChargeClass,BillingPeriodStart';

async function write(name: string, ...rows: string[]): Promise<void> {
  await bills.write(name, `${[header, ...rows].join('\n')}\n`);
}

interface Costs {
  readonly [name: string]: Readonly<Record<string, unknown>>;
}

/** Asks twice, of the files and of their roll-up, which have to agree but for the last digits of a double. */
async function answer(
  query: Readonly<Record<string, unknown>>,
  asked: Asked,
  costs: Costs,
  settings: Readonly<Record<string, unknown>> = {}
) {
  const world = {
    cost: bills.source,
    settings: {
      connections: [{ name: 'here', type: 'files', path: bills.root }],
      costs: Object.entries(costs).map(([name, more]) => ({ name, connection: 'here', format: 'focus', ...more })),
      ...settings,
    },
  };
  const scanned = await ask(world, query, asked);
  await bills.source.settled();
  const rolled = await ask(world, query, asked);
  expect(rounded(rolled)).toEqual(rounded(scanned));
  return rolled;
}

function rounded(frames: readonly Frame[]): Record<string, (number | null)[]> {
  const series = Object.entries(seriesOf(frames));
  return Object.fromEntries(series.map(([name, values]) => [name, values.map((one) => one && Number(one.toFixed(9)))]));
}

const cost = { formulas: [{ name: 'cost', expression: 'cost' }] };
const billed = { formulas: [{ name: 'cost', expression: 'billed_cost' }] };

describe('semantics 4: grain of charges', () => {
  const day = { from: '2024-03-31', to: '2024-03-31' };
  const rows = [
    '2024-03-31T00:00:00Z,2024-03-31T01:00:00Z,5,5,USD,Compute,,',
    '2024-03-31T22:00:00Z,2024-03-31T23:00:00Z,7,7,USD,Compute,,', // 00:00 on 1 April in Berlin
    '2024-03-31,2024-04-01,46,46,USD,Support,,', // 2 an hour on the day of 23
    '2024-04-04,2024-04-05,1,1,USD,Support,,',
  ];

  it('has hours where the dataset asks for them, on a day of 23 of them', async () => {
    await write('bill.csv', ...rows);
    const hourly = { cloud: { location: 'bill.csv', rollup: { grain: 'hour' } } };
    const berlin = { timezone: 'Europe/Berlin' };
    // A range of one day is answered by the hour where the legs allow it, and by the hour when asked.
    for (const grain of ['auto', 'hour']) {
      const frames = await answer({ ...cost, grain }, day, hourly, berlin);
      const hours = seriesOf(frames)['cost'] ?? [];
      // The range is widened to local days: 31 March, and 1 April, in which 23:59:59 UTC lies.
      expect(hours).toHaveLength(23 + 24);
      expect(hours.slice(0, 4)).toEqual([2, 7, 2, 2]); // 00:00 UTC is the second hour of the day
      expect(hours[22]).toBe(2);
      expect(hours.slice(23, 25)).toEqual([7, 0]);
    }
    const daily = seriesOf(await answer({ ...cost, grain: 'day' }, day, hourly, berlin));
    expect(daily).toEqual({ cost: [51, 7] });
  });

  it('stays with days where one dataset of the leg does not', async () => {
    await write('bill.csv', ...rows);
    const two = {
      cloud: { location: 'bill.csv', rollup: { grain: 'hour' } },
      other: { location: 'bill.csv' },
    };
    const frames = await answer({ ...cost, grain: 'hour' }, day, two);
    expect(datesOf(frames[0])).toEqual(['2024-03-31']);
    expect(seriesOf(frames)).toEqual({ cost: [2 * 58] });
  });
});

describe('semantics 5: long charges', () => {
  const rows = [
    '2024-01-15,2024-02-14,300,300,USD,Fee,,', // 30 days of 10: 17 in January, 13 in February
    '2024-01-31,2024-02-01,1,1,USD,Compute,,',
    '2024-02-01T10:00:00Z,2024-02-01T11:00:00Z,2,2,USD,Compute,,',
    '2024-02-28T12:00:00Z,2024-03-01T00:00:00Z,8,8,USD,Compute,,', // a day and a half is two days: 28 and 29 February
  ];
  const asked = { from: '2024-01-01', to: '2024-02-29' };
  const included = { incomplete: 'include' };

  it('are booked on their start day for the billed cost and spread over their days for the effective', async () => {
    await write('fees.csv', ...rows);
    const costs = { cloud: { location: 'fees.csv' } };
    const byMonth = { grain: 'month', ...included };
    expect(seriesOf(await answer({ ...billed, ...byMonth }, asked, costs))).toEqual({ cost: [301, 10] });
    expect(seriesOf(await answer({ ...cost, ...byMonth }, asked, costs))).toEqual({ cost: [171, 140] });
    const days = { from: '2024-02-12', to: '2024-02-15' };
    expect(seriesOf(await answer({ ...cost, grain: 'day', ...included }, days, costs))).toEqual({
      cost: [10, 10, null, null],
    });
    const end = { from: '2024-02-28', to: '2024-03-01' };
    expect(seriesOf(await answer({ ...cost, grain: 'day', ...included }, end, costs))).toEqual({ cost: [4, 4, null] });
  });

  it('follow the dataset, whose choice the plan shows', async () => {
    await write('fees.csv', ...rows);
    const costs = { cloud: { location: 'fees.csv', longCharges: { BilledCost: 'spread', EffectiveCost: 'book' } } };
    const spread = await answer({ ...billed, grain: 'month', ...included }, asked, costs);
    expect(seriesOf(spread)).toEqual({ cost: [171, 140] });
    expect(spread[0]?.meta.executedQueryString).toContain('BilledCost of cloud (long charges spread)');
    const booked = await answer({ ...cost, grain: 'month', ...included }, asked, costs);
    expect(seriesOf(booked)).toEqual({ cost: [301, 10] });
    expect(booked[0]?.meta.executedQueryString).toContain('EffectiveCost of cloud (long charges on their start day)');
  });
});

describe('semantics 11: money is exact', () => {
  const march = { from: '2024-03-01', to: '2024-03-31' };
  const whole = { result: 'numeric', incomplete: 'include' };

  /** Amounts such as 0.1 that no double holds, credits, and two huge ones that cancel out on one day. */
  const amounts = Array.from({ length: 10_000 }, (_, i) => {
    const small = new Decimal((i * 7919) % 1_000).plus(1).div(10);
    return i % 17 === 0 ? small.negated() : i % 3 === 0 ? small.plus('0.0000008') : small;
  }).concat(new Decimal('123456789012.34'), new Decimal('-123456789012.34'));
  const exact = amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0));
  const value = (frames: Awaited<ReturnType<typeof answer>>) => seriesOf(frames)['cost']?.[0] ?? NaN;

  it('in CSV files to the last digit', async () => {
    await write('bill.csv', ...amounts.map((amount, i) => row(amount, i)));
    const found = value(await answer({ ...cost, ...whole }, march, { cloud: { location: 'bill.csv' } }));
    expect(exact.minus(found).abs().toNumber()).toBeLessThan(1e-9);
  });

  // Doubles near 123456789012.34 are 1.5e-5 apart, and a compensated sum is off by no more than a few such steps.
  it.each([
    ['DOUBLE', 1e-4],
    ['DECIMAL(30, 10)', 1e-9],
  ])('in Parquet files of %s to within %d', async (type, within) => {
    await write('rows.csv', ...amounts.map((amount, i) => row(amount, i)));
    await bills.parquet(
      'bill.parquet',
      `SELECT * REPLACE (CAST(EffectiveCost AS ${type}) AS EffectiveCost, CAST(BilledCost AS ${type}) AS BilledCost)
       FROM read_csv('${bills.root}/rows.csv', header = true, all_varchar = true)`
    );
    const found = value(await answer({ ...cost, ...whole }, march, { cloud: { location: 'bill.parquet' } }));
    expect(exact.minus(found).abs().toNumber()).toBeLessThan(within);
  });

  it('over datasets, and never of two currencies', async () => {
    await write('us.csv', ...amounts.slice(0, 100).map((amount, i) => row(amount, i)));
    await write('us2.csv', '2024-03-02,2024-03-03,0.2,0.2,USD,Compute,,');
    await write('eu.csv', '2024-03-02,2024-03-03,0.3,0.3,EUR,Compute,,');
    const us = { us: { location: 'us.csv' }, us2: { location: 'us2.csv' } };
    const found = value(await answer({ ...cost, ...whole }, march, us));
    const hundred = amounts.slice(0, 100).reduce((sum, amount) => sum.plus(amount), new Decimal('0.2'));
    expect(hundred.minus(found).abs().toNumber()).toBeLessThan(1e-9);
    const three = { ...us, eu: { location: 'eu.csv' } };
    await expect(answer({ ...cost, ...whole }, march, three)).rejects.toThrow('mixes currencies EUR, USD');
    const apart = { formulas: [{ name: 'cost', expression: 'us2.effective_cost' }], ...whole };
    expect(value(await answer(apart, march, three))).toBe(0.2);
  });

  function row(amount: Decimal, i: number): string {
    const date = `2024-03-${String((Math.min(i, 10_000) % 28) + 1).padStart(2, '0')}`;
    return `${date}T05:00:00Z,${date}T06:00:00Z,${amount.toFixed()},${amount.toFixed()},USD,Compute,,`;
  }
});

describe('semantics 13: corrections agree', () => {
  /** March as it was billed first: 30 March 15.15, 31 March 25.15; and what April brings of its own: 1 April 30.30. */
  const march = {
    compute30: '2024-03-30,2024-03-31,10.10,10.10,USD,Compute,,2024-03-01',
    storage30: '2024-03-30,2024-03-31,5.05,5.05,USD,Storage,,2024-03-01',
    compute31: '2024-03-31,2024-04-01,20.20,20.20,USD,Compute,,2024-03-01',
    storage31: '2024-03-31,2024-04-01,4.95,4.95,USD,Storage,,2024-03-01',
  };
  const april = '2024-04-01,2024-04-02,30.30,30.30,USD,Compute,,2024-04-01';

  /** In April, compute of 31 March turns out to have cost 17.35, and storage of 30 March 1.15. */
  async function writeAll(): Promise<void> {
    await write(
      'replaced/2024-03.csv',
      march.compute30,
      '2024-03-30,2024-03-31,1.15,1.15,USD,Storage,,2024-03-01',
      '2024-03-31,2024-04-01,17.35,17.35,USD,Compute,,2024-03-01',
      march.storage31
    );
    await write('replaced/2024-04.csv', april);
    for (const way of ['restated', 'netted']) {
      await write(`${way}/2024-03.csv`, ...Object.values(march));
    }
    await write(
      'restated/2024-04.csv',
      april,
      '2024-03-31,2024-04-01,-20.20,-20.20,USD,Compute,Correction,2024-04-01',
      '2024-03-31,2024-04-01,17.35,17.35,USD,Compute,Correction,2024-04-01',
      '2024-03-30,2024-03-31,-5.05,-5.05,USD,Storage,Correction,2024-04-01',
      '2024-03-30,2024-03-31,1.15,1.15,USD,Storage,Correction,2024-04-01'
    );
    await write(
      'netted/2024-04.csv',
      april,
      '2024-03-31,2024-04-01,-2.85,-2.85,USD,Compute,Correction,2024-04-01',
      '2024-03-30,2024-03-31,-3.90,-3.90,USD,Storage,Correction,2024-04-01'
    );
  }

  it.each(['replaced', 'restated', 'netted'])('%s', async (way) => {
    await writeAll();
    const costs = { cloud: { location: way } };
    const asked = { from: '2024-03-30', to: '2024-04-01' };
    const services = { dimensions: [{ name: 'service', from: ['ServiceName'] }] };
    for (const measure of [cost, billed]) {
      const byDay = await answer({ ...measure, grain: 'day' }, asked, costs);
      expect(rounded(byDay)).toEqual({ cost: [11.25, 22.3, 30.3] }); // 10.10 + 1.15, 17.35 + 4.95
      const byMonth = await answer({ ...measure, grain: 'month' }, asked, costs);
      expect(rounded(byMonth)).toEqual({ cost: [33.55, 30.3] });
      const byService = await answer({ ...measure, grain: 'month', groupBy: ['service'] }, asked, costs, services);
      expect(rounded(byService)).toEqual({ Compute: [27.45, 30.3], Storage: [6.1, 0] });
    }
  });
});

describe('semantics 10: completeness gate', () => {
  it('names a provider that stays behind, by whose newest charge nothing is held back', async () => {
    const providers = `${header},ProviderName`;
    const one = (day: string, provider: string) => `${day}T00:00:00Z,${day}T01:00:00Z,1,1,USD,Compute,,,${provider}`;
    const rows = [one('2026-10-28', 'GCP'), one('2026-10-31', 'AWS'), one('2026-11-01', 'AWS')];
    await bills.write('mixed.csv', `${[providers, ...rows].join('\n')}\n`);
    const frames = await answer(cost, { from: '2026-10-28', to: '2026-10-31' }, { cloud: { location: 'mixed.csv' } });
    expect(noticesOf(frames)).toContain('Cost dataset cloud: provider GCP ends 2026-10-28, 4 days behind AWS.');
    expect(seriesOf(frames)).toEqual({ cost: [1, 0, 0, 1] });
  });
});

describe('a bill that lacks columns others have', () => {
  const march = { from: '2024-03-01', to: '2024-03-31' };
  const whole = { result: 'numeric', incomplete: 'include' };
  const columns = { ChargePeriodStart: 'day', BilledCost: 'amount', EffectiveCost: 'amount' };
  const plain = { format: 'table', location: 'plain.csv', columns };
  const rates = { values: [{ date: '2024-03-01', value: 1.1, keys: { currency: 'EUR' } }] };

  beforeEach(async () => {
    await bills.write('plain.csv', 'day,amount\n2024-03-05,7\n');
    await write('euros.csv', '2024-03-05,2024-03-06,10,10,EUR,Compute,,');
  });

  it('is in the currency of the data source where it names none, beside others that are converted', async () => {
    const costs = { plain, euros: { location: 'euros.csv' } };
    // 7 + 10 x 1.1
    expect(seriesOf(await answer({ ...cost, ...whole }, march, costs, { rates }))).toEqual({ cost: [18] });
    expect(seriesOf(await answer({ ...cost, ...whole }, march, { plain }, { rates }))).toEqual({ cost: [7] });
    const filters = [{ dimension: 'BillingCurrency', values: ['EUR'] }];
    await expect(answer({ ...cost, ...whole, filters }, march, { plain }, { rates })).rejects.toThrow('no column BillingCurrency'); // prettier-ignore
  });

  it('has no commitments where it knows of none', async () => {
    const status = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ContractedCost,BillingCurrency,ChargeCategory,CommitmentDiscountStatus\n'; // prettier-ignore
    await bills.write('committed.csv', `${status}2024-03-05,2024-03-06,0,6,10,USD,Usage,Used\n2024-03-05,2024-03-06,0,2,0,USD,Usage,Unused\n`); // prettier-ignore
    await bills.write(
      'oci.csv',
      'lineItem/intervalUsageStart,cost/myCost,cost/currencyCode\n2024-03-05T10:00Z,30,USD\n'
    );
    const costs = { committed: { location: 'committed.csv' }, oci: { format: 'oci-cost', location: 'oci.csv' } };
    const formulas = ['commitment_utilization', 'commitment_coverage'].map((name) => ({ name, expression: name }));
    // Used 6 of 6 + 2; covered 10 of 10 + 30, all of which is on demand in the other bill.
    expect(seriesOf(await answer({ formulas, ...whole }, march, costs))).toEqual({
      commitment_utilization: [75],
      commitment_coverage: [25],
    });
    const used = { formulas: [{ name: 'used', expression: 'commitment_utilization' }], ...whole };
    expect(seriesOf(await answer(used, march, { ...costs, plain }))).toEqual({ used: [75] });
    const own = [
      { name: 'mine', kind: 'cost', filters: [{ dimension: 'CommitmentDiscountStatus', values: ['Used'] }] },
    ];
    await expect(answer({ legs: own, formulas: [{ expression: 'mine' }], ...whole }, march, costs)).rejects.toThrow('no column CommitmentDiscountStatus'); // prettier-ignore
  });
});

describe("a bill's own rates", () => {
  const march = { from: '2024-03-01', to: '2024-04-30' };
  const byMonth = { grain: 'month', incomplete: 'include' };
  const gcp = (at: string, amount: number, rate: number | null, credit = 0) =>
    JSON.stringify({ usage_start_time: `${at} 10:00:00 UTC`, usage_end_time: `${at} 11:00:00 UTC`, cost: amount, currency: 'EUR', currency_conversion_rate: rate, credits: [{ name: 'c', amount: -credit, type: 'PROMOTION' }] }); // prettier-ignore

  it('convert Google Cloud, whose rate is of the invoice month, credits included', async () => {
    await bills.write('gcp.jsonl', `${gcp('2024-03-05', 9.2, 0.92, 4.6)}\n${gcp('2024-04-05', 9.5, 0.95)}\n`);
    const costs = { gcp: { format: 'gcp-billing', location: 'gcp.jsonl', rates: 'bill' } };
    // 9.2 / 0.92 - 4.6 / 0.92 = 10 - 5; 9.5 / 0.95
    const frames = await answer({ ...cost, ...byMonth }, march, costs);
    expect(rounded(frames)).toEqual({ cost: [5, 10] });
    expect(noticesOf(frames)).toContain(
      "Cost dataset gcp: EUR is converted to USD by the bill's own rate, 0.92 to 0.95 EUR for 1 USD."
    );
    expect(frames[0]?.meta.executedQueryString).toContain('gcp (long charges spread, converted by its own rates)');
    // In the currency of the bill there is nothing to convert.
    expect(seriesOf(await answer({ ...cost, ...byMonth }, march, costs, { currency: 'EUR' }))).toEqual({ cost: [4.6, 9.5] }); // prettier-ignore
    const unasked = { gcp: { format: 'gcp-billing', location: 'gcp.jsonl' } };
    await expect(answer({ ...cost, ...byMonth }, march, unasked)).rejects.toThrow('is billed in EUR');
  });

  it('leave what has none to the rates of the settings', async () => {
    await bills.write('gcp.jsonl', `${gcp('2024-03-05', 9.2, 0.92)}\n${gcp('2024-03-06', 10, null)}\n`);
    await write('euros.csv', '2024-03-05,2024-03-06,20,20,EUR,Compute,,');
    const costs = {
      gcp: { format: 'gcp-billing', location: 'gcp.jsonl', rates: 'bill' },
      other: { location: 'euros.csv' },
    };
    await expect(answer({ ...cost, ...byMonth }, march, costs)).rejects.toThrow('There is no rate from EUR to USD for 2024-03-0'); // prettier-ignore
    const rates = { values: [{ date: '2024-03-01', value: 1.1, keys: { currency: 'EUR' } }] };
    // 9.2 / 0.92 + 10 x 1.1 + 20 x 1.1
    const found = seriesOf(await answer({ ...cost, ...byMonth }, march, costs, { rates }))['cost'] ?? [];
    expect(found[0]).toBeCloseTo(43, 12);
  });

  it('convert Azure by what it says of each charge, to its pricing currency and to no other', async () => {
    const azure = (rows: string) => `Date,ChargeType,CostInBillingCurrency,BillingCurrency,PricingCurrency,ExchangeRatePricingToBilling,MeterCategory\n${rows}`; // prettier-ignore
    await bills.write('azure.csv', azure('2024-03-05,Usage,18,EUR,USD,0.9,VM\n2024-03-06,Usage,8,EUR,USD,0.8,VM\n2024-04-06,Purchase,100,USD,USD,1,RI\n')); // prettier-ignore
    const costs = { azure: { format: 'azure-cost', location: 'azure.csv', rates: 'bill' } };
    // 18 / 0.9 + 8 / 0.8; what is billed in USD stays
    const frames = await answer({ ...cost, ...byMonth }, march, costs);
    expect(seriesOf(frames)).toEqual({ cost: [30, 100] });
    expect(noticesOf(frames)).toContain("Cost dataset azure: EUR is converted to USD by the bill's own rate, 0.8 to 0.9 EUR for 1 USD."); // prettier-ignore
    await expect(answer({ ...cost, ...byMonth }, march, costs, { currency: 'GBP' })).rejects.toThrow('There is no rate from EUR to GBP'); // prettier-ignore
  });

  it('are asked of a bill that has some', async () => {
    await write('euros.csv', '2024-03-05,2024-03-06,20,20,EUR,Compute,,');
    const costs = { cloud: { location: 'euros.csv', rates: 'bill' } };
    await expect(answer({ ...cost, ...byMonth }, march, costs)).rejects.toThrow('no column PricingCurrency');
  });
});
