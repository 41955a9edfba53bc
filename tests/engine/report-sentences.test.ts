import { renderReport } from '../../pkg/report/formats.ts';
import { charges, closeStory, inMonth, kpi, openStory, percent, report, requests, sql, usage } from './story.ts';

/**
 * Every sentence about every KPI in the report of July 2026 against SQL on the raw files: value, spend and units, the year's
 * evidence, why the cost of the whole changed and what is not split, and why that of each team did. The split is written out
 * here once more, from the definition: log-mean Divisia over the SKUs of each team (docs/drivers.md).
 */
const [before, now] = ['2026-06', '2026-07'];
const [days0, days1] = [30, 31];

interface Measure {
  readonly name: string;
  /** What the sentences call cost and units. */
  readonly cost: string;
  readonly many: string;
  readonly one: string;
  /** Month as its first day, team, units: a sum, or for a stock the average of the days. */
  readonly units: () => string;
  /** Where some days have no units: the others. Cost of the former is held against nothing. */
  readonly knownDays?: () => string;
  readonly isStock: boolean;
  readonly byTeam: boolean;
  readonly charges?: string;
  /** How the value and units are written. */
  readonly value: (perUnit: number) => string;
  readonly count: (units: number) => string;
}

const month = "date_trunc('month', day)::DATE AS month";
const dollars = (digits: number) => (amount: number) =>
  `$${amount.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
const short = (digits: number, by: number, suffix: string) => (units: number) =>
  `${Number((units / by).toFixed(digits))}${suffix}`;
const whole = (units: number) => Math.round(units).toLocaleString('en');

const measures: readonly Measure[] = [
  {
    name: 'cost_per_customer',
    cost: 'Total',
    many: 'Active customers',
    one: 'customer',
    units: () => `SELECT ${month}, NULL AS team, avg(customers) AS units FROM ${usage('customers_total.csv')} GROUP BY 1`,
    isStock: true,
    byTeam: false,
    value: (perUnit) => `Cost per active customer was ${dollars(2)(perUnit)} (USD / customer / month)`,
    count: whole,
  },
  {
    name: 'cost_per_1k_ocr_jobs',
    cost: 'Total',
    many: 'OCR jobs',
    one: 'job',
    units: () => `SELECT ${month}, replace(squad, 'chk', 'checkout') AS team, sum(jobs) AS units FROM ${usage('jobs.csv')} GROUP BY 1, 2`,
    isStock: false,
    byTeam: true,
    value: (perUnit) => `Cost per 1,000 OCR jobs was ${dollars(2)(perUnit * 1000)} (USD / 1k jobs)`,
    count: short(1, 1e6, 'M'),
  },
  {
    name: 'cost_per_million_requests',
    cost: 'Total',
    many: 'API requests',
    one: 'request',
    units: () => `SELECT ${month}, team, sum(requests) AS units FROM (${requests()}) GROUP BY 1, 2`,
    isStock: false,
    byTeam: true,
    value: (perUnit) => `Cost per million API requests was ${dollars(2)(perUnit * 1e6)} (USD / 1M requests)`,
    count: short(2, 1e9, 'B'),
  },
  {
    name: 'storage_cost_per_gb',
    cost: 'Cloud storage',
    many: 'Stored data',
    one: 'GB',
    units: () => `SELECT ${month}, team, avg(gigabytes) AS units FROM ${usage('storage.csv')} GROUP BY 1, 2`,
    knownDays: () => `SELECT day FROM ${usage('storage.csv')}`, // four days have no row
    isStock: true,
    byTeam: true,
    charges: 'storage/storage',
    value: (perUnit) => `Storage cost per GB was ${dollars(4)(perUnit)} (USD / GB / month)`,
    count: whole,
  },
  {
    name: 'cost_per_engineer',
    cost: 'Total',
    many: 'Engineers',
    one: 'engineer',
    units: () => `SELECT (CAST(month AS VARCHAR) || '-01')::DATE AS month, team, engineers AS units FROM ${usage('headcount.csv')}`,
    isStock: true,
    byTeam: true,
    value: (perUnit) => `Cost per engineer was ${dollars(0)(perUnit)} (USD / engineer / month)`,
    count: whole,
  },
  {
    name: 'cost_share_of_revenue',
    cost: 'Total',
    many: 'Revenue',
    one: 'USD of revenue',
    units: () => `SELECT (CAST(month AS VARCHAR) || '-01')::DATE AS month, NULL AS team, sum(revenue) AS units FROM ${usage('revenue.csv')} GROUP BY 1`,
    isStock: false,
    byTeam: false,
    value: (perUnit) => `Cloud cost as a share of revenue was ${(perUnit * 100).toFixed(1)}%`,
    count: dollars(0),
  },
]; // prettier-ignore

type Two = readonly [before: number, now: number];

/** What a SKU cost in both months, of one team or of all. */
interface Cell {
  readonly team: string | null;
  readonly category: string;
  readonly cost: Two;
  readonly quantity: Two;
}

async function cellsOf(measure: Measure, byTeam: boolean): Promise<readonly Cell[]> {
  const rows = await sql(`
    SELECT ${byTeam ? 'team' : 'NULL'} AS team, category, coalesce(sum(cost) FILTER (${inMonth(before)}), 0), coalesce(sum(cost) FILTER (${inMonth(now)}), 0),
           sum(quantity) FILTER (${inMonth(before)}), sum(quantity) FILTER (${inMonth(now)})
    FROM (${charges(measure.charges)}) WHERE day >= '${before}-01' AND day < '2026-08-01' GROUP BY 1, 2, sku, unit`);
  return rows.map(([team, category, c0, c1, q0, q1]) => ({
    team: typeof team === 'string' ? team : null,
    category: String(category),
    cost: [Number(c0), Number(c1)],
    quantity: [Number(q0 ?? NaN), Number(q1 ?? NaN)],
  }));
}

/** Units of June and July 2026 by team; the whole is under null. */
async function unitsOf({ units, byTeam }: Measure): Promise<ReadonlyMap<string | null, Two>> {
  const rows = await sql(`
    SELECT team, sum(units) FILTER (month = '${before}-01'), sum(units) FILTER (month = '${now}-01')
    FROM (${units()}) GROUP BY ${byTeam ? 'GROUPING SETS ((team), ())' : 'ALL'}`);
  return new Map(rows.map(([team, u0, u1]) => [typeof team === 'string' ? team : null, [Number(u0), Number(u1)]]));
}

/** What a sentence tells, in its order; `phrase` without a percentage where the sentence has none. */
interface Part {
  readonly phrase: string;
  readonly amount: number;
  readonly after?: string;
}

/** Abbreviations keep their capitals. */
const inSentence = (many: string) => (/^[A-Z]{2}/.test(many) ? many : many.charAt(0).toLowerCase() + many.slice(1));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const logMean = ([a, b]: Two) => (a === b ? a : (b - a) / Math.log(b / a));

/** Log-mean Divisia of the cells whose units are known; a SKU that is new or gone belongs to efficiency. */
function split(cells: readonly Cell[], { isStock }: Measure, all: Two, own: (cell: Cell) => Two) {
  const parts = { volume: 0, mix: 0, efficiency: 0, price: 0, unitCost: 0, calendar: 0 };
  for (const cell of cells) {
    const { cost, quantity } = cell;
    if (cost[0] <= 0 || cost[1] <= 0) {
      parts.efficiency += cost[1] - cost[0];
      continue;
    }
    const mean = logMean(cost);
    const units = own(cell);
    const days = isStock ? Math.log(days1 / days0) : 0;
    parts.volume += mean * Math.log(all[1] / all[0]);
    parts.mix += mean * Math.log(units[1] / all[1] / (units[0] / all[0]));
    parts.calendar += mean * days;
    if (Number.isNaN(quantity[0]) || Number.isNaN(quantity[1])) {
      parts.unitCost += mean * (Math.log(cost[1] / units[1] / (cost[0] / units[0])) - days); // the bill has no quantity
      continue;
    }
    parts.efficiency += mean * (Math.log(quantity[1] / units[1] / (quantity[0] / units[0])) - days);
    parts.price += mean * Math.log(cost[1] / quantity[1] / (cost[0] / quantity[0]));
  }
  return parts;
}

/** `Total cost rose by $14,519 (+6.2%). API requests rose by 8.4%: $18,044 of growth; …` */
function told(subject: string, [c0, c1]: Two, parts: readonly Part[]): string {
  const change = c1 - c0;
  const digits = Math.max(Math.abs(change), ...parts.map(({ amount }) => Math.abs(amount))) >= 1000 ? 0 : 2;
  const text = (amount: number) =>
    `${Number(amount.toFixed(digits)) < 0 ? '-' : ''}${dollars(digits)(Math.abs(amount))}`;
  // A part below a hundredth of all of them is told with the rest.
  const least = 0.01 * sum(parts.map(({ amount }) => Math.abs(amount)));
  const large = parts.filter(({ amount }) => Math.abs(amount) > least);
  const clauses = large.map(({ phrase, amount, after = '' }) => `${phrase}: ${text(amount)}${after}`);
  const rest = sum(parts.filter((part) => !large.includes(part)).map(({ amount }) => amount));
  if (Math.abs(rest) >= 0.5 * 10 ** -digits) {
    clauses.push(`the rest: ${text(rest)}`);
  }
  const second = clauses.join('; ');
  const relative = `${change < 0 ? '-' : '+'}${percent(change / c0)}`;
  return `${subject} cost ${change < 0 ? 'fell' : 'rose'} by ${text(Math.abs(change))} (${relative}). ${second.charAt(0).toUpperCase()}${second.slice(1)}.`;
}

function volumeOf({ many }: Measure, [u0, u1]: Two, amount: number): Part {
  return { phrase: `${many} ${u1 < u0 ? 'fell' : 'rose'} by ${percent(u1 / u0 - 1)}`, amount, ...(amount > 0 && { after: ' of growth' }) }; // prettier-ignore
}

function cheaperOf({ one }: Measure, amount: number, cost: Two): Part {
  const change = Math.expm1(amount / logMean(cost));
  return { phrase: `each ${one} became ${percent(change)} ${amount < 0 ? 'cheaper' : 'dearer'}`, amount };
}

const totalOf = (cells: readonly Cell[]): Two => [
  sum(cells.map(({ cost }) => cost[0])),
  sum(cells.map(({ cost }) => cost[1])),
];
const changeOf = ([c0, c1]: Two) => c1 - c0;
const amountOf = (cost: Two) => dollars(0)(changeOf(cost));
const rose = (cost: Two) => (changeOf(cost) < 0 ? 'fell' : 'rose');

beforeAll(openStory, 120_000);
afterAll(closeStory);

async function text(name: string): Promise<string> {
  const july = await report({ by: 'team' });
  const { title } = kpi(july, name);
  const [, section = ''] = (await renderReport(july, 'md')).split(`\n## ${title}\n`);
  return section.split('\n## ')[0] ?? '';
}

