import { createOutbound } from '../../usage/remote/outbound.ts';
import { startBigQueryServer, type BigQueryServer } from '../../usage/testing/bigquery-server.ts';
import type { CostAnswer, CostRequest } from '../cost-source.ts';
import { bareDimension } from '../dimension-id.ts';
import { byDay, byHour, day, dimension, never, openTestBills, request, type TestBills } from '../testing.ts';
import { BigQueryCosts } from './bigquery-cost-source.ts';
import { onBigQuery } from './testing.ts';

/** Times in UTC; tags as an export stores them, one of them broken. */
const bill = `SELECT begins AS ChargePeriodStart, ends AS ChargePeriodEnd, CAST(billed AS DECIMAL(20, 9)) AS BilledCost,
  CAST(effective AS DOUBLE) AS EffectiveCost, 'USD' AS BillingCurrency, category AS ChargeCategory, service AS ServiceName,
  'Cloud' AS ProviderName, CAST(quantity AS DOUBLE) AS ConsumedQuantity, unit AS ConsumedUnit, tags AS Tags
  FROM (VALUES
    (TIMESTAMP '2024-03-01 00:00:00', TIMESTAMP '2024-03-02 00:00:00', 10.1, 9, 'Usage', 'Compute', 24, 'Hours', '{"team":"red"}'),
    ('2024-03-01 00:00:00', '2024-03-02 00:00:00', 0.1, 0.1, 'Usage', 'Storage', 100, 'GB', '{"Team":"chk","team":""}'),
    ('2024-03-01 00:00:00', '2024-03-02 00:00:00', 0.2, 0.2, 'Tax', 'Compute', NULL, NULL, NULL),
    ('2024-03-01 00:00:00', '2024-03-02 00:00:00', -3.3, -3, 'Credit', 'Compute', NULL, NULL, '{"team":"red"}'),
    ('2024-03-02 00:00:00', '2024-03-03 00:00:00', 7, 7, 'Usage', 'Compute', 6, 'Hours', 'no JSON'),
    ('2024-03-02 00:00:00', '2024-03-03 00:00:00', 0.5, 0.5, 'Usage', 'Compute', 6, 'Hours', '{"cost.center/a?b":"x''s"}'),
    ('2024-03-10 00:00:00', '2024-03-20 00:00:00', 100, 50, 'Purchase', 'Plans', NULL, NULL, '{}'),
    ('2024-03-30 23:00:00', '2024-03-31 00:00:00', 1, 1, 'Usage', 'Compute', 1, 'Hours', '{"team":"red"}'),
    ('2024-03-31 01:00:00', '2024-03-31 02:00:00', 2, 2, 'Usage', 'Compute', 1, 'Hours', '{"team":"red"}'),
    ('2024-03-31 20:30:00', '2024-03-31 22:30:00', 4, 4, 'Usage', 'Compute', 2, 'Hours', '{"team":"blue"}'),
    ('2024-03-31 22:00:00', '2024-03-31 23:00:00', 8, 8, 'Usage', 'Compute', 1, 'Hours', '{"team":"red"}')
  ) t(begins, ends, billed, effective, category, service, quantity, unit, tags)`;

const team = dimension('team', { from: ['tag:team', 'tag:Team'], values: { chk: 'checkout' }, rest: 'nobody' });
const likeRest = { ...team, rest: 'red' };
const area = dimension('area', {
  from: ['ServiceName'],
  rules: [
    { value: 'taxes', where: [{ key: 'ChargeCategory', op: 'prefix', values: ['Ta', 'Du'] }] },
    { value: 'reds', where: [{ key: 'tag:team', op: 'regex', values: ['r.d', 'x'] }] },
    { value: 'tagged', where: [{ key: 'tag:team', op: 'present', values: [] }] },
    {
      value: 'plain',
      where: [
        { key: 'ServiceName', op: 'in', values: ['Compute'] },
        { key: 'ChargeCategory', op: 'in', values: ['Usage'] },
      ],
    },
  ],
});
const march1 = { from: day('2024-03-01'), to: day('2024-03-02') };
const endOfMarch = { from: day('2024-03-30'), to: day('2024-04-02') };
const hourly = { grain: 'hour', days: { from: day('2024-03-31'), to: day('2024-04-01') } } as const;

