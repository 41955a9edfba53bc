import { dimension as dimensionSettings, type Dimension } from '../model/dimension.ts';
import { ruleReport } from './rule-report.ts';
import { bareDimension } from './dimension-id.ts';
import { byGroup, never, openTestBills, request, type TestBills } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
  await bills.write('bill.csv', rows);
  await bills.write('more.csv', rows.replaceAll('BillingAccountId', 'X_Account'));
});
afterAll(async () => {
  await bills.close();
});

/** Costs are powers of two, so that a sum tells which charges are in it. */
const rows = [
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,BillingAccountId,SubAccountId,ServiceName,Tags',
  '2024-03-01,2024-03-02,1,USD,b-eu,prod-shop,Compute,"{""team"": ""search"", ""env"": ""prod""}"',
  '2024-03-01,2024-03-02,2,USD,b-eu,prod-data,BigQuery,',
  '2024-03-01,2024-03-02,4,USD,b-us,dev-1,Compute,"{""team"": ""chat""}"',
  '2024-03-01,2024-03-02,8,USD,b-us,dev-22,Storage,"{""env"": ""dev""}"',
  '2024-03-01,2024-03-02,16,USD,b-us,,Support,',
  '2024-03-01,2024-03-02,32,USD,,sandbox,Storage,"{""team"": """"}"',
].join('\n');

function virtual(rules: unknown, more: object = {}): Dimension {
  return dimensionSettings.parse({ name: 'team', rules, rest: 'nobody', ...more });
}

async function costs(dimension: Dimension, file = 'bill.csv'): Promise<Record<string, number>> {
  return byGroup(await bills.source.fetch(request(bills, file, { groupBy: [dimension] }), never));
}

describe('tests of rules', () => {
  it.each<[string, unknown[], number | undefined]>([
    ['in', [{ key: 'SubAccountId', op: 'in', values: ['prod-shop', 'dev-1', 'elsewhere'] }], 1 + 4],
    ['equals, as in', [{ key: 'BillingAccountId', op: 'equals', values: ['b-eu'] }], 1 + 2],
    ['prefix', [{ key: 'SubAccountId', op: 'prefix', values: ['prod-', 'sand'] }], 1 + 2 + 32],
    ['regex, which means the whole value', [{ key: 'SubAccountId', op: 'regex', values: ['dev-[0-9]'] }], 4],
    ['several patterns', [{ key: 'SubAccountId', op: 'regex', values: ['dev-[0-9]', '.*box'] }], 4 + 32],
    ['regex, never of an absent value', [{ key: 'BillingAccountId', op: 'regex', values: ['.*'] }], 1 + 2 + 4 + 8 + 16],
    ['present', [{ key: 'SubAccountId', op: 'present' }], 1 + 2 + 4 + 8 + 32],
    ['a tag present, an empty one not', [{ key: 'tag:team', op: 'present' }], 1 + 4],
    ['a tag by prefix', [{ key: 'tag:team', op: 'prefix', values: ['se'] }], 1],
    ['a column that no file has', [{ key: 'RegionId', op: 'present' }], undefined],
    [
      'all of several tests',
      [
        { key: 'BillingAccountId', op: 'in', values: ['b-us'] },
        { key: 'ServiceName', op: 'in', values: ['Compute', 'Storage'] },
        { key: 'tag:env', op: 'present' },
      ],
      8,
    ],
  ])('%s', async (_, where, expected) => {
    const found = await costs(virtual([{ value: 'hit', where }]));
    expect(found).toEqual(expected === undefined ? { '-': 63 } : { hit: expected, '-': 63 - expected });
  });

  it('the first rule that matches wins, then the keys, then the rest by its name', async () => {
    const team = virtual(
      [
        { value: 'platform', where: [{ key: 'ServiceName', op: 'in', values: ['BigQuery', 'Storage'] }] },
        { value: 'shop', where: [{ key: 'SubAccountId', op: 'prefix', values: ['prod-', 'dev-2'] }] },
      ],
      { from: ['tag:team'], values: { chat: 'conversations' } }
    );
    // BigQuery and Storage: 2 + 8 + 32. prod- without BigQuery: 1. By their tag: 4. Without any: 16.
    expect(await costs(team)).toEqual({ platform: 42, shop: 1, conversations: 4, '-': 16 });
    const rest = { dimension: team, op: 'in', values: ['nobody'] } as const;
    const answer = await bills.source.fetch(request(bills, 'bill.csv', { filters: [rest] }), never);
    expect([...answer.amounts]).toEqual([16]);
  });
});