describe.each(measures)('the sentences about $name', (measure) => {
  it('tell value, change, spend and units', async () => {
    const cost = totalOf(await cellsOf(measure, false));
    const units = (await unitsOf(measure)).get(null) ?? [NaN, NaN];
    const [v0, v1] = [cost[0] / units[0], cost[1] / units[1]];
    const section = await text(measure.name);
    expect(section).toContain(
      `${measure.value(v1)}, ${percent(v1 / v0 - 1)} ${v1 > v0 ? 'more' : 'less'} than in June 2026`
    );
    const amounts = `Spend ${dollars(0)(cost[1])} after ${dollars(0)(cost[0])} (+${percent(cost[1] / cost[0] - 1)})`;
    const change = units[0] === units[1] ? '±0%' : `+${percent(units[1] / units[0] - 1)}`;
    expect(section).toContain(
      `${amounts}; ${measure.many} ${measure.count(units[1])} after ${measure.count(units[0])} (${change}).`
    );
  });

  it('tell a year of evidence with its conditions', async () => {
    const isKnownDay = measure.knownDays === undefined ? 'TRUE' : `day IN (${measure.knownDays()})`;
    const found = await sql(`
      WITH cost AS (SELECT ${month}, sum(cost) AS cost, count(DISTINCT day) AS days FROM (${charges(measure.charges)}) WHERE ${isKnownDay} GROUP BY 1),
           units AS (SELECT month, sum(units) AS units, count(*) AS teams FROM (${measure.units()}) GROUP BY 1)
      SELECT month, cost / CASE WHEN ${measure.isStock} THEN days ELSE 1 END, units, teams, max(teams) OVER ()
      FROM cost JOIN units USING (month) WHERE month < '2026-08-01' ORDER BY month`);
    // A month in which a team has no value is not compared.
    const months = found
      .filter(([, , , teams, all]) => teams === all)
      .map(([, cost, units]): Two => [Number(cost), Number(units)]);
    const [first = [NaN, NaN], last = [NaN, NaN]] = [months[0], months.at(-1)];
    const [[c0, u0], [c1, u1]] = [first, last];
    const moved = (what: string, change: number) =>
      Math.abs(change) < 0.001 ? `${what} unchanged` : `${what} ${change > 0 ? '+' : '-'}${percent(change)}`;
    const perUnit = c1 / u1 / (c0 / u0) - 1;
    const moves = `${moved(measure.isStock ? 'spend per day' : 'spend', c1 / c0 - 1)}, ${moved(inSentence(measure.many), u1 / u0 - 1)}, ${moved(`cost per ${measure.one}`, perUnit)}.`;
    const claim =
      Math.abs(perUnit) <= 0.01
        ? 'No clear change'
        : perUnit < 0
          ? 'Unit cost falls as spend rises'
          : 'Unit cost rises with spend';
    const section = await text(measure.name);
    expect(c1).toBeGreaterThan(c0);
    expect(section).toContain(`July 2025 to July 2026: ${claim}`);
    expect(section).toContain(moves);
    const isKnownTeam = measure.byTeam ? `team IN (SELECT team FROM (${measure.units()}))` : 'TRUE';
    const [[covered, all] = []] = await sql(`
      SELECT sum(cost) FILTER (${isKnownDay} AND ${isKnownTeam}), sum(cost) FROM (${charges(measure.charges)}) WHERE day < '2026-08-01'`);
    const [[correlation] = []] = await sql(
      `SELECT corr(c, u) FROM (VALUES ${months.map((row) => `(${row.join(', ')})`).join(', ')}) t(c, u)`
    );
    const missing = found.length - months.length;
    const [[daysLeft] = []] = await sql(`
      SELECT count(DISTINCT day) FROM (${charges(measure.charges)}) WHERE day < '2026-08-01' AND NOT (${isKnownDay})`);
    const left = [
      ...(missing > 0 ? [`${missing} without cost or units left out`] : []),
      ...(Number(daysLeft) > 0 ? [`${Number(daysLeft)} days without cost or units left out`] : []),
    ];
    expect(section).toContain(
      `Based on ${[`${months.length} complete periods`, ...left].join(', ')}, ${percent(Number(covered) / Number(all))} of cost has usage, correlation of cost and units ${Number(correlation).toFixed(2)}.`
    );
  });

  it('tell why the cost of the whole changed, and what is not split', async () => {
    const cells = await cellsOf(measure, measure.byTeam);
    const units = await unitsOf(measure);
    const all = units.get(null) ?? [NaN, NaN];
    const usageCells = cells.filter(({ category }) => category === 'Usage');
    const isKnown = ({ team }: Cell) => !measure.byTeam || (team !== null && units.has(team));
    const known = usageCells.filter(isKnown);
    const unknown = totalOf(usageCells.filter((cell) => !isKnown(cell)));
    const others = totalOf(cells.filter(({ category }) => category !== 'Usage'));
    const own = ({ team }: Cell) => units.get(measure.byTeam ? team : null) ?? [NaN, NaN];
    const { volume, mix, efficiency, price, unitCost, calendar } = split(known, measure, all, own);
    // Consumed quantities are unlike, so that what each unit became says both; prices hardly move.
    expect(Math.abs(price)).toBeLessThan(0.01 * Math.abs(efficiency));
    const section = await text(measure.name);
    expect(section).toContain(
      told(measure.cost, totalOf(cells), [
        volumeOf(measure, all, volume),
        { phrase: `a ${mix < 0 ? 'cheaper' : 'dearer'} mix of teams`, amount: mix },
        cheaperOf(measure, efficiency, totalOf(known)),
        { phrase: 'prices', amount: price },
        { phrase: 'unit cost', amount: unitCost },
        { phrase: '1 more day', amount: calendar },
        { phrase: `tax ${rose(others)}`, amount: changeOf(others) },
        {
          phrase: `cost of teams without known ${inSentence(measure.many)} ${rose(unknown)}`,
          amount: changeOf(unknown),
        },
      ])
    );
    const many = inSentence(measure.many);
    const left = [
      ...(changeOf(others) === 0 ? [] : [`tax ${rose(others)} (${amountOf(others)})`]),
      ...(changeOf(unknown) === 0
        ? []
        : [`cost of teams without known ${many} ${rose(unknown)} (${amountOf(unknown)})`]),
    ];
    const sentence = `Not split by ${many}, because usage does not drive it or is not known there: ${left.join('; ')}.`;
    expect(section.includes('Not split by ')).toBe(left.length > 0);
    expect(section).toContain(left.length > 0 ? sentence : '');
  });

  it('tell of each team why its cost changed', async () => {
    const units = await unitsOf(measure);
    const cells = await cellsOf(measure, true);
    const section = await text(measure.name);
    const teams = [...units.keys()].filter((team) => team !== null);
    expect(teams.length).toBe(measure.byTeam ? section.split(' cost rose by ').length - 2 : 0);
    for (const team of teams) {
      const own = cells.filter((cell) => cell.team === team);
      const cost = totalOf(own);
      const count = units.get(team) ?? [NaN, NaN];
      expect(own.every(({ category }) => category === 'Usage')).toBe(true);
      const mean = logMean(cost);
      const volume = mean * Math.log(count[1] / count[0]);
      const calendar = measure.isStock ? mean * Math.log(days1 / days0) : 0;
      expect(section).toContain(
        told(team, cost, [
          volumeOf(measure, count, volume),
          cheaperOf(measure, changeOf(cost) - volume - calendar, cost),
          { phrase: '1 more day', amount: calendar },
        ])
      );
    }
  });
});