/** What is asked, and what comes out by hand. */
const questions: readonly (readonly [string, Partial<CostRequest>, Readonly<Record<string, number>>])[] = [
  [
    'days of UTC, long charges booked', // 10.1 + 0.1 + 0.2 - 3.3; 7 + 0.5; 2 + 4 + 8
    {},
    { '2024-03-01': 7.1, '2024-03-02': 7.5, '2024-03-10': 100, '2024-03-30': 1, '2024-03-31': 14 },
  ],
  [
    'days of Berlin, where the clocks go forward on 31 March', // 23:00 UTC is midnight there, that evening 22:00 is
    { timezone: 'Europe/Berlin', days: endOfMarch },
    { '2024-03-31': 7, '2024-04-01': 8 },
  ],
  [
    'days of Kolkata, half an hour beside the others', // 04:30; 06:30; 02:00 of 1 April; 03:30 of it
    { timezone: 'Asia/Kolkata', days: endOfMarch },
    { '2024-03-31': 3, '2024-04-01': 12 },
  ],
  [
    'a long charge spread, from before the range on', // 50 over ten days
    { measure: 'EffectiveCost', days: { from: day('2024-03-15'), to: day('2024-03-17') } },
    { '2024-03-15': 5, '2024-03-16': 5 },
  ],
  [
    'one that ends in the range', // its last day is the 19th
    { measure: 'EffectiveCost', days: { from: day('2024-03-19'), to: day('2024-03-30') } },
    { '2024-03-19': 5 },
  ],
  [
    'teams by the first tag that has a value, normalised', // 10.1 - 3.3
    { groupBy: [team], days: march1 },
    { '2024-03-01 -': 0.2, '2024-03-01 checkout': 0.1, '2024-03-01 red': 6.8 },
  ],
  [
    'a tag of a strange name',
    { groupBy: [bareDimension('tag:cost.center/a?b')], days: { from: day('2024-03-02'), to: day('2024-03-03') } },
    { '2024-03-02 -': 7, "2024-03-02 x's": 0.5 },
  ],
  ['a tag that no charge has', { groupBy: [bareDimension('tag:nothing')], days: march1 }, { '2024-03-01 -': 7.1 }],
  [
    'a virtual dimension, by several tests',
    { groupBy: [area] },
    {
      '2024-03-01 Storage': 0.1,
      '2024-03-01 reds': 6.8,
      '2024-03-01 taxes': 0.2,
      '2024-03-02 plain': 7.5,
      '2024-03-10 Plans': 100,
      '2024-03-30 reds': 1,
      '2024-03-31 reds': 10,
      '2024-03-31 tagged': 4,
    },
  ],
  [
    'two dimensions',
    { groupBy: [bareDimension('ServiceName'), team], days: march1 },
    { '2024-03-01 Compute -': 0.2, '2024-03-01 Compute red': 6.8, '2024-03-01 Storage checkout': 0.1 },
  ],
  [
    'some values and the rest',
    { filters: [{ dimension: team, op: 'in', values: ['checkout', 'nobody'] }], days: march1 },
    { '2024-03-01': 0.3 }, // exact: in doubles it would be 0.30000000000000004
  ],
  [
    'all but one value',
    { filters: [{ dimension: team, op: 'notIn', values: ['red'] }], days: march1 },
    { '2024-03-01': 0.3 },
  ],
  [
    'all but the rest',
    { filters: [{ dimension: team, op: 'notIn', values: ['nobody', 'checkout'] }], days: march1 },
    { '2024-03-01': 6.8 },
  ],
  [
    'patterns of whole values, also of the rest', // `re` is in red, and is not it
    { filters: [{ dimension: team, op: 'regex', values: ['re', 'check.*|x', 'no.+'] }], days: march1 },
    { '2024-03-01': 0.3 },
  ],
  [
    'a value that is called like the rest is one with it', // 6.8 of red and 0.2 without a team
    { groupBy: [likeRest], days: march1 },
    { '2024-03-01 -': 7, '2024-03-01 checkout': 0.1 },
  ],
  ['also where it is filtered', { filters: [{ dimension: likeRest, op: 'in', values: ['red'] }], days: march1 }, { '2024-03-01': 7 }], // prettier-ignore
  [
    'or filtered out',
    { filters: [{ dimension: likeRest, op: 'notIn', values: ['red'] }], days: march1 },
    { '2024-03-01': 0.1 },
  ],
  [
    'or by a pattern',
    { filters: [{ dimension: likeRest, op: 'regex', values: ['r.d'] }], days: march1 },
    { '2024-03-01': 7 },
  ],
  [
    'values that are SQL elsewhere',
    { filters: [{ dimension: team, op: 'in', values: ["' OR 1=1 --", '`', '\\', '?'] }] },
    {},
  ],
  ['categories', { chargeCategories: ['Usage', 'Credit'], days: march1 }, { '2024-03-01': 6.9 }], // 10.1 + 0.1 - 3.3
  [
    'quantities by unit',
    { measure: 'ConsumedQuantity', groupBy: [bareDimension('ConsumedUnit')], days: march1 },
    { '2024-03-01 GB': 100, '2024-03-01 Hours': 24 },
  ],
  ['days without charges', { days: { from: day('2030-01-01'), to: day('2030-02-01') } }, {}],
  [
    'hours of UTC', // 4 over 20:30 to 22:30: a quarter, half, a quarter
    hourly,
    {
      '2024-03-31T01:00Z': 2,
      '2024-03-31T20:00Z': 1,
      '2024-03-31T21:00Z': 2,
      '2024-03-31T22:00Z': 9,
    },
  ],
  [
    'hours of Berlin, whose day has 23 of them', // its 1 April begins at 22:00 UTC; what begins before keeps its day
    { ...hourly, timezone: 'Europe/Berlin' },
    {
      '2024-03-30T23:00Z': 1,
      '2024-03-31T01:00Z': 2,
      '2024-03-31T20:00Z': 4 / 3, // 20:30 to 22:00 is what lies on the day
      '2024-03-31T21:00Z': 8 / 3,
    },
  ],
];

