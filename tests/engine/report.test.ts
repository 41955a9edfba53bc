import { renderReport } from '../../pkg/report/formats.ts';
import type { KpiReport } from '../../pkg/report/report.ts';
import {
  charges,
  closeStory,
  costOf,
  customers,
  inMonth,
  kpi,
  money,
  numbers,
  openStory,
  percent,
  report,
  requests,
  requestsOf,
  revenueOf,
  sql,
  usage,
} from './story.ts';

/**
 * The story that is planted in the sample data (docs/sample-data.md), as the reports tell it, against SQL written here on the
 * raw files: growth, the regression of search in February 2026, BigQuery's discount in April, the mix shift around January.
 */
beforeAll(openStory, 120_000);
afterAll(closeStory);

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

describe('what else July 2026 tells', () => {
  const [before, now] = ['2026-06', '2026-07'];
  const averageOf = (file: string, column: string, month: string) =>
    `(SELECT sum(v) / day(last_day(DATE '${month}-01')) FROM (SELECT day, ${column} AS v FROM ${usage(file)}) WHERE ${inMonth(month)})`;
  const sumOf = (file: string, day: string, column: string, month: string) =>
    `(SELECT sum(v) FROM (SELECT ${day} AS day, ${column} AS v FROM ${usage(file)}) WHERE ${inMonth(month)})`;
  const teams = (file: string, column: string) =>
    `(team IS NULL OR team NOT IN (SELECT DISTINCT replace(${column}, 'chk', 'checkout') FROM ${usage(file)}))`;

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
