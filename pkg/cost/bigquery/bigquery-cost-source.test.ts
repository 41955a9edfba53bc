import * as z from 'zod';
import { parseJson } from '../../model/issues.ts';
import { createOutbound } from '../../usage/remote/outbound.ts';
import { startBigQueryServer, type BigQueryServer } from '../../usage/testing/bigquery-server.ts';
import { fails } from '../../usage/testing/google-server.ts';
import { hangs, sends } from '../../usage/testing/loopback.ts';
import { failure } from '../../usage/testing/usage-files.ts';
import type { CostRequest } from '../cost-source.ts';
import { bareDimension } from '../dimension-id.ts';
import { byDay, day, dimension, never, request } from '../testing.ts';
import { BigQueryCosts } from './bigquery-cost-source.ts';
import { onBigQuery } from './testing.ts';

let server: BigQueryServer;
let costs: BigQueryCosts;
let now: number;

beforeEach(async () => {
  server = await startBigQueryServer();
  await server.prepare(`CREATE TABLE "acme-prod".usage.bill AS SELECT * FROM (VALUES
    (TIMESTAMPTZ '2024-03-01 00:00:00+00', TIMESTAMPTZ '2024-03-02 00:00:00+00', 10.25::DECIMAL(20, 9), 'USD'),
    ('2024-03-02 00:00:00+00', '2024-03-03 00:00:00+00', 2.5, 'USD'))
    t(ChargePeriodStart, ChargePeriodEnd, BilledCost, BillingCurrency)`);
  now = Date.parse('2024-03-05T00:00:00Z');
  costs = new BigQueryCosts({ now: () => now, outbound: createOutbound(), waits: [1, 1] });
});
afterEach(() => server.close());

const march = { from: day('2024-03-01'), to: day('2024-04-01') };
const sums = { '2024-03-01': 10.25, '2024-03-02': 2.5 };

function asked(more: Partial<CostRequest> = {}, entry: Record<string, unknown> = {}): CostRequest {
  return onBigQuery(request({ root: '' }, 'none', { days: march, ...more }), server, entry);
}

async function fetched(ask: CostRequest = asked()): Promise<Record<string, number>> {
  return byDay(await costs.fetch(ask, never));
}

function fault(ask: CostRequest = asked()): Promise<string | undefined> {
  return failure(costs.fetch(ask, never));
}

const job = z.object({
  configuration: z.object({
    jobTimeoutMs: z.string().optional(),
    dryRun: z.boolean().optional(),
    labels: z.record(z.string(), z.string()),
    query: z.object({
      maximumBytesBilled: z.string().optional(),
      parameterMode: z.string(),
      queryParameters: z.array(z.object({ parameterValue: z.object({ value: z.string() }) })),
    }),
  }),
});

function jobs(): readonly z.output<typeof job>['configuration'][] {
  return server.calls
    .filter(({ method, url }) => method === 'POST' && url.pathname.endsWith('/jobs'))
    .map(({ body }) => job.parse(parseJson(body)).configuration);
}