let bills: TestBills;
let server: BigQueryServer;
let costs: BigQueryCosts;

beforeAll(async () => {
  [bills, server] = [await openTestBills(), await startBigQueryServer()];
  await bills.parquet('bill.parquet', bill);
  await server.prepare(`CREATE TABLE "acme-prod".usage.bill AS SELECT * REPLACE (
    ChargePeriodStart AT TIME ZONE 'UTC' AS ChargePeriodStart, ChargePeriodEnd AT TIME ZONE 'UTC' AS ChargePeriodEnd)
    FROM (${bill})`);
  costs = new BigQueryCosts({ now: Date.now, outbound: createOutbound(), waits: [] });
});
afterAll(async () => {
  await server.close();
  await bills.close();
});

/** To a billionth: the roll-up of files keeps doubles, which are added up here in another order. */
function shown(answer: CostAnswer, { grain }: Partial<CostRequest>): Record<string, number> {
  return rounded(grain === 'hour' ? byHour(answer) : byDay(answer));
}

function rounded(amounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, Number(amount.toFixed(9))]));
}

/** Google's own export: credits in an array of each row, labels in another. */
const exported = `SELECT * FROM (VALUES
    (TIMESTAMP '2024-03-01 08:00:00', TIMESTAMP '2024-03-01 09:00:00', 10.0::DOUBLE, 'EUR', 'regular', {'id': 'S1', 'description': 'Compute'},
      {'amount': 3600.0::DOUBLE, 'unit': 'seconds'}, [{'key': 'env', 'value': 'prod'}, {'key': 'team', 'value': 'red'}],
      [{'name': 'SUD', 'amount': -3.0::DOUBLE, 'type': 'SUSTAINED_USAGE_DISCOUNT'}, {'name': 'Free', 'amount': -0.5::DOUBLE, 'type': 'FREE_TIER'}]),
    ('2024-03-01 23:00:00', '2024-03-02 00:00:00', 4.0, 'EUR', 'regular', {'id': 'S2', 'description': 'Storage'},
      {'amount': 20.0, 'unit': 'byte-seconds'}, [{'key': 'team', 'value': 'blue'}], []))
    t(usage_start_time, usage_end_time, cost, currency, cost_type, service, usage, labels, credits)`;

