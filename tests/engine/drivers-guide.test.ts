import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseQuery } from '../../pkg/model/parse-query.ts';
import { effectNames } from '../../pkg/model/effects.ts';
import { dayText } from '../../pkg/series/civil.ts';
import { unsplitReasons } from '../../pkg/drivers/unsplit.ts';
import { framesOf, numbersOf, openSite, type Site } from './site.ts';

/** The examples of docs/drivers.md give the amounts that it works out by hand. */
const guide = readFileSync(path.resolve('docs/drivers.md'), 'utf8');
const fences = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, body = '']) => body);
const [byHand = ''] = fences('csv');
const queries = fences('json').map((text) => ({ ...parseQuery(text) }));
const may = { from: '2026-05-01', to: '2026-05-31' };

interface Charge {
  readonly day: string;
  readonly team: string;
  readonly cost: number;
  readonly hours?: number;
  readonly category?: string;
}

function bill(charges: readonly Charge[]): string {
  const lines = charges.map(({ day, team, cost, hours, category = 'Usage' }) =>
    [
      `${day} 00:00:00`,
      `${dayText(toDayNumber(day) + 1)} 00:00:00`,
      cost,
      cost,
      'USD',
      category,
      'AWS Lambda',
      hours === undefined ? '' : 'lambda',
      hours ?? '',
      hours === undefined ? '' : 'Hours',
      `"{""team"": ""${team}""}"`,
    ].join(',')
  );
  return [
    'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ServiceName,SkuId,ConsumedQuantity,ConsumedUnit,Tags',
    ...lines,
    '',
  ].join('\n');
}

const jobs = (rows: readonly (readonly [day: string, team: string, jobs: number])[]) =>
  ['day,team,jobs', ...rows.map((row) => row.join(',')), ''].join('\n');
const [april, mayDay] = ['2026-04-30', '2026-05-31'];

/** April and May as the guide's table has them. */
const months = byHand
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [month = '', count = '', hours = '', cost = '', tax = ''] = line.split(',');
    return {
      day: month === '2026-04' ? april : mayDay,
      count: Number(count),
      hours: Number(hours),
      cost: Number(cost),
      tax: Number(tax),
    };
  });

const toDayNumber = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

let site: Site;
beforeEach(async () => {
  site = await openSite('2026-07-01T00:00:00Z');
  site.settings['metrics'] = [
    {
      name: 'jobs',
      connection: 'exports',
      location: 'jobs.csv',
      dateColumn: 'day',
      valueColumn: 'jobs',
      dimensions: { team: 'team' },
      unit: 'job',
      additivity: 'additive',
      gaps: 'zero',
    },
    {
      name: 'customers',
      connection: 'exports',
      location: 'customers.csv',
      dateColumn: 'day',
      valueColumn: 'customers',
      unit: 'customer',
      additivity: 'snapshot',
    },
  ];
  await writeExample(true);
});
afterEach(() => site.end());

async function writeExample(hasHours: boolean): Promise<void> {
  const charges = months.flatMap(({ day, hours, cost, tax }): Charge[] => [
    { day, team: 'ocr', cost, ...(hasHours && { hours }) },
    { day, team: 'ocr', cost: tax, category: 'Tax' },
  ]);
  await site.write('focus/bill.csv', bill(charges));
  await site.write('jobs.csv', jobs(months.map(({ day, count }) => [day, 'ocr', count])));
}

/** Amounts of one row by the titles of their columns, to the cent. */
async function row(query: unknown): Promise<Record<string, number | null>> {
  const columns = numbersOf({ frames: framesOf(await site.ask(query, may)).slice(0, 1) });
  return Object.fromEntries(
    Object.entries(columns).map(([title, values]) => [title, values[0] === null ? null : Number((values[0] ?? NaN).toFixed(2))])
  ); // prettier-ignore
}

/** The amount that stands in the guide, as `**-$97.91**`. */
const amount = (effect: string) =>
  Number(
    new RegExp(`^\\| ${effect} \\|.*\\*\\*(-?)\\$([\\d.]+)\\*\\*`, 'm').exec(guide)?.slice(1).join('') ?? `no ${effect}`
  );

