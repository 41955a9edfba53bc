import { gzipSync } from 'node:zlib';
import { bareDimension } from './dimension-id.ts';
import { byDay, byGroup, dataset, day, dimension, never, openTestBills, request, type TestBills } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(async () => {
  await bills.close();
});

const header = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,SubAccountId,Tags';
const csv = (...rows: string[]): string => `${[header, ...rows].join('\n')}\n`;

describe('CSV files', () => {
  it('takes NULL, (null) and empty cells as absent, and a BOM as no part of the header', async () => {
    await bills.write(
      'nulls.csv',
      `\uFEFF${csv(
        '2024-03-01,2024-03-02,1.5,NULL,USD,007,NULL',
        '2024-03-01,2024-03-02,2.5,(null),USD,(null),(null)',
        '2024-03-01,2024-03-02,4,,USD,,'
      )}`
    );
    const answer = await bills.source.fetch(
      request(bills, 'nulls.csv', { groupBy: [bareDimension('SubAccountId')] }),
      never
    );
    expect(byDay(answer)).toEqual({ '2024-03-01 007': 1.5, '2024-03-01 -': 6.5 });
    const effective = await bills.source.fetch(request(bills, 'nulls.csv', { measure: 'EffectiveCost' }), never);
    expect(effective.amounts).toHaveLength(0);
    const { remarks } = await bills.source.inspect(request(bills, 'nulls.csv'), never);
    expect(remarks).toContain(
      'nulls.csv: 5 cells with the text NULL or (null), taken as absent (in charges with a BilledCost of 4.00 USD)'
    );
  });

  it('keeps account ids that look like numbers as the text they are', async () => {
    await bills.write(
      'ids.csv',
      csv(
        '2024-03-01,2024-03-02,1,1,USD,000123456789,',
        '2024-03-01,2024-03-02,2,2,USD,123456789,',
        '2024-03-01,2024-03-02,4,4,USD,1e5,'
      )
    );
    const answer = await bills.source.fetch(
      request(bills, 'ids.csv', { groupBy: [bareDimension('SubAccountId')] }),
      never
    );
    expect(byGroup(answer)).toEqual({ '000123456789': 1, '123456789': 2, '1e5': 4 });
  });

  it('reads timestamps without a zone as UTC and converts offsets', async () => {
    await bills.write(
      'zones.csv',
      csv(
        '2024-03-01 23:00:00,2024-03-02 00:00:00,1,1,USD,a,',
        '2024-03-01T23:00:00Z,2024-03-02T00:00:00Z,2,2,USD,a,',
        '2024-03-02T00:30:00+01:00,2024-03-02T01:30:00+01:00,4,4,USD,a,', // 2024-03-01 23:30 UTC
        '2024-03-01T20:00:00-05:00,2024-03-01T21:00:00-05:00,8,8,USD,a,', // 2024-03-02 01:00 UTC
        '2024-03-05T00:00:00+01:00,2024-03-06T00:00:00+01:00,16,16,USD,a,' // a day: keeps its date
      )
    );
    expect(byDay(await bills.source.fetch(request(bills, 'zones.csv'), never))).toEqual({
      '2024-03-01': 7,
      '2024-03-02': 8,
      '2024-03-05': 16,
    });
    expect((await bills.source.inspect(request(bills, 'zones.csv'), never)).remarks).toContain(
      'zones.csv: 1 timestamp without a zone, taken as UTC (BilledCost 1.00 USD)'
    );
  });

  it('cuts hours at local midnight, daylight saving included, and leaves days where they are', async () => {
    await bills.write(
      'berlin.csv',
      csv(
        '2024-03-30T22:00:00Z,2024-03-30T23:00:00Z,1,1,USD,a,', // 23:00 on the 30th (UTC+1)
        '2024-03-30T23:00:00Z,2024-03-31T00:00:00Z,2,2,USD,a,', // 00:00 on the 31st (UTC+1)
        '2024-03-31T21:00:00Z,2024-03-31T22:00:00Z,4,4,USD,a,', // 23:00 on the 31st (UTC+2 from 01:00 UTC on)
        '2024-03-31T22:00:00Z,2024-03-31T23:00:00Z,8,8,USD,a,', // 00:00 on 1 April
        '2024-03-31T00:00:00Z,2024-04-01T00:00:00Z,16,16,USD,a,' // a whole day
      )
    );
    expect(byDay(await bills.source.fetch(request(bills, 'berlin.csv', { timezone: 'Europe/Berlin' }), never))).toEqual(
      {
        '2024-03-30': 1,
        '2024-03-31': 22,
        '2024-04-01': 8,
      }
    );
  });

  it('leaves out rows without a readable start or amount, counts them and says where they are', async () => {
    await bills.write(
      'bad.csv',
      csv(
        '2024-03-01,2024-03-02,1,1,USD,a,',
        'soon,2024-03-02,2,2,USD,a,',
        '2024-03-01,2024-03-02,many,lots,USD,a,',
        '2024-03-01,2024-03-02,1,5,4,USD,a,x',
        '2024-03-01,2024-03-02,-0.25,-0.25,USD,a,'
      )
    );
    const answer = await bills.source.fetch(request(bills, 'bad.csv'), never);
    expect(byDay(answer)).toEqual({ '2024-03-01': 0.75 });
    expect(answer.facts).toMatchObject({ rows: 2, badRows: 3 });
    expect(answer.facts.badSamples).toEqual([
      'bad.csv row 2: ChargePeriodStart "soon" is not a timestamp',
      'bad.csv row 3: BilledCost "many" is not a number',
      'bad.csv row 4: it has more cells than the header',
    ]);
    expect((await bills.source.inspect(request(bills, 'bad.csv'), never)).remarks).toEqual(
      expect.arrayContaining([
        'bad.csv: 1 charge with a negative BilledCost (BilledCost -0.25 USD)',
        'bad.csv: 3 charges that cannot be read are left out; their BilledCost, as far as it reads, is 2.00 USD.', // 2, no number, and one whose cells have shifted
      ])
    );
  });

  it('reads gzipped files and files of other columns in one dataset', async () => {
    await bills.write('mixed/a.csv.gz', gzipSync(csv('2024-03-01,2024-03-02,1.25,1,USD,a,')));
    await bills.write('mixed/b.csv', 'chargeperiodstart;billedcost\n2024-03-01 05:00:00;2.5\n');
    const answer = await bills.source.fetch(request(bills, 'mixed'), never);
    expect(byDay(answer)).toEqual({ '2024-03-01': 3.75 });
    const { remarks } = await bills.source.inspect(request(bills, 'mixed'), never);
    expect(remarks.slice(0, 2)).toEqual([
      'mixed/a.csv.gz has no column ListCost, ContractedCost, ChargeCategory, ProviderName, ServiceName, RegionId: 1.25 USD of BilledCost is without.',
      'mixed/b.csv has no column ChargePeriodEnd, EffectiveCost, ListCost, ContractedCost, BillingCurrency, ChargeCategory, ProviderName, ServiceName, SubAccountId, RegionId, Tags: 2.50 of BilledCost is without, and the sum of EffectiveCost leaves it out.',
    ]);
    expect(answer.facts.newestEnd).toBe(Date.parse('2024-03-02T00:00:00Z'));
  });

  it('names the missing column, the file and the columns it has', async () => {
    await bills.write('wrong.csv', 'Day,Cost\n2024-03-01,1\n');
    await expect(bills.source.fetch(request(bills, 'wrong.csv'), never)).rejects.toMatchObject({
      code: 'badData',
      message: expect.stringContaining(
        'wrong.csv: The file has no column ChargePeriodStart and no BilledCost'
      ) as string,
    });
    await expect(bills.source.fetch(request(bills, 'ids.csv', { measure: 'ListCost' }), never)).rejects.toMatchObject({
      code: 'notFound',
      message:
        'The files of the dataset cloud have no column ListCost. They have BilledCost, EffectiveCost: ask for one of these.',
    });
    await expect(
      bills.source.fetch(request(bills, 'ids.csv', { groupBy: [bareDimension('RegionId')] }), never)
    ).rejects.toMatchObject({ code: 'notFound', message: expect.stringContaining('no column RegionId') as string });
  });

  it('sums small decimals exactly', async () => {
    const rows = Array.from({ length: 10 }, () => '2024-03-01,2024-03-02,0.1,8e-7,USD,a,');
    await bills.write('small.csv', csv(...rows));
    expect(byDay(await bills.source.fetch(request(bills, 'small.csv'), never))).toEqual({ '2024-03-01': 1 });
    expect(byDay(await bills.source.fetch(request(bills, 'small.csv', { measure: 'EffectiveCost' }), never))).toEqual({
      '2024-03-01': 0.000008,
    });
  });

  it('reports both currencies and leaves the judgement to the caller', async () => {
    await bills.write('money.csv', csv('2024-03-01,2024-03-02,1,1,USD,a,', '2024-03-01,2024-03-02,2,2,EUR,a,'));
    expect((await bills.source.fetch(request(bills, 'money.csv'), never)).units).toEqual(['EUR', 'USD']);
  });
});