const ofGoogle: readonly (readonly [string, Partial<CostRequest>, Readonly<Record<string, number>>])[] = [
  ['credits are charges', {}, { '2024-03-01': 10.5 }], // 10 - 3 - 0.5 + 4
  ['categories', { groupBy: [bareDimension('ChargeCategory')] }, { '2024-03-01 Credit': -3.5, '2024-03-01 Usage': 14 }],
  [
    'labels, and the zone',
    { groupBy: [bareDimension('tag:team')], timezone: 'Europe/Berlin' },
    { '2024-03-01 red': 6.5, '2024-03-02 blue': 4 },
  ],
  [
    'what credits are called',
    { groupBy: [bareDimension('ChargeDescription')], chargeCategories: ['Credit'] },
    { '2024-03-01 Free': -0.5, '2024-03-01 SUD': -3 },
  ],
  [
    'quantities, which credits have not',
    { measure: 'ConsumedQuantity', groupBy: [bareDimension('ServiceName'), bareDimension('ConsumedUnit')] },
    { '2024-03-01 Compute seconds': 3600, '2024-03-01 Storage byte-seconds': 20 },
  ],
];

describe("Google's billing export in files and in BigQuery", () => {
  beforeAll(async () => {
    await bills.parquet('google.parquet', exported);
    await server.prepare(`CREATE TABLE "acme-prod".usage.google AS SELECT * REPLACE (
      usage_start_time AT TIME ZONE 'UTC' AS usage_start_time, usage_end_time AT TIME ZONE 'UTC' AS usage_end_time)
      FROM (${exported})`);
  });

  it.each(ofGoogle)('%s', async (_, more, byHand) => {
    const asked = request(bills, 'google.parquet', more);
    const ofFiles = { ...asked, dataset: { ...asked.dataset, format: 'gcp-billing' } } as const;
    const ofTable = onBigQuery(ofFiles, server, { table: 'acme-prod.usage.google' });
    expect(shown(await bills.source.fetch(ofFiles, never), more)).toEqual(rounded(byHand));
    expect(shown(await costs.fetch(ofTable, never), more)).toEqual(rounded(byHand));
  });
});

