import { openTestBills } from '../cost/testing.ts';
import { functionNames } from '../formula/functions.ts';
import { parseSettings } from '../model/parse-settings.ts';
import { SharedCache } from '../query/cache.ts';
import type { MetricCells } from '../query/metric-cells.ts';
import { rowsAsSource } from '../query/testing/ask.ts';
import { checkEntries, type EntryCheck } from './check.ts';

const rows = [
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ProviderName,SubAccountId,Tags',
  '2026-10-31,2026-11-01,1,1,USD,AWS,prod-1,"{""team"": ""search""}"',
  '2026-10-25,2026-10-26,2,2,USD,GCP,dev-1,{team}',
].join('\n');

async function check(dimensions: readonly object[], content = rows, more: object = {}): Promise<readonly EntryCheck[]> {
  const bills = await openTestBills();
  await bills.write('bill.csv', content);
  const settings = parseSettings(
    JSON.stringify({
      connections: [{ name: 'here', type: 'files', path: bills.root }],
      costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: 'bill.csv' }],
      dimensions,
      ...more,
    }),
    functionNames
  );
  const sources = {
    cost: bills.source,
    usage: rowsAsSource({}),
    usageCache: new SharedCache<MetricCells>(1, () => 1),
  };
  const found = await checkEntries(settings, sources, Date.UTC(2026, 10, 3), true, new AbortController().signal);
  await bills.close();
  const [connection, ...others] = found;
  expect(connection).toMatchObject({ entry: 'connection here', ok: true });
  return others;
}

it('tells of a dataset what only a look at every charge tells', async () => {
  const [cloud] = await check([]);
  expect(cloud).toMatchObject({
    entry: 'cost cloud',
    ok: true,
    found: '2 charges in 1 file (1 CSV (FOCUS 1.0 to 1.3), 8 columns), 2026-10-25 to 2026-10-31, USD, 0 bad rows',
  });
  expect(cloud?.remarks).toEqual(
    expect.arrayContaining([
      'Cost dataset cloud: provider GCP ends 2026-10-25, 6 days behind AWS.',
      'bill.csv: 1 charge with Tags that are not JSON, counted as untagged (BilledCost 2.00 USD)',
    ])
  );
});

it('names the dataset and the connection of a place that is not there', async () => {
  const costs = [{ name: 'cloud', connection: 'here', format: 'focus', location: 'biling/*.csv' }];
  const [cloud] = await check([], rows, { costs });
  expect(cloud).toMatchObject({
    ok: false,
    found: expect.stringMatching(
      /^The cost dataset cloud has no file to read from the connection here\. The location biling/
    ) as string,
  });
});

it('objects to currencies without a rate, and to no other', async () => {
  const mixed = [
    'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency',
    '2026-10-31,2026-11-01,1,1,USD',
    '2026-10-31,2026-11-01,12.5,12.5,EUR',
    '2026-10-31,2026-11-01,1234.5,1234.5,CHF',
  ];
  const rates = { values: [{ date: '2026-10-30', value: 1.08, keys: { currency: 'EUR' } }] };
  const objections = (entries: readonly EntryCheck[]) =>
    entries[0]?.remarks.filter((text) => text.includes('are not added'));
  const chf = 'Charges in CHF (BilledCost 1,234.50 CHF) are not added to USD. Give rates for CHF or set currency: CHF in the settings, or filter by BillingCurrency.'; // prettier-ignore
  const partly = await check([], mixed.join('\n'), { rates });
  expect([partly[0]?.ok, objections(partly)]).toEqual([false, [chf]]);
  const wholly = await check([], mixed.slice(0, 3).join('\n'), { rates });
  expect([wholly[0]?.ok, objections(wholly)]).toEqual([true, []]);
  expect(objections(await check([], mixed.join('\n')))).toEqual([chf, expect.stringContaining('EUR (BilledCost 12.50 EUR)')]); // prettier-ignore
});