describe('tags', () => {
  it('come from JSON, with any character in their key, and malformed ones cost only themselves', async () => {
    await bills.write(
      'tags.csv',
      csv(
        '2024-03-01,2024-03-02,1,1,USD,a,"{""k8s/app~x"": ""web"", ""team"": """"}"',
        '2024-03-01,2024-03-02,2,2,USD,a,"{""team"": ""search""}"',
        '2024-03-01,2024-03-02,4,4,USD,a,"""team"": ""broken"""'
      )
    );
    const byTag = async (key: string) =>
      byGroup(await bills.source.fetch(request(bills, 'tags.csv', { groupBy: [bareDimension(key)] }), never));
    expect(await byTag('tag:k8s/app~x')).toEqual({ web: 1, '-': 6 });
    expect(await byTag('tag:team')).toEqual({ search: 2, '-': 5 });
  });

  it('that are not JSON are counted by an inspection, an empty cell is not', async () => {
    const { malformedTags, remarks } = await bills.source.inspect(request(bills, 'tags.csv'), never);
    expect(malformedTags).toBe(1);
    expect(remarks).toContain(
      'tags.csv: 1 charge with Tags that are not JSON, counted as untagged (BilledCost 4.00 USD)'
    );
  });

  it('come from maps and structs in Parquet', async () => {
    const columns = `TIMESTAMP '2024-03-01' AS ChargePeriodStart, TIMESTAMP '2024-03-02' AS ChargePeriodEnd, 'USD' AS BillingCurrency`;
    await bills.parquet(
      'map.parquet',
      `SELECT ${columns}, CAST(3 AS DOUBLE) AS BilledCost, MAP {'team': 'search', 'x': 'y'} AS Tags`
    );
    await bills.parquet(
      'struct.parquet',
      `SELECT ${columns}, CAST(5 AS DOUBLE) AS BilledCost, {'team': 'chat', 'env': 'prod'} AS Tags`
    );
    const answer = await bills.source.fetch(
      request(bills, '{map,struct}.parquet', { groupBy: [bareDimension('tag:team')] }),
      never
    );
    expect(byGroup(answer)).toEqual({ search: 3, chat: 5 });
  });
});