describe('how rules fare', () => {
  const team = virtual([
    { value: 'data', where: [{ key: 'ServiceName', op: 'in', values: ['BigQuery', 'Storage'] }] },
    { value: 'prod', where: [{ key: 'SubAccountId', op: 'prefix', values: ['prod-'] }] },
    { value: 'warehouse', where: [{ key: 'SubAccountId', op: 'equals', values: ['prod-data', 'sandbox'] }] },
    { value: 'gone', where: [{ key: 'SubAccountId', op: 'in', values: ['closed-account'] }] },
    { value: 'shop', where: [{ key: 'SubAccountId', op: 'in', values: ['prod-shop'] }] },
  ]);

  it('counts what each matches and wins, and what several match', async () => {
    const { rules } = await bills.source.inspect(request(bills, 'bill.csv', { dimensions: [team] }), never);
    expect(rules).toEqual([
      {
        dimension: 'team',
        rules: [
          { matched: 3, cost: 2 + 8 + 32, won: 3 },
          { matched: 2, cost: 1 + 2, won: 1 },
          { matched: 2, cost: 2 + 32, won: 0 },
          { matched: 0, cost: 0, won: 0 },
          { matched: 1, cost: 1, won: 0 },
        ],
        // prod-data by data, prod and warehouse; sandbox by data and warehouse; prod-shop by prod and shop.
        overlap: { charges: 3, cost: 2 + 32 + 1 },
      },
    ]);
  });

  it('says which never apply, from the rules alone and from the charges of all files', async () => {
    const { rules } = await bills.source.inspect(request(bills, '{bill,more}.csv', { dimensions: [team] }), never);
    expect(ruleReport(team, rules, ['USD'])).toEqual({
      found: '5 rules, 2 in use',
      remarks: [
        'rule 5 (shop) never applies: rule 2 (prod) takes every charge that it would match. Move it up, or remove it.',
        'rule 3 (warehouse) never applies: earlier rules take the 4 charges (BilledCost 68.00 USD) that it matches. Move it up, or remove it.',
        'rule 4 (gone) matches no charge.',
        'More than one rule matches 6 charges (BilledCost 70.00 USD); the first wins.',
      ],
    });
    expect(ruleReport(team, [], [])).toEqual({
      found: '5 rules',
      remarks: [
        'rule 5 (shop) never applies: rule 2 (prod) takes every charge that it would match. Move it up, or remove it.',
      ],
    });
  });

  it('leaves out charges that cannot be read, and dimensions without rules', async () => {
    await bills.write('bad.csv', `${rows}\nsoon,2024-03-02,64,USD,b-eu,prod-x,Compute,\n`);
    const dimensions = [bareDimension('ServiceName'), team];
    const { rules } = await bills.source.inspect(request(bills, 'bad.csv', { dimensions }), never);
    expect(rules.map(({ dimension, rules: [, prod] }) => [dimension, prod?.matched])).toEqual([['team', 2]]);
  });
});

describe('a pattern that is not RE2', () => {
  const broken = virtual([{ value: 'x', where: [{ key: 'ServiceName', op: 'regex', values: ['(?=x)'] }] }]);
  const sound = virtual([{ value: 'x', where: [{ key: 'ServiceName', op: 'regex', values: ['Comp.*'] }] }]);

  it('costs the dimension that has it, by name, and nothing else', async () => {
    const dimensions = [broken, { ...sound, name: 'sound' }];
    await expect(
      bills.source.fetch(request(bills, 'bill.csv', { dimensions, groupBy: [broken] }), never)
    ).rejects.toMatchObject({
      code: 'badSettings',
      message:
        'The dimension team has in rule 1 (x) the pattern (?=x), which is not RE2 syntax (no look-around, no back-references). Correct it in the settings.',
    });
    const asked = request(bills, 'bill.csv', { dimensions, groupBy: [sound] });
    expect(byGroup(await bills.source.fetch(asked, never))).toEqual({ x: 5, '-': 58 });
    await bills.source.settled();
    expect(await bills.source.fetch(asked, never)).toMatchObject({ origin: 'rollup', facts: { fileErrors: [] } });
    expect((await bills.source.inspect(asked, never)).rules.map(({ dimension }) => dimension)).toEqual(['sound']);
  });
});