it('objects to what the own rates of a bill leave', async () => {
  const content = [
    'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,PricingCurrency,x_BillingExchangeRate',
    '2026-10-31,2026-11-01,9,9,EUR,USD,0.9',
    '2026-10-31,2026-11-01,4.5,4.5,EUR,USD,',
  ];
  const costs = [{ name: 'cloud', connection: 'here', format: 'focus', location: 'bill.csv', rates: 'bill' }];
  const [partly] = await check([], content.join('\n'), { costs });
  expect([partly?.ok, partly?.remarks[0]]).toEqual([false, expect.stringContaining('EUR (BilledCost 4.50 EUR)')]);
  const [wholly] = await check([], content.slice(0, 2).join('\n'), { costs });
  expect([wholly?.ok, wholly?.remarks.filter((text) => text.includes('are not added'))]).toEqual([true, []]);
});

it('has an entry for each virtual dimension, with rules that never apply', async () => {
  const account = (op: string, ...values: string[]) => [{ key: 'SubAccountId', op, values }];
  const entries = await check([
    { name: 'team', from: ['tag:team'] },
    {
      name: 'stage',
      rules: [
        { value: 'live', where: account('prefix', 'prod-', 'dev-') },
        { value: 'test', where: account('equals', 'dev-1') },
        { value: 'old', where: account('in', 'legacy') },
      ],
    },
    { name: 'odd', rules: [{ value: 'x', where: account('regex', '(?=x)') }] },
  ]);
  expect(entries.slice(1)).toEqual([
    {
      entry: 'dimension stage',
      ok: true,
      found: '3 rules, 1 in use',
      remarks: [
        'rule 2 (test) never applies: rule 1 (live) takes every charge that it would match. Move it up, or remove it.',
        'rule 3 (old) matches no charge.',
        'More than one rule matches 1 charge (BilledCost 2.00 USD); the first wins.',
      ],
    },
    {
      entry: 'dimension odd',
      ok: false,
      found: expect.stringContaining('the pattern (?=x), which is not RE2 syntax') as string,
      remarks: [],
    },
  ]);
});

describe('allocations and rates', () => {
  const dimensions = [{ name: 'team', from: ['tag:team'] }];
  const bill = [
    'ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,Tags',
    '2026-10-31,2026-11-01,1,USD,"{""team"": ""dev""}"',
    '2026-10-31,2026-11-01,1,USD,"{""team"": ""prod""}"',
    '2026-10-31,2026-11-01,1,USD,"{""team"": ""platform""}"',
  ].join('\n');
  const found = async (more: object) =>
    (await check(dimensions, bill, more)).find(({ entry }) => /^(allocation|rates)/.test(entry));
  const step = (more: object) => ({
    allocations: [{ name: 'shared', dimension: 'team', from: ['platform'], ...more }],
  });

  it('have an entry each', async () => {
    expect(await found(step({ to: ['dev', 'prod'], by: 'even' }))).toEqual({
      entry: 'allocation shared', ok: true, found: 'the cost of platform to dev, prod by even', remarks: [],
    }); // prettier-ignore
    const values = [
      { date: '2026-10-30', value: 1.08, keys: { currency: 'EUR' } },
      { date: '2026-10-31', value: 1.2, keys: { currency: 'GBP' } },
    ];
    expect(await found({ rates: { values } })).toMatchObject({
      entry: 'rates', ok: true, found: '2 rates of EUR, GBP to USD, 2026-10-30 to 2026-10-31, 0 bad rows',
    }); // prettier-ignore
  });

  it('remark values that no charge has, and name the metric that is not there', async () => {
    const misspelt = await found(step({ from: ['platfrom', 'unattributed'], by: { weights: { dev: 60, prodd: 40 } } }));
    expect(misspelt?.remarks).toEqual([
      'platfrom is no value of team in the charges; did you mean platform?',
      'prodd is no value of team in the charges; did you mean prod?',
    ]);
    expect(await found(step({ by: { metric: 'jobbs' } }))).toMatchObject({
      ok: false,
      found: 'The allocation shared is by the metric jobbs, which the settings do not have; metrics are none.',
    });
    const nowhere = await found({ allocations: [{ name: 'a', dimension: 'teem', from: ['x'], by: 'even' }] });
    expect(nowhere).toMatchObject({
      ok: false,
      found: expect.stringContaining('no dimension teem; did you mean team?') as string,
    });
  });
});