describe('Parquet types', () => {
  const rows = (type: string, start: string) =>
    `SELECT ${start} AS ChargePeriodStart, CAST(x AS ${type}) AS BilledCost, 'USD' AS BillingCurrency FROM (VALUES (0.1), (0.2), (-0.3), (1000000.01)) t(x)`;

  it.each([
    ['DECIMAL(18,6)', `TIMESTAMP '2024-03-01 22:00:00'`],
    ['DECIMAL(38,12)', `DATE '2024-03-01'`],
    ['DOUBLE', `TIMESTAMPTZ '2024-03-01 22:00:00+00'`],
    ['DOUBLE', `'2024-03-01T22:00:00Z'`],
  ])('%s with a start such as %s adds up to the invoice', async (type, start) => {
    const name = `types-${type.replaceAll(/\W/g, '')}-${start.length}.parquet`;
    await bills.parquet(name, rows(type, start));
    expect(byDay(await bills.source.fetch(request(bills, name), never))).toEqual({ '2024-03-01': 1000000.01 });
  });

  it('leaves a damaged file out, names it, and answers from the others', async () => {
    await bills.parquet('some/good.parquet', rows('DOUBLE', `TIMESTAMP '2024-03-01'`)).catch(() => undefined);
    await bills.write('some/bad.parquet', 'PAR1 this is no Parquet file PAR2');
    await bills.parquet('some/good.parquet', rows('DOUBLE', `TIMESTAMP '2024-03-01'`));
    const answer = await bills.source.fetch(request(bills, 'some/*.parquet'), never);
    expect(byDay(answer)).toEqual({ '2024-03-01': 1000000.01 });
    expect(answer.facts.fileErrors).toEqual(['some/bad.parquet: The file is not a Parquet file.']);
    await expect(bills.source.fetch(request(bills, 'some/bad.parquet'), never)).rejects.toMatchObject({
      code: 'badData',
      message: expect.stringContaining('some/bad.parquet') as string,
    });
  });
});

