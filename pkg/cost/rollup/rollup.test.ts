import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CostRequest } from '../cost-source.ts';
import { bareDimension } from '../dimension-id.ts';
import { byDay, byGroup, dataset, dimension, never, openTestBills, request, type TestBills } from '../testing.ts';

let bills: TestBills;
beforeEach(async () => {
  bills = await openTestBills();
});
afterEach(async () => {
  await bills.close();
});

const team = dimension('team', {
  from: ['tag:team', 'tag:Team'],
  values: { 'team 1': 'one' },
  rules: [{ value: 'shared', where: [{ key: 'ServiceName', op: 'in', values: ['Service 3'] }] }],
});
const dimensions = [team];

/** 400 charges of one month: hours, days and a few of several days, three of them without a tag in ten. */
const month = (start: string) => `
  SELECT TIMESTAMP '${start}' + to_hours(CAST(i % 700 AS INTEGER)) AS ChargePeriodStart,
    TIMESTAMP '${start}' + to_hours(CAST(i % 700 AS INTEGER)) + to_hours(CASE WHEN i % 50 = 0 THEN 72 WHEN i % 3 = 0 THEN 24 ELSE 1 END) AS ChargePeriodEnd,
    CAST((i % 97) / 8.0 - 1 AS DOUBLE) AS BilledCost, CAST((i % 89) / 4.0 AS DOUBLE) AS EffectiveCost,
    CAST((i % 83) / 2.0 AS DOUBLE) AS ListCost, CAST(i % 79 AS DOUBLE) AS ContractedCost,
    CAST(i % 10 AS DOUBLE) AS ConsumedQuantity, 'GB' AS ConsumedUnit, 'USD' AS BillingCurrency,
    CASE WHEN i % 7 = 0 THEN 'Tax' ELSE 'Usage' END AS ChargeCategory, 'Service ' || i % 5 AS ServiceName,
    'AWS' AS ProviderName, 'acc' || i % 3 AS SubAccountId, '' AS RegionId,
    CASE WHEN i % 10 > 2 THEN '{"team": "team ' || i % 4 || '"}' END AS Tags
  FROM range(400) t(i)`;

const parts = async (): Promise<string[]> => {
  const found = await readdir(path.join(bills.cache, 'rollup'), { recursive: true }).catch(() => []);
  return found.filter((name) => name.endsWith('.parquet')).sort();
};

it('answers as the scan does, for every cost measure and kind of filter', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.parquet('b.parquet', month('2024-02-01'));
  const service = bareDimension('ServiceName');
  const region = bareDimension('RegionId');
  const questions: Partial<CostRequest>[] = [
    ...(['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const).map((measure) => ({
      measure,
      groupBy: [team],
    })),
    { groupBy: [service, region, team] },
    { filters: [{ dimension: team, op: 'in', values: ['one', 'unattributed'] }] },
    { filters: [{ dimension: team, op: 'notIn', values: ['one', 'shared'] }], groupBy: [service] },
    { filters: [{ dimension: service, op: 'regex', values: ['Service [13]'] }], measure: 'EffectiveCost' },
    { chargeCategories: ['Tax'], groupBy: [team] },
    { timezone: 'UTC', days: { from: 19_740, to: 19_760 }, measure: 'EffectiveCost' },
  ];
  const scanned = [];
  for (const question of questions) {
    scanned.push(await bills.source.fetch(request(bills, '*.parquet', { dimensions: [], ...question }), never));
  }
  await bills.source.fetch(request(bills, '*.parquet', { dimensions }), never);
  await bills.source.settled();
  for (const [index, question] of questions.entries()) {
    const rolled = await bills.source.fetch(request(bills, '*.parquet', { dimensions, ...question }), never);
    const expected = byDay(scanned[index]!);
    const found = byDay(rolled);
    expect(rolled.origin).toBe('rollup');
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [key, amount] of Object.entries(expected)) {
      expect(found[key]).toBeCloseTo(amount, 9);
    }
    expect([...rolled.rows].reduce((a, b) => a + b, 0)).toBe([...scanned[index]!.rows].reduce((a, b) => a + b, 0));
    expect(rolled.facts).toEqual(scanned[index]!.facts);
  }
});

it('leaves quantities and undeclared columns to the files', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  await bills.source.fetch(asked, never);
  await bills.source.settled();
  expect((await bills.source.fetch(asked, never)).origin).toBe('rollup');
  const quantity = await bills.source.fetch({ ...asked, measure: 'ConsumedQuantity' }, never);
  expect(quantity).toMatchObject({ origin: 'scan', units: ['GB'] });
  expect(byGroup(quantity)['']).toBeCloseTo(1800, 9); // 40 times 0 to 9
  expect((await bills.source.fetch({ ...asked, groupBy: [bareDimension('ConsumedUnit')] }, never)).origin).toBe('scan');
});