describe('the same question to files and to a table of BigQuery', () => {
  it.each(questions)('%s', async (_, more, byHand) => {
    const rollup = { grain: more.grain ?? 'day', columns: [] };
    const asked = request(bills, 'bill.parquet', more);
    const ofFiles = await bills.source.fetch({ ...asked, dataset: { ...asked.dataset, rollup } }, never);
    const ofTable = await costs.fetch(onBigQuery(asked, server, { rollup }), never);
    expect(shown(ofFiles, more)).toEqual(rounded(byHand));
    expect(shown(ofTable, more)).toEqual(rounded(byHand));
    expect([ofTable.units, [...ofTable.rows].sort()]).toEqual([ofFiles.units, [...ofFiles.rows].sort()]);
    const own = { files: 1, malformedTags: 0 }; // tags are counted by a roll-up, or in `check`
    expect({ ...ofTable.facts, ...own }).toEqual({ ...ofFiles.facts, ...own });
  });

  it('has the same values, the most expensive first', async () => {
    const asked = { ...request(bills, 'bill.parquet'), dimension: area, search: 'A', limit: 3 };
    // Plans 100, plain 7.5, tagged 4, Storage 0.1, taxes 0.2; reds has no a
    expect(await bills.source.values(asked, never)).toEqual(['Plans', 'plain', 'tagged']);
    expect(await costs.values({ ...asked, ...onBigQuery(asked, server) }, never)).toEqual(['Plans', 'plain', 'tagged']);
  });

  it('has the same facts and finds the same in its charges', async () => {
    const asked = request(bills, 'bill.parquet', { dimensions: [area], timezone: 'Europe/Berlin' });
    const onTable = onBigQuery(asked, server);
    const [files, table] = [await bills.source.facts(asked, never), await costs.facts(onTable, never)];
    expect([table.firstDay, table.lastDay, table.rows, table.columns]).toEqual([
      day('2024-03-01'),
      day('2024-04-01'),
      11,
      files.columns,
    ]);
    const [ofFiles, ofTable] = [await bills.source.inspect(asked, never), await costs.inspect(onTable, never)];
    expect(ofTable.rules).toEqual(ofFiles.rules);
    const usd = { code: 'USD', billed: 129.6 }; // 10.1 + 0.1 + 0.2 - 3.3 + 7 + 0.5 + 100 + 1 + 2 + 4 + 8
    for (const { currencies, malformedTags, remarks } of [ofTable, ofFiles]) {
      expect([currencies.map(({ code, billed }) => ({ code, billed: +billed.toFixed(9) })), malformedTags]).toEqual([[usd], 1]); // prettier-ignore
      const ofCells = remarks.filter((text) => !/^a query|^only the charges/.test(text)).map((text) => text.replace(/^\S+ ?(has|:)/, 'it $1')); // prettier-ignore
      expect(ofCells).toEqual([
        'it has no column ListCost, ContractedCost, SubAccountId, RegionId: 129.60 USD of BilledCost is without.',
        'it : 1 charge with Tags that are not JSON, counted as untagged (BilledCost 7.00 USD)',
        'it : 1 charge with a negative BilledCost (BilledCost -3.30 USD)',
        // Days with charges in Berlin: 1, 2 and 31 March, 1 April; the long one does not stand for its days. 29.6 / 4 x 28
        '28 days have no charge (2024-03-03, 2024-03-04, 2024-03-05 …): by the mean of a day about 207.20 USD is missing from BilledCost, if an export was lost.',
      ]);
    }
  });

  it('ends a daily bill at the end of its last date, in the zone of the data source', async () => {
    const daily = `SELECT * FROM (${bill}) WHERE ChargePeriodStart < TIMESTAMP '2024-03-03'`;
    await bills.parquet('daily.parquet', daily);
    await server.prepare(`CREATE TABLE "acme-prod".usage.daily AS SELECT * REPLACE (
      ChargePeriodStart AT TIME ZONE 'UTC' AS ChargePeriodStart, ChargePeriodEnd AT TIME ZONE 'UTC' AS ChargePeriodEnd)
      FROM (${daily})`);
    const asked = request(bills, 'daily.parquet', { timezone: 'America/New_York' });
    const ofFiles = await bills.source.fetch(asked, never);
    const ofTable = await costs.fetch(onBigQuery(asked, server, { table: 'acme-prod.usage.daily' }), never);
    const midnight = Date.parse('2024-03-03T05:00:00Z'); // the last charge is of 2 March; UTC-5
    expect([ofFiles.facts.newestEnd, ofTable.facts.newestEnd]).toEqual([midnight, midnight]);
  });
});