describe('charges longer than a day', () => {
  beforeAll(async () => {
    await bills.write(
      'fee.csv',
      csv('2024-02-01,2024-03-01,29,58,USD,a,', '2024-02-10T05:00:00Z,2024-02-10T06:00:00Z,1,1,USD,a,')
    );
  });

  it('are booked on their start day by default for the billed cost', async () => {
    expect(byDay(await bills.source.fetch(request(bills, 'fee.csv'), never))).toEqual({
      '2024-02-01': 29,
      '2024-02-10': 1,
    });
  });

  it('are spread evenly over their days for the effective cost, days outside the range left out', async () => {
    const days = { from: day('2024-02-09'), to: day('2024-02-12') };
    const spread = request(bills, 'fee.csv', { measure: 'EffectiveCost', days });
    const expected = { '2024-02-09': 2, '2024-02-10': 3, '2024-02-11': 2 };
    expect(byDay(await bills.source.fetch(spread, never))).toEqual(expected);
    await bills.source.settled();
    const rolled = await bills.source.fetch(spread, never);
    expect(rolled.origin).toBe('rollup');
    expect(byDay(rolled)).toEqual(expected);
  });

  it('follow the dataset where it says otherwise, and do not count as news', async () => {
    const policies = { BilledCost: 'spread', EffectiveCost: 'book', ListCost: 'book', ContractedCost: 'book' } as const;
    const answer = await bills.source.fetch(
      request(bills, 'fee.csv', {
        dataset: dataset('fee.csv', { longCharges: policies }),
        days: { from: day('2024-02-29'), to: day('2024-03-02') },
      }),
      never
    );
    expect(byDay(answer)).toEqual({ '2024-02-29': 1 });
    expect(answer.facts.newestEnd).toBe(Date.parse('2024-02-10T06:00:00Z'));
    expect(answer.facts.firstDay).toBe(day('2024-02-01'));
  });
});

it('gives the same total whether a correction replaces, restates or nets', async () => {
  const original = '2024-03-01,2024-03-02,10.10,10.10,USD,a,';
  await bills.write('replaced.csv', csv('2024-03-01,2024-03-02,7.30,7.30,USD,a,'));
  await bills.write(
    'restated.csv',
    csv(original, '2024-03-01,2024-03-02,-10.10,-10.10,USD,a,', '2024-03-01,2024-03-02,7.30,7.30,USD,a,')
  );
  await bills.write('netted.csv', csv(original, '2024-03-01,2024-03-02,-2.80,-2.80,USD,a,'));
  for (const name of ['replaced.csv', 'restated.csv', 'netted.csv']) {
    expect(byDay(await bills.source.fetch(request(bills, name), never))).toEqual({ '2024-03-01': 7.3 });
  }
});

