import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse as parseYaml } from 'yaml';
import { createService } from '../../pkg/datasource/create-service.ts';
import type { ReportingService } from '../../pkg/datasource/service.ts';
import { renderReport } from '../../pkg/report/formats.ts';
import type { ReportRequest } from '../../pkg/report/make-report.ts';
import type { KpiReport, Report } from '../../pkg/report/report.ts';
import { makeSampleData } from '../../scripts/sample-data.ts';

/**
 * The story that is planted in the sample data (docs/sample-data.md), as the reports tell it, against SQL written here on the
 * raw files: growth, the regression of search in February 2026, BigQuery's discount in April, the mix shift around January.
 */
const today = '2026-08-21';
const live = new AbortController().signal;
let directory: string;
let service: ReportingService;
let jsonData: string;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(path.join(os.tmpdir(), 'report-')));
  await makeSampleData(directory, { today });
  jsonData = JSON.stringify(parseYaml(await readFile(path.join(directory, 'settings.yaml'), 'utf8')));
  service = createService({
    allowed: [directory],
    cachePath: path.join(directory, 'cache'),
    buildRollups: true,
    log: { info: () => undefined, warn: () => undefined },
    now: () => Date.parse(`${today}T12:00:00Z`),
  });
}, 120_000);

afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true });
});

const made = new Map<string, Promise<Report>>();

/** Each report is made once. */
function report(request: ReportRequest): Promise<Report> {
  const context = { dataSource: { uid: 'u', name: 'n', jsonData, secureJsonData: {} }, headers: {} };
  const key = JSON.stringify(request);
  const known = made.get(key) ?? service.report(context, request, live);
  made.set(key, known);
  return known;
}