describe('the guide to drivers', () => {
  const [example, alert] = queries;

  it('splits its example as by hand', async () => {
    expect(await row(example)).toMatchObject({
      Volume: amount('volume'),
      Efficiency: amount('efficiency'),
      Price: amount('price'),
      'Not split': amount('not split'),
      change: amount('change'),
    });
    expect([304.14, -97.91, -126.23, 2, 82]).toEqual(
      ['volume', 'efficiency', 'price', 'not split', 'change'].map(amount)
    );
  });

  it('has the other method as it comes out', async () => {
    const midpoint = { ...example, drivers: { compare: '1mo', as: 'table', method: 'midpoint' } };
    expect(await row(midpoint)).toMatchObject({ Volume: 316.67, Efficiency: -103.33, Price: -133.33 });
    expect(guide).toContain('volume $316.67,\nefficiency -$103.33 and price -$133.33');
  });

  it('has unit cost without quantities as it comes out', async () => {
    await writeExample(false);
    expect(await row(example)).toMatchObject({ Volume: 304.14, 'Unit cost': -224.14 });
    expect(guide).toContain('unit cost: -$224.14.');
  });

  it('has the published example in both methods', async () => {
    await site.write(
      'focus/bill.csv',
      bill([
        { day: april, team: 'ocr', cost: 250 },
        { day: mayDay, team: 'ocr', cost: 700 },
      ])
    );
    await site.write('jobs.csv', jobs([[april, 'ocr', 5], [mayDay, 'ocr', 10]])); // prettier-ignore
    expect(await row(example)).toMatchObject({ Volume: 302.94, 'Unit cost': 147.06 });
    expect(guide).toContain('the quantity $302.94 and the price $147.06');
  });

  it('has a mix as it comes out', async () => {
    const two = [['a', 10, 50, 75], ['b', 1, 50, 25]] as const; // prettier-ignore
    await site.write('focus/bill.csv', bill(two.flatMap(([team, price, before, now]) => [{ day: april, team, cost: price * before }, { day: mayDay, team, cost: price * now }]))); // prettier-ignore
    await site.write('jobs.csv', jobs(two.flatMap(([team, , before, now]) => [[april, team, before] as const, [mayDay, team, now] as const]))); // prettier-ignore
    const mixed = { ...example, groupBy: ['team'], drivers: { compare: '1mo', as: 'waterfall' } };
    const [frame] = framesOf(await site.ask(mixed, may));
    const steps = frame?.fields[0]?.column;
    const changes = numbersOf({ frames: frame ? [frame] : [] })['change'] ?? [];
    expect(steps?.type === 'string' && [...steps.values]).toEqual(['Before', 'Mix', 'After']);
    expect(changes.map((change) => Number((change ?? NaN).toFixed(2)))).toEqual([550, 225, 775]);
  });

  it('has a calendar as it comes out', async () => {
    // 100 USD and 100 customers a day.
    const days = Array.from({ length: 28 + 31 }, (_, index) => dayText(toDayNumber('2026-02-01') + index));
    await site.write('focus/bill.csv', bill(days.map((day) => ({ day, team: 'a', cost: 100 }))));
    await site.write('customers.csv', ['day,customers', ...days.map((day) => `${day},100`), ''].join('\n'));
    const stock = { ...example, formulas: [{ expression: 'cost / customers' }] };
    const [table] = framesOf(await site.ask(stock, { from: '2026-03-01', to: '2026-03-31' }));
    const columns = numbersOf({ frames: table ? [table] : [] });
    expect(columns['Calendar']?.[0]).toBeCloseTo(300, 9);
    expect(Object.keys(columns)).not.toContain('Volume');
  });

  it('asks in its alert for one number per team and effect', async () => {
    const frames = framesOf(await site.ask(alert, may));
    expect(frames.map(({ meta, fields: [field] }) => [meta.type, field?.labels])).toEqual([
      ['numeric-multi', { team: 'ocr', effect: 'efficiency' }],
    ]);
  });

  it('has queries that are answered without an error', async () => {
    expect(queries.map(({ result }) => result)).toEqual(['drivers', 'drivers', 'digest', 'evidence', 'marginal']);
    for (const query of queries) {
      expect(framesOf(await site.ask(query, { from: '2026-04-01', to: '2026-06-30' })).length).toBeGreaterThan(0);
    }
  });

  it('names every effect and every reason', () => {
    const words = guide.toLowerCase();
    const titles = effectNames.map((name) => (name === 'unitCost' ? 'unit cost' : name === 'unsplit' ? 'not split' : name)); // prettier-ignore
    titles.forEach((title) => {
      expect(guide).toContain(`| **${title}** |`);
    });
    unsplitReasons.forEach((reason) => {
      expect(words).toContain(reason);
    });
  });
});