describe('dimensions and filters', () => {
  const team = dimension('team', {
    from: ['tag:team', 'tag:Team'],
    values: { chk: 'checkout' },
    rules: [
      { value: 'platform', where: [{ key: 'SubAccountId', op: 'prefix', values: ['shared-'] }] },
      {
        value: 'data',
        where: [
          { key: 'SubAccountId', op: 'regex', values: ['dwh[0-9]+'] },
          { key: 'tag:team', op: 'present', values: [] },
        ],
      },
    ],
    rest: 'nobody',
  });
  beforeAll(async () => {
    await bills.write(
      'teams.csv',
      csv(
        '2024-03-01,2024-03-02,1,1,USD,x,"{""team"": ""chk""}"',
        '2024-03-01,2024-03-02,2,2,USD,x,"{""team"": """", ""Team"": ""search""}"',
        '2024-03-01,2024-03-02,4,4,USD,shared-1,"{""team"": ""chk""}"',
        '2024-03-01,2024-03-02,8,8,USD,dwh7,"{""team"": ""any""}"',
        '2024-03-01,2024-03-02,16,16,USD,dwh7,',
        '2024-03-01,2024-03-02,32,32,USD,dwh7x,"{""team"": ""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""}"'
      )
    );
  });
  const filtered = async (op: 'in' | 'notIn' | 'regex', ...values: string[]) =>
    (
      await bills.source.fetch(
        request(bills, 'teams.csv', { dimensions: [team], filters: [{ dimension: team, op, values }] }),
        never
      )
    ).amounts[0];

  it('take the first rule that holds, else the first key present, normalised', async () => {
    const answer = await bills.source.fetch(
      request(bills, 'teams.csv', { groupBy: [team], dimensions: [team] }),
      never
    );
    expect(byGroup(answer)).toEqual({
      checkout: 1,
      search: 2,
      platform: 4,
      data: 8,
      '-': 16,
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!': 32,
    });
  });

  it.each(['scan', 'rollup'])('filter by the resulting value, the rest by its name (%s)', async (origin) => {
    if (origin === 'rollup') {
      await bills.source.settled();
    }
    expect(await filtered('in', 'checkout', 'nobody')).toBe(17);
    expect(await filtered('in', 'nobody')).toBe(16);
    expect(await filtered('in', 'chk')).toBeUndefined();
    expect(await filtered('notIn', 'checkout')).toBe(62);
    expect(await filtered('notIn', 'checkout', 'nobody')).toBe(46);
    expect(await filtered('regex', 'check.*', 'nob')).toBe(1);
    expect(await filtered('regex', 'nobody|data')).toBe(24);
    expect(await filtered('regex', '(a+)+$')).toBeUndefined();
  });

  it('refuse a pattern that is not RE2', async () => {
    await expect(filtered('regex', '(?=x)')).rejects.toMatchObject({
      code: 'badQuery',
      message: expect.stringContaining('(?=x)') as string,
    });
  });

  it('are not fooled by quotes', async () => {
    const odd = `x' OR 1=1 --`;
    const answer = await bills.source.fetch(
      request(bills, 'teams.csv', {
        groupBy: [bareDimension(`tag:a"b'c`)],
        filters: [{ dimension: team, op: 'in', values: [odd] }],
      }),
      never
    );
    expect(answer.amounts).toHaveLength(0);
  });

  it('list their values, most expensive first', async () => {
    const values = { ...request(bills, 'teams.csv', { dimensions: [team] }), dimension: team, limit: 2 };
    expect(await bills.source.values({ ...values, search: 'A' }, never)).toEqual([
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
      'data',
    ]);
  });
});

it('stops when the caller goes away', async () => {
  await expect(bills.source.fetch(request(bills, 'teams.csv'), AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
});

it('has a version that changes with the files', async () => {
  const asked = request(bills, 'version/*.csv');
  await bills.write('version/a.csv', csv('2024-03-01,2024-03-02,1,1,USD,a,'));
  const first = await bills.source.version(asked, never);
  expect(await bills.source.version(asked, never)).toBe(first);
  await bills.write('version/b.csv', csv('2024-03-01,2024-03-02,1,1,USD,a,'));
  expect(await bills.source.version(asked, never)).not.toBe(first);
});