function kpi({ kpis }: Report, name: string): KpiReport {
  const found = kpis.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no KPI ${name}`);
  }
  return found;
}

async function sql(statement: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(statement)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function numbers(statement: string): Promise<number[]> {
  return (await sql(statement))[0]?.map(Number) ?? [];
}

/** Charges with their team as the settings have it, the cost of each of their days. */
const charges = () => `
  SELECT day + CAST(i AS INTEGER) AS day, team, service, sku, unit, category, cost / days AS cost, quantity / days AS quantity
  FROM (
    SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, EffectiveCost::DOUBLE AS cost, ConsumedQuantity::DOUBLE AS quantity,
           greatest(1, date_diff('day', CAST(ChargePeriodStart AS TIMESTAMP), CAST(ChargePeriodEnd AS TIMESTAMP))) AS days,
           replace(coalesce(nullif(Tags->>'team', ''), nullif(Tags->>'Team', ''), nullif(Tags->>'k8s_label_team', '')), 'chk', 'checkout') AS team,
           ServiceName AS service, SkuId AS sku, ConsumedUnit AS unit, ChargeCategory AS category
    FROM read_parquet('${directory}/billing/focus/*.parquet')
  ), range(days) r(i)`;
const requests = () =>
  `SELECT CAST(timestamp AS TIMESTAMP)::DATE AS day, team, requests FROM read_csv('${directory}/usage/api_requests.csv')`;
const customers = () => `SELECT day, customers FROM read_csv('${directory}/usage/customers_total.csv')`;
const inMonth = (month: string) => `day >= '${month}-01' AND day < DATE '${month}-01' + INTERVAL 1 MONTH`;

const costOf = (month: string, where = 'TRUE') =>
  `(SELECT sum(cost) FROM (${charges()}) WHERE ${inMonth(month)} AND ${where})`;
const requestsOf = (month: string, where = 'TRUE') =>
  `(SELECT sum(requests) FROM (${requests()}) WHERE ${inMonth(month)} AND ${where})`;

const revenueOf = (month: string) =>
  `(SELECT sum(revenue) FROM read_csv('${directory}/usage/revenue.csv') WHERE CAST(month AS VARCHAR) = '${month}')`;

/** As sentences have a change: whole percent from 9.5% on, otherwise one digit. */
function percent(change: number): string {
  const size = Math.abs(change) * 100;
  return `${size >= 9.5 ? Math.round(size) : Number(size.toFixed(1))}%`;
}

function money(amount: number): string {
  const digits = Math.abs(amount) >= 1000 ? 0 : 2;
  return `${amount < 0 ? '-' : ''}$${Math.abs(amount).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** One SKU of a team in two months, with the team's requests and all requests of both. */
interface Row {
  readonly cost: readonly [number, number];
  readonly quantity: readonly [number, number];
  readonly own: readonly [number, number];
}

/** Usage by team and SKU, where there is cost, quantity and requests in both months. */
async function skuRows(before: string, now: string): Promise<readonly Row[]> {
  const found = await sql(`
    WITH used AS (SELECT team, sku, unit,
           sum(cost) FILTER (${inMonth(before)}) AS c0, sum(cost) FILTER (${inMonth(now)}) AS c1,
           sum(quantity) FILTER (${inMonth(before)}) AS q0, sum(quantity) FILTER (${inMonth(now)}) AS q1
         FROM (${charges()}) WHERE category = 'Usage' AND team IS NOT NULL GROUP BY ALL),
         own AS (SELECT team, sum(requests) FILTER (${inMonth(before)}) AS u0, sum(requests) FILTER (${inMonth(now)}) AS u1
         FROM (${requests()}) GROUP BY team)
    SELECT c0, c1, q0, q1, u0, u1 FROM used JOIN own USING (team) WHERE c0 > 0 AND c1 > 0 AND q0 > 0 AND q1 > 0`);
  return found.map((row) => {
    const [c0 = 0, c1 = 0, q0 = 0, q1 = 0, u0 = 0, u1 = 0] = row.map(Number);
    return { cost: [c0, c1], quantity: [q0, q1], own: [u0, u1] };
  });
}

/** Log-mean Divisia: a factor's effect is L(c1, c0) times the logarithm of its ratio, added up. */
function effect(rows: readonly Row[], ratio: (row: Row) => number): number {
  return rows.reduce((sum, row) => {
    const [c0, c1] = row.cost;
    return sum + (c0 === c1 ? c0 : (c1 - c0) / Math.log(c1 / c0)) * Math.log(ratio(row));
  }, 0);
}

function effectIn({ drivers }: KpiReport, name: string): number {
  return drivers?.effects.find((one) => one.name === name)?.amount ?? NaN;
}

describe('growth: the report of July 2026', () => {
  it('is the last complete month, and tells its spend and what a customer costs', async () => {
    const july = await report({ by: 'team' });
    expect(july.period.name).toBe('2026-07');
    expect(july.complete).toBe(true);
    const [now = NaN, before = NaN, count = NaN] = await numbers(
      `SELECT ${costOf('2026-07')}, ${costOf('2026-06')}, (SELECT avg(customers) FROM (${customers()}) WHERE ${inMonth('2026-07')})`
    );
    expect(july.spend?.now).toBeCloseTo(now, 4);
    expect(july.spend?.before).toBeCloseTo(before, 4);
    const perCustomer = kpi(july, 'cost_per_customer');
    expect(perCustomer.now).toBeCloseTo(now / count, 9);
    expect(perCustomer.usage?.now).toBeCloseTo(count, 6);
    expect(perCustomer.target).toEqual({ value: 4.2, better: 'lower', met: true });

    const text = await renderReport(july, 'md');
    expect(text).toContain(`- Spend was ${money(now)}, ${percent(now / before - 1)} more than in June 2026.`);
    expect(text).toContain(`Cost per active customer was ${money(now / count)} (USD / customer / month)`);
    expect(text).toContain('at most $4.20 ✓ met');
  });

  it('proves that unit cost falls as spend rises, with the figures of a year', async () => {
    const { evidence, history } = kpi(await report({ by: 'team' }), 'cost_per_customer');
    const months = await sql(`
      WITH cost AS (SELECT date_trunc('month', day) AS month, sum(cost) AS cost FROM (${charges()}) GROUP BY 1),
           count AS (SELECT date_trunc('month', day) AS month, avg(customers) AS units FROM (${customers()}) GROUP BY 1)
      SELECT cost, units, (SELECT corr(c.cost / day(last_day(month)), u.units) FROM cost c JOIN count u USING (month) WHERE month < '2026-08-01')
      FROM cost JOIN count USING (month) WHERE month < '2026-08-01' ORDER BY month`);
    const rows = months.map((row) => row.map(Number));
    const [c0 = NaN, u0 = NaN, correlation = NaN] = rows[0] ?? [];
    const [c1 = NaN, u1 = NaN] = rows.at(-1) ?? [];
    expect(rows).toHaveLength(13);
    history.forEach(({ value }, index) => {
      const [cost = NaN, units = NaN] = rows[index] ?? [];
      expect(value).toBeCloseTo(cost / units, 9);
    });
    expect(evidence?.text).toBe(
      `July 2025 to July 2026: Unit cost falls as spend rises, so growth and not waste raises the bill: spend per day +${percent(c1 / c0 - 1)}, active customers +${percent(u1 / u0 - 1)}, cost per customer -${percent(c1 / u1 / (c0 / u0) - 1)}. Based on 13 complete periods, 100% of cost has usage, correlation of cost and units ${correlation.toFixed(2)}.`
    );
  });

  it('ranks the teams and services as SQL does', async () => {
    const { spend, by } = await report({ by: 'team' });
    const teams = await sql(`
      SELECT coalesce(team, 'unattributed'), sum(cost) FILTER (${inMonth('2026-06')}), sum(cost) FILTER (${inMonth('2026-07')})
      FROM (${charges()}) GROUP BY 1 ORDER BY abs(sum(cost) FILTER (${inMonth('2026-07')}) - sum(cost) FILTER (${inMonth('2026-06')})) DESC LIMIT 8`);
    const lines = spend?.digest?.lines.filter(({ path: { length }, path: [name] }) => length === 1 && !name?.startsWith('other')); // prettier-ignore
    expect(lines?.map(({ path: [name] }) => name)).toEqual(teams.map(([name]) => name));
    lines?.forEach(({ before, now }, index) => {
      expect(before).toBeCloseTo(Number(teams[index]?.[1]), 4);
      expect(now).toBeCloseTo(Number(teams[index]?.[2]), 4);
    });
    const [service] = spend?.digest?.top ?? [];
    const [largest] = await sql(`
      SELECT coalesce(team, 'unattributed'), service, sum(cost) FILTER (${inMonth('2026-07')}) - sum(cost) FILTER (${inMonth('2026-06')}) AS change
      FROM (${charges()}) GROUP BY 1, 2 ORDER BY change DESC NULLS LAST LIMIT 1`);
    expect(service?.path).toEqual(largest?.slice(0, 2));
    expect(service?.change).toBeCloseTo(Number(largest?.[2]), 4);
    expect(by?.values).toHaveLength(9);
  });
});

describe('the regression of search', () => {
  it('stands out in March 2026: it moves the bill most, and each request became dearer', async () => {
    const march = await report({ period: '2026-03', by: 'team' });
    const [c0 = NaN, c1 = NaN, u0 = NaN, u1 = NaN] = await numbers(
      `SELECT ${costOf('2026-02', "team = 'search'")}, ${costOf('2026-03', "team = 'search'")}, ${requestsOf('2026-02', "team = 'search'")}, ${requestsOf('2026-03', "team = 'search'")}`
    );
    const perRequest = kpi(march, 'cost_per_million_requests');
    const line = perRequest.digest?.lines.find(
      ({ path: [name], path: { length } }) => length === 1 && name === 'search'
    );
    expect(march.spend?.digest?.lines[1]?.path).toEqual(['search']);
    const growth = ((c1 - c0) / Math.log(c1 / c0)) * Math.log(u1 / u0);
    expect(line?.text).toBe(
      `search cost rose by ${money(c1 - c0)} (+${percent(c1 / c0 - 1)}). API requests rose by ${percent(u1 / u0 - 1)}: ${money(growth)} of growth; each request became ${percent(c1 / u1 / (c0 / u0) - 1)} dearer: ${money(c1 - c0 - growth)}.`
    );
    expect(perRequest.groups?.find(({ name }) => name === 'search')?.now).toBeCloseTo((c1 / u1) * 1e6, 6);
    // Among the teams only search becomes dearer by more than its noise.
    expect(perRequest.groups?.filter(({ change }) => (change ?? 0) > 0.03).map(({ name }) => name)).toEqual(['search']);
  });

  it('is the counter-case as clearly in its own report: unit cost rises with spend', async () => {
    const search = await report({ period: '2026-07', by: 'team', value: 'search' });
    const own = "team = 'search'";
    const [c0 = NaN, c1 = NaN, u0 = NaN, u1 = NaN] = await numbers(
      `SELECT ${costOf('2025-07', own)}, ${costOf('2026-07', own)}, ${requestsOf('2025-07', own)}, ${requestsOf('2026-07', own)}`
    );
    const { evidence } = kpi(search, 'cost_per_million_requests');
    expect(evidence?.verdict).toBe('unit cost rises with spend');
    expect(evidence?.text).toContain(
      `July 2025 to July 2026: Unit cost rises with spend, so the bill grows faster than the business: spend +${percent(c1 / c0 - 1)}, API requests +${percent(u1 / u0 - 1)}, cost per request +${percent(c1 / u1 / (c0 / u0) - 1)}.`
    );
    expect(await renderReport(search, 'md')).toContain('- Over 13 months unit cost rises with spend: ');
    // 100 * cost / revenue is not known by team: it alone is not told, with the way out.
    expect(search.failures).toMatchObject([{ name: 'cost_share_of_revenue', owner: 'finance' }]);
    expect(search.failures[0]?.reason).toContain('Write total(revenue)');
  });
});

it('the discount is told as a price effect in April 2026', async () => {
  const { text, ...drivers } = kpi(await report({ period: '2026-04', by: 'team' }), 'cost_per_million_requests').drivers ?? { text: '', effects: [] }; // prettier-ignore
  const rows = await skuRows('2026-03', '2026-04');
  const price = effect(rows, ({ cost: [c0, c1], quantity: [q0, q1] }) => c1 / q1 / (c0 / q0));
  const [list = NaN] = await numbers(`SELECT sum(cost) FROM (${charges()}) WHERE service = 'BigQuery' AND ${inMonth('2026-03')}`); // prettier-ignore
  const told = drivers.effects.find(({ name }) => name === 'price')?.amount ?? NaN;
  expect(told).toBeCloseTo(price, 2);
  // 30% less for what BigQuery cost the month before, but for growth and the length of the month.
  expect(told).toBeLessThan(-0.25 * list);
  expect(told).toBeGreaterThan(-0.35 * list);
  expect(text).toContain(`: ${money(price)}`);
  expect(text).toMatch(/prices fell by [\d.]+%/);
});

it('the mix shift is told as a mix effect in January 2026', async () => {
  const january = kpi(await report({ period: '2026-01', by: 'team' }), 'cost_per_million_requests');
  const rows = await skuRows('2025-12', '2026-01');
  const [all0 = NaN, all1 = NaN] = await numbers(`SELECT ${requestsOf('2025-12')}, ${requestsOf('2026-01')}`);
  const mix = effect(rows, ({ own: [u0, u1] }) => u1 / all1 / (u0 / all0));
  expect(effectIn(january, 'mix')).toBeCloseTo(mix, 2);
  expect(january.drivers?.text).toContain(`a cheaper mix of teams: -$${Math.round(-mix)};`);
  // Messaging takes the place of catalog.
  const share = async (team: string) => {
    const [u0 = NaN, u1 = NaN] = await numbers(`SELECT ${requestsOf('2025-12', `team = '${team}'`)}, ${requestsOf('2026-01', `team = '${team}'`)}`); // prettier-ignore
    return u1 / all1 / (u0 / all0) - 1;
  };
  expect(await share('messaging')).toBeGreaterThan(0.05);
  expect(await share('catalog')).toBeLessThan(-0.05);
});

it('effects add up to the change, in every KPI that has them', async () => {
  for (const { drivers } of (await report({ period: '2026-05', by: 'team' })).kpis) {
    const sum = (drivers?.effects ?? []).reduce((total, { amount }) => total + amount, 0);
    expect(sum).toBeCloseTo((drivers?.now ?? NaN) - (drivers?.before ?? NaN), 4);
  }
});

it('a week is told like a month', async () => {
  const week = await report({ period: '2026-W20', by: 'team' });
  const [now = NaN, before = NaN] = await numbers(
    `SELECT sum(cost) FILTER (day >= '2026-05-11' AND day < '2026-05-18'), sum(cost) FILTER (day >= '2026-05-04' AND day < '2026-05-11') FROM (${charges()})`
  );
  expect(week.spend?.now).toBeCloseTo(now, 4);
  expect(week.spend?.before).toBeCloseTo(before, 4);
  expect(await renderReport(week, 'md')).toContain(`Spend was ${money(now)}`);
});

describe('every other sentence of July 2026', () => {
  const [before, now] = ['2026-06', '2026-07'];
  const averageOf = (file: string, column: string, month: string) =>
    `(SELECT sum(v) / day(last_day(DATE '${month}-01')) FROM (SELECT day, ${column} AS v FROM read_csv('${directory}/usage/${file}')) WHERE ${inMonth(month)})`;
  const sumOf = (file: string, day: string, column: string, month: string) =>
    `(SELECT sum(v) FROM (SELECT ${day} AS day, ${column} AS v FROM read_csv('${directory}/usage/${file}')) WHERE ${inMonth(month)})`;
  const teams = (file: string, column: string) =>
    `(team IS NULL OR team NOT IN (SELECT DISTINCT replace(${column}, 'chk', 'checkout') FROM read_csv('${directory}/usage/${file}')))`;

  /** `Spend $1 after $2 (+3%)` and the KPI's own sentence, from costs and units by SQL. */
  function sentences(title: string, unit: string, [c0, c1, u0, u1]: readonly number[], scale: number, digits: number) {
    const [v0, v1] = [((c0 ?? NaN) / (u0 ?? NaN)) * scale, ((c1 ?? NaN) / (u1 ?? NaN)) * scale];
    return {
      value: v1,
      kpi: `${title} was $${v1.toFixed(digits)} (${unit}), ${percent(v1 / v0 - 1)} ${v1 > v0 ? 'more' : 'less'} than in June 2026`,
      spend: `Spend ${money(c1 ?? NaN)} after ${money(c0 ?? NaN)} (${(c1 ?? 0) > (c0 ?? 0) ? '+' : '-'}${percent((c1 ?? NaN) / (c0 ?? NaN) - 1)}); `,
    };
  }

  it.each([
    ['cost_per_1k_ocr_jobs', 'Cost per 1,000 OCR jobs', 'USD / 1k jobs', 1000, () => [sumOf('jobs.csv', 'day', 'jobs', before), sumOf('jobs.csv', 'day', 'jobs', now)]],
    ['cost_per_million_requests', 'Cost per million API requests', 'USD / 1M requests', 1e6, () => [requestsOf(before), requestsOf(now)]],
    ['cost_per_customer', 'Cost per active customer', 'USD / customer / month', 1, () => [averageOf('customers_total.csv', 'customers', before), averageOf('customers_total.csv', 'customers', now)]],
  ] as const)('%s has its value, change and amounts', async (name, title, unit, scale, units) => {
    const july = await report({ by: 'team' });
    const figures = await numbers(`SELECT ${[costOf(before), costOf(now), ...units()].join(', ')}`);
    const told = sentences(title, unit, figures, scale, 2);
    expect(kpi(july, name).now).toBeCloseTo(told.value, 6);
    const text = await renderReport(july, 'md');
    expect(text).toContain(told.kpi);
    expect(text).toContain(told.spend);
  }); // prettier-ignore

  it('the share of revenue is a percentage, and revenue is money', async () => {
    const [c0 = NaN, c1 = NaN, r0 = NaN, r1 = NaN] = await numbers(
      `SELECT ${costOf(before)}, ${costOf(now)}, ${revenueOf(before)}, ${revenueOf(now)}`
    );
    const [share0, share1] = [(100 * c0) / r0, (100 * c1) / r1];
    const text = await renderReport(await report({ by: 'team' }), 'md');
    expect(text).toContain(
      `Cloud cost as a share of revenue was ${share1.toFixed(1)}%, ${percent(share1 / share0 - 1)} ${share1 > share0 ? 'more' : 'less'} than in June 2026`
    );
    expect(text).toContain(`; Revenue ${money(r1)} after ${money(r0)} (+${percent(r1 / r0 - 1)}).`);
  });

  it('"Over 13 months" names the KPIs whose unit cost fell from the first month to the last', async () => {
    const july = await report({ by: 'team' });
    const [first, last] = ['2025-07', '2026-07'] as const;
    const found = await numbers(
      `SELECT ${costOf(first)}, ${costOf(last)}, ${requestsOf(first)}, ${requestsOf(last)}, ${sumOf('jobs.csv', 'day', 'jobs', first)}, ${sumOf('jobs.csv', 'day', 'jobs', last)}, ${averageOf('customers_total.csv', 'customers', first)}, ${averageOf('customers_total.csv', 'customers', last)}, ${revenueOf(first)}, ${revenueOf(last)}`
    );
    const [c0 = NaN, c1 = NaN, ...units] = found;
    expect(c1).toBeGreaterThan(c0);
    [0, 2, 4, 6].forEach((at) => {
      expect(c1 / (units[at + 1] ?? NaN)).toBeLessThan(c0 / (units[at] ?? NaN));
    });
    expect(await renderReport(july, 'md')).toContain(
      '- Over 13 months unit cost falls as spend rises: Cost per active customer, Cost per 1,000 OCR jobs, Cost per million API requests, Cloud cost as a share of revenue.'
    );
  });

  it('what is not split is tax, credits and the cost of teams without the metric', async () => {
    const { drivers } = kpi(await report({ by: 'team' }), 'cost_per_1k_ocr_jobs');
    const of = (month: string, where: string) => `coalesce(${costOf(month, where)}, 0)`;
    const unknown = `category = 'Usage' AND ${teams('jobs.csv', 'squad')}`;
    const [tax0 = NaN, tax1 = NaN, unknown0 = NaN, unknown1 = NaN] = await numbers(
      `SELECT ${of(before, "category = 'Tax'")}, ${of(now, "category = 'Tax'")}, ${of(before, unknown)}, ${of(now, unknown)}`
    );
    const amount = (reason: string) => drivers?.unsplit.find((part) => part.reason === reason);
    expect(amount('tax')?.before).toBeCloseTo(tax0, 4);
    expect(amount('tax')?.now).toBeCloseTo(tax1, 4);
    expect(amount('units not known')?.before).toBeCloseTo(unknown0, 4);
    expect(amount('units not known')?.now).toBeCloseTo(unknown1, 4);
    expect(drivers?.remarks.join(' ')).toContain(
      `cost of teams without known OCR jobs ${unknown1 > unknown0 ? 'rose' : 'fell'} (${money(unknown1 - unknown0)})`
    );
  });

  it('has no note on the time before the data began', async () => {
    const { notices } = await report({ period: '2025-12', by: 'team' });
    const texts = notices.map(({ text }) => text).filter((text) => text.includes('left out'));
    expect(texts.filter((text) => /: (\d{3,}) days/.test(text))).toEqual([]);
  });
});

it('the headline of March 2026 names the regression of search', async () => {
  const [c0 = NaN, c1 = NaN] = await numbers(
    `SELECT ${costOf('2026-02', "team = 'search'")}, ${costOf('2026-03', "team = 'search'")}`
  );
  expect(await renderReport(await report({ period: '2026-03', by: 'team' }), 'md')).toContain(
    `- Largest mover: search cost rose by ${money(c1 - c0)} (+${percent(c1 / c0 - 1)}).`
  );
});