it('builds only what is new or changed again, and drops what is gone', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.parquet('b.parquet', month('2024-02-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  await bills.source.fetch(asked, never);
  await bills.source.settled();
  const first = await parts();
  expect(first).toHaveLength(2);

  await bills.parquet('b.parquet', `${month('2024-02-01')} WHERE i < 100`);
  const between = await bills.source.fetch(asked, never);
  expect(between.origin).toBe('rollup and scan');
  expect(between.facts.rows).toBe(500);
  await bills.source.settled();
  const second = await parts();
  expect(second).toHaveLength(2);
  expect(second.filter((part) => first.includes(part))).toHaveLength(1);

  await rm(path.join(bills.root, 'a.parquet'));
  const after = await bills.source.fetch(asked, never);
  expect(after).toMatchObject({ origin: 'rollup', facts: { rows: 100, files: 1 } });
  await bills.source.settled();
  expect(await parts()).toHaveLength(1);
});

it('is read by another process, and built anew when the settings change', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  await bills.source.fetch(asked, never);
  await bills.source.settled();
  const other = bills.another();
  expect((await other.fetch(asked, never)).origin).toBe('rollup');
  const renamed = { ...team, values: { 'team 1': 'uno' } };
  expect((await other.fetch({ ...asked, dimensions: [renamed] }, never)).origin).toBe('scan');
  expect((await other.fetch({ ...asked, timezone: 'Europe/Berlin' }, never)).origin).toBe('scan');
  const more = {
    ...asked,
    dataset: dataset('*.parquet', { rollup: { grain: 'day', columns: ['ConsumedUnit'] } }),
    groupBy: [bareDimension('ConsumedUnit')],
  };
  expect((await other.fetch(more, never)).origin).toBe('scan');
  await other.settled();
  expect((await other.fetch(more, never)).origin).toBe('rollup');
  await other.close();
});

it('survives that its parts, or all of the cache, are deleted or damaged under it', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.parquet('b.parquet', month('2024-02-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  const expected = byDay(await bills.source.fetch(asked, never));
  const rollup = path.join(bills.cache, 'rollup');
  const disturb: (() => Promise<void>)[] = [
    async () => {
      await rm(path.join(rollup, (await parts())[0]!));
    },
    async () => {
      await rm(rollup, { recursive: true });
    },
    async () => {
      await writeFile(path.join(rollup, (await parts())[0]!), 'not a part');
    },
  ];
  for (const harm of disturb) {
    await bills.source.settled();
    expect((await bills.source.fetch(asked, never)).origin).toBe('rollup');
    await harm();
    const answer = await bills.source.fetch(asked, never);
    expect(byDay(answer)).toEqual(expected);
    expect(answer.facts.fileErrors).toEqual([]);
  }
  await bills.source.settled();
  expect((await bills.source.fetch(asked, never)).origin).toBe('rollup');
});

it('keeps good parts when a new file is damaged', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  await bills.source.fetch(asked, never);
  await bills.source.settled();
  const before = await parts();
  await bills.write('b.parquet', 'PAR1 broken PAR1');
  const answer = await bills.source.fetch(asked, never);
  expect(answer).toMatchObject({
    origin: 'rollup',
    facts: { rows: 400, fileErrors: [expect.stringContaining('b.parquet')] },
  });
  await bills.source.settled();
  expect(await parts()).toEqual(before);
});

it('goes round tags that are not JSON, and counts them in the files that have them', async () => {
  const malformed = `CASE WHEN i IN (7, 11) THEN '{team: search' ELSE Tags END AS Tags`;
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.parquet(
    'b.parquet',
    `SELECT * REPLACE (${malformed}) FROM (${month('2024-02-01').replace('SELECT', 'SELECT i,')})`
  );
  // Without a question about tags nothing stumbles over them before the roll-up does.
  const asked = request(bills, '*.parquet', { dimensions });
  expect((await bills.source.fetch(asked, never)).facts.malformedTags).toBe(0);
  await bills.source.settled();
  const rolled = await bills.source.fetch({ ...asked, groupBy: [team] }, never);
  expect(rolled).toMatchObject({ origin: 'rollup', facts: { rows: 800, malformedTags: 2 } });
  expect((await bills.another().fetch(asked, never)).facts.malformedTags).toBe(2);
  expect(bills.logged).toEqual(['roll-up built']);
});

it('removes a roll-up that nobody has asked for in 30 days', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.source.fetch(request(bills, '*.parquet', { dimensions }), never);
  await bills.source.settled();
  const [old] = await readdir(path.join(bills.cache, 'rollup'));
  const manifest = path.join(bills.cache, 'rollup', old!, 'manifest.json');
  const long = new Date(Date.now() - 31 * 86_400_000);
  await utimes(manifest, long, long);
  await bills.source.fetch(request(bills, '*.parquet', { dimensions: [] }), never);
  await bills.source.settled();
  await expect(stat(manifest)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(bills.logged.filter((message) => message !== 'roll-up built')).toEqual([]);
});

it('tells how far it is while it is being built, in the order of its files', async () => {
  await bills.parquet('a.parquet', month('2024-01-01'));
  await bills.parquet('b.parquet', month('2024-02-01'));
  const asked = request(bills, '*.parquet', { dimensions });
  expect(bills.source.progress(asked)).toBeUndefined();
  await bills.source.fetch(asked, never);
  expect(bills.source.progress(asked)).toEqual({ built: 0, of: 2, running: true });
  await bills.source.settled();
  expect(bills.source.progress(asked)).toBeUndefined();

  await bills.parquet('c.parquet', month('2024-03-01'));
  await bills.source.fetch(asked, never);
  expect(bills.source.progress(asked)).toEqual({ built: 2, of: 3, running: true });
  await bills.source.settled();
});