function filters(): readonly (string | undefined)[] {
  return server.statements.map((sql) => /usage`\.`bill` WHERE (.*?)\)\)? ?(?:WHERE|\n|$)/.exec(sql)?.[1]);
}

describe('a job for costs', () => {
  it('is labelled, bounded in bytes and time, and binds its values', async () => {
    const on = { maximumBytesBilled: '2GB', labels: { cost_centre: 'finops' }, timeout: '30s' };
    const filter = { dimension: bareDimension('BillingCurrency'), op: 'in', values: ["US'D", 'USD'] } as const;
    expect(await fetched(asked({ filters: [filter] }, { on }))).toEqual(sums);
    expect(jobs()).toHaveLength(2); // what the table holds, and the answer
    for (const { labels, jobTimeoutMs, query } of jobs()) {
      expect(labels).toEqual({ plugin: 'unit-economics', dataset: 'cloud', cost_centre: 'finops' });
      expect([jobTimeoutMs, query.maximumBytesBilled]).toEqual(['30000', '2000000000']);
    }
    expect(jobs()[1]?.query.queryParameters.map(({ parameterValue: { value } }) => value)).toEqual(["US'D", 'USD']);
    expect(server.statements.join()).not.toContain("US'D");
  });

  it('asks once for what several questions need', async () => {
    await Promise.all([fetched(), fetched(asked({ groupBy: [bareDimension('BillingCurrency')] }))]);
    expect(server.calls.filter(({ url }) => url.pathname.includes('/tables/'))).toHaveLength(1);
    expect(jobs()).toHaveLength(3); // one for the facts
  });

  it('asks for nothing where the table has no charges on the days', async () => {
    expect(await fetched(asked({ days: { from: day('2025-01-01'), to: day('2025-02-01') } }))).toEqual({});
    expect(jobs()).toHaveLength(1);
  });

  it.each([
    ['that answers', () => fetched()],
    ['that looks at the table', () => costs.version(asked(), never)],
  ])('%s is cancelled when nobody waits any more', async (_, before) => {
    await before();
    const controller = new AbortController();
    const started = sends(200, { jobReference: { location: 'EU' }, status: { state: 'RUNNING' } });
    server.first(started, () => {
      controller.abort();
    });
    await expect(costs.fetch(asked(), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await server.stopped(1);
    expect(server.cancelled).toHaveLength(1);
  });
});

describe('the partition filter', () => {
  it('is always there, on the column in which charges begin', async () => {
    await fetched();
    await costs.inspect(asked(), never);
    await costs.values({ ...asked(), dimension: bareDimension('BillingCurrency'), search: '', limit: 5 }, never);
    expect(server.statements.length).toBeGreaterThan(4);
    for (const sql of server.statements) {
      expect(sql).toMatch(
        /`bill` WHERE `ChargePeriodStart` >= TIMESTAMP '\d{4}-\d\d-\d\d 00:00:00\+00' AND `ChargePeriodStart` < TIMESTAMP '/
      );
    }
    // A zone's width to either side of 1 March to 1 April.
    expect(filters()[1]).toBe(
      "`ChargePeriodStart` >= TIMESTAMP '2024-02-29 00:00:00+00' AND `ChargePeriodStart` < TIMESTAMP '2024-04-02 00:00:00+00'"
    );
  });

  it('is also on the column that the dataset names, from a month before', async () => {
    await server.prepare(`ALTER TABLE "acme-prod".usage.bill ADD COLUMN loaded DATE DEFAULT DATE '2024-03-04'`);
    expect(await fetched(asked({}, { partitionColumn: 'loaded' }))).toEqual(sums);
    expect(filters()[1]).toContain("`loaded` >= DATE '2024-01-29'"); // 32 days before 1 March of a leap year
  });

  it('is on the time of loading of a table that is partitioned by it', async () => {
    await server.prepare(
      `ALTER TABLE "acme-prod".usage.bill ADD COLUMN _PARTITIONTIME TIMESTAMPTZ DEFAULT TIMESTAMPTZ '2024-03-04 00:00:00+00'`
    );
    const fields = [
      { name: 'ChargePeriodStart', type: 'TIMESTAMP' },
      { name: 'ChargePeriodEnd', type: 'TIMESTAMP' },
      { name: 'BilledCost', type: 'NUMERIC' },
    ];
    server.first(sends(200, { schema: { fields }, timePartitioning: { type: 'DAY' } }));
    expect(await fetched()).toEqual(sums);
    expect(filters()[1]).toContain("`_PARTITIONTIME` >= TIMESTAMP '2024-01-29 00:00:00+00'");
  });

  it('is missed where no column of time is known', async () => {
    await server.prepare(
      `CREATE TABLE "acme-prod".usage.text AS SELECT '2024-03-01' AS ChargePeriodStart, 1.5 AS BilledCost, DATE '2024-03-01' AS loaded`
    );
    const itself = { table: 'acme-prod.usage.text', partitionColumn: 'chargeperiodstart' };
    expect(await fault(asked({}, itself))).toContain('name a partitionColumn');
    expect(await fault(asked({}, { table: 'acme-prod.usage.text' }))).toBe(
      'badSettings: The cost dataset cloud would read all of acme-prod.usage.text again and again, because its ChargePeriodStart is no DATE, DATETIME or TIMESTAMP; name a partitionColumn.'
    );
    expect(await fetched(asked({}, { table: 'acme-prod.usage.text', partitionColumn: 'loaded' }))).toEqual({
      '2024-03-01': 1.5,
    });
  });
});

describe('what a table holds', () => {
  it('is of the type that the column has', async () => {
    await server.prepare(`CREATE TABLE "acme-prod".usage.types AS SELECT TIMESTAMP '2024-03-01 00:00:00' AS ChargePeriodStart,
      TIMESTAMP '2024-03-02 00:00:00' AS ChargePeriodEnd, 1.25::DOUBLE AS BilledCost, '2.5' AS EffectiveCost, {'team': 'red'} AS Tags
      UNION ALL SELECT TIMESTAMP '2024-03-01 00:00:00', TIMESTAMP '2024-03-02 00:00:00', 2, 'much', {'team': 'blue'}`);
    const of = (more: Partial<CostRequest>): CostRequest => asked(more, { table: 'acme-prod.usage.types' });
    expect(await fetched(of({}))).toEqual({ '2024-03-01': 3.25 });
    expect(await fetched(of({ measure: 'EffectiveCost' }))).toEqual({ '2024-03-01': 2.5 });
  });

  it('is refused before it costs anything where a column is missing', async () => {
    expect(await fault(asked({ measure: 'ListCost' }))).toBe(
      'notFound: The table of the dataset cloud has no column ListCost. It has BilledCost: ask for one of these.'
    );
    expect(await fault(asked({ groupBy: [bareDimension('RegionId')] }))).toBe(
      'notFound: The table of the dataset cloud has no column RegionId, which the dimension RegionId is read from. There are: BilledCost, BillingCurrency, ChargePeriodEnd, ChargePeriodStart.'
    );
    expect(await fault(asked({}, { format: 'gcp-billing' }))).toContain(
      'badData: The table acme-prod.usage.bill of the cost dataset cloud has no column usage_start_time and no cost, which Google Cloud billing export needs.'
    );
    expect(jobs()).toEqual([]);
  });

  it('has another version after a change, which is not looked for again at once', async () => {
    const state = (lastModifiedTime: string) => sends(200, { schema: { fields: [] }, etag: 'e', lastModifiedTime });
    server.first(state('1'), state('1'), state('2'));
    const first = await costs.version(asked(), never);
    expect(await costs.version(asked(), never)).toBe(first);
    expect(server.calls).toHaveLength(1);
    now += 31_000;
    expect(await costs.version(asked(), never)).toBe(first);
    now += 31_000;
    expect(await costs.version(asked(), never)).not.toBe(first);
  });

  it('is taken for changed every quarter of an hour where it is a view', async () => {
    const state = sends(200, { schema: { fields: [] }, type: 'VIEW', lastModifiedTime: '1' });
    server.first(state, state);
    const first = await costs.version(asked(), never);
    now += 15 * 60_000;
    expect(await costs.version(asked(), never)).not.toBe(first);
  });
});

describe('the check of a dataset', () => {
  it('says what a query would read, without reading it', async () => {
    server.bytes = 1_234_567_890;
    const { remarks } = await costs.inspect(asked({ dimensions: [dimension('team', { from: ['tag:team'] })] }), never);
    expect(remarks).toEqual([
      'a query by every dimension over 2024-01-28 to 2024-03-02 reads about 1.2 GB', // 35 days
      'only the charges of these days were looked at, because each look at a table costs money',
      'acme-prod.usage.bill has no column EffectiveCost, ListCost, ContractedCost, ChargeCategory, ProviderName, ServiceName, SubAccountId, RegionId, Tags: 12.75 USD of BilledCost is without.',
      '100.0% (12.75 USD) of BilledCost has no team: it is unattributed in every split by it.',
    ]);
    expect(jobs().filter(({ dryRun }) => dryRun === true)).toHaveLength(1);
  });

  it('finds what distorts its numbers, and holds it against the invoices', async () => {
    await server.prepare(`CREATE TABLE "acme-prod".usage.odd AS SELECT CAST(a AS TIMESTAMPTZ) AS ChargePeriodStart, CAST(a AS TIMESTAMPTZ) + INTERVAL 1 DAY AS ChargePeriodEnd,
      CAST(b AS DECIMAL(20, 9)) AS BilledCost, CAST(b AS DECIMAL(20, 9)) AS ListCost, c AS BillingCurrency, g AS ChargeCategory, s AS SkuId, u AS ConsumedUnit FROM (VALUES
      ('2023-11-05 00:00:00+00', 100, 'USD', 'Usage', 'k1', 'GB'), ('2024-03-01 00:00:00+00', 10, 'USD', 'Usage', 'k1', 'GB'), ('2024-03-01 00:00:00+00', 20, 'USD', 'Usage', 'k1', 'TB'),
      ('2024-03-03 00:00:00+00', 5, 'EUR', 'Tax', 'k2', 'GB')) t(a, b, c, g, s, u)`);
    const invoices = [
      { month: '2023-11', total: 90 }, // far before the days that are looked at
      { month: '2024-03', total: 30, currency: 'USD' },
      { month: '2024-03', total: 4, currency: 'EUR' },
    ];
    const { remarks } = await costs.inspect(asked({}, { table: 'acme-prod.usage.odd', invoices }), never);
    expect(remarks.slice(3)).toEqual([
      'ListCost holds 5.00 EUR of 1 charge that is no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.',
      '1 day has no charge (2024-03-02): by the mean of a day about 2.50 EUR and 15.00 USD is missing from BilledCost, if an export was lost.',
      '1 SKU is counted in more than one unit (k1: GB, TB), 30.00 USD of BilledCost: quantities in two units are not added up.',
      'The invoice of 2023-11 is 90.00 USD and BilledCost 100.00 USD: 10.00 USD more.',
      'The invoice of 2024-03 is 4.00 EUR and BilledCost 5.00 EUR: 1.00 EUR more.',
      'BilledCost equals the invoice of 2024-03: 30.00 USD.',
    ]);
    const billedAlone = server.statements.at(-1) ?? '';
    expect(billedAlone).not.toMatch(/ListCost|SkuId|ChargeCategory/);
    expect(billedAlone).toContain('`ChargePeriodStart` >= TIMESTAMP'); // a filter on partitions, as ever
  });
});

describe('a refusal', () => {
  const why = 'The cost dataset cloud cannot be read, because the connection bq (bigquery)';

  it('of credentials, of a quota, of a table', async () => {
    server.first(
      fails(403, 'accessDenied', 'Access Denied: Table acme-prod:usage.bill: Permission bigquery.tables.get denied')
    );
    expect(await fault()).toBe(
      `denied: ${why} refuses its credentials (403): accessDenied: Access Denied: Table acme-prod:usage.bill: Permission bigquery.tables.get denied. Check its secrets and what they may read.`
    );
    server.first(
      ...Array.from({ length: 3 }, () => fails(403, 'quotaExceeded', 'Quota exceeded: too many concurrent queries'))
    );
    expect(await fault()).toBe(
      `throttled: ${why} asks for fewer requests (429): Quota exceeded: too many concurrent queries. Try again later, or ask for less.`
    );
    expect(await fault(asked({}, { table: 'acme-prod.usage.nothing' }))).toBe(
      `notFound: ${why} does not know what was asked for (404): Not found: Table acme-prod:usage.nothing. Check the table of the dataset.`
    );
  });

  it('of a query that would read too much', async () => {
    server.bytes = 20_000_000_000;
    expect(await fault()).toBe(
      'tooMuch: The cost dataset cloud would read more than the connection bq (bigquery) allows, 10 GB: Query exceeded limit for bytes billed: 10000000000. 20000000000 or higher required. Name the partition column, or raise maximumBytesBilled.'
    );
  });

  it('shows no secret', async () => {
    server.first(fails(403, 'accessDenied', `no access with ${server.accessToken}`));
    expect(await fault()).not.toContain(server.accessToken);
  });

  it('is a time limit where nothing is answered', async () => {
    server.first(hangs);
    expect(await fault(asked({}, { on: { timeout: '1s' } }))).toBe(
      `timeout: ${why} did not answer within 1 seconds. Raise timeout on the connection, or ask for less.`
    );
  });
});
