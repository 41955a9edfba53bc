import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { focusCsv, framesOf, messageOf, numbersOf, openSite, type Site } from './site.ts';

/** Bad input costs what it touches and nothing else; its message names the thing, the place and the way out. */
const jobs = {
  name: 'jobs',
  connection: 'exports',
  location: 'jobs.csv',
  dateColumn: 'day',
  valueColumn: 'jobs',
  dimensions: { team: 'team' },
  unit: 'job',
  additivity: 'additive',
};
const range = { from: '2026-06-01', to: '2026-06-02' };
const good = { formulas: [{ name: 'good', expression: 'cost / jobs' }], result: 'numeric' };

let site: Site;

beforeEach(async () => {
  site = await openSite();
  await site.write('focus/june.csv', focusCsv([{ day: '2026-06-01', cost: 10, team: 'a' }, { day: '2026-06-02', cost: 20, team: 'a' }])); // prettier-ignore
  await site.write('jobs.csv', 'day,team,jobs\n2026-06-01,a,2\n2026-06-02,a,4\n');
  site.settings['metrics'] = [jobs];
});
afterEach(() => site.end());

/** Asks the bad query beside a good one, which must be answered as if it were alone. */
async function beside(bad: unknown, asked = range): Promise<string> {
  const answers = await site.askAll({ A: good, B: bad }, asked);
  expect(numbersOf(answers.get('A'))).toEqual({ good: [5] });
  return messageOf(answers.get('B'));
}

function metric(change: Readonly<Record<string, unknown>>): void {
  site.settings['metrics'] = [jobs, { ...jobs, name: 'bad', ...change }];
}

const askBad = { formulas: [{ expression: 'cost / bad' }], result: 'numeric' };

describe('bad input', () => {
  it('an unknown metric', async () => {
    expect(await beside({ formulas: [{ expression: 'cost / jobz' }] })).toBe(
      'Formula "cost / jobz", position 8: unknown name jobz; did you mean jobs? Known are cost, jobs, billed_cost, total_cost, effective_cost, list_cost, contracted_cost.'
    );
  });

  it('a metric whose entry is wrong', async () => {
    metric({ unit: '' });
    expect(await beside(askBad)).toContain('the metric bad cannot be used, because its settings are wrong: unit:');
  });

  it('a column that is missing', async () => {
    metric({ valueColumn: 'jobbs' });
    const message = await beside(askBad);
    expect(message).toContain('jobbs');
    expect(message).toContain('jobs.csv');
    expect(message).toContain('day, team, jobs');
  });

  it('a cost column that is missing', async () => {
    await site.write('other/x.csv', 'Date,Amount\n2026-06-01,1\n');
    site.settings['costs'] = [
      { name: 'cloud', connection: 'exports', format: 'focus', location: 'focus' },
      { name: 'strange', connection: 'exports', format: 'focus', location: 'other', inTotal: false },
    ];
    const message = await beside({ formulas: [{ expression: 'strange.cost' }] });
    expect(message).toContain('other/x.csv');
    expect(message).toMatch(/ChargePeriodStart|BilledCost/);
    expect(message).toContain('Date, Amount');
  });

  it('a file that is no Parquet', async () => {
    await site.write('broken/x.parquet', 'PAR1 this is not what it says PAR1');
    metric({ location: 'broken/x.parquet' });
    const message = await beside(askBad);
    expect(message).toContain('broken/x.parquet');
    expect(message).not.toContain('unforeseen');
  });

  it('one corrupt file among good ones costs that file and is named', async () => {
    await site.write('focus/july.parquet', 'nonsense');
    const result = await site.ask({ formulas: [{ expression: 'cost' }], result: 'numeric' }, range);
    expect(numbersOf(result)).toEqual({ cost: [30] });
    expect(JSON.stringify(framesOf(result)[0]?.meta.notices)).toContain('focus/july.parquet');
  });

  it('a file that may not be read', async () => {
    if (process.getuid?.() === 0) {
      await mkdir(path.join(site.data, 'secret.csv')); // root reads everything: a directory in its place is as unreadable
    } else {
      await chmod(await site.write('secret.csv', 'day,team,jobs\n'), 0o000);
    }
    metric({ location: 'secret.csv' });
    expect(await beside(askBad)).toContain('secret.csv');
  });

  it.each([
    ['dots', '../outside.csv'],
    ['a link', 'link.csv'],
    ['an absolute path', path.join(path.sep, 'etc', 'passwd')],
  ])('a file outside the allowed paths by %s', async (_, location) => {
    await writeFile(path.join(site.root, 'outside.csv'), 'day,team,jobs\n2026-06-01,a,1\n');
    await symlink(path.join(site.root, 'outside.csv'), path.join(site.data, 'link.csv'));
    metric({ location });
    expect(await beside(askBad)).toMatch(/allowed paths|climbs out|absolute/);
  });

  it('a connection outside the allowed paths says which lines to add', async () => {
    site.settings['connections'] = [{ name: 'exports', type: 'files', path: site.data }, { name: 'etc', type: 'files', path: '/etc' }]; // prettier-ignore
    metric({ connection: 'etc', location: 'hosts' });
    const message = await beside(askBad);
    expect(message).toContain('[plugin.perunit-uniteconomics-datasource]');
    expect(message).toContain('allowed_paths = ');
  });

  it('a syntax error in a formula, with its position', async () => {
    expect(await beside({ formulas: [{ expression: 'cost / (jobs' }] })).toBe(
      'Formula "cost / (jobs", position 13: Unclosed (.'
    );
  });

  it('a division by zero is missing, not infinite, and counted', async () => {
    await site.write('jobs.csv', 'day,team,jobs\n2026-06-01,a,0\n2026-06-02,a,4\n');
    const result = await site.ask({ formulas: [{ name: 'r', expression: 'cost / jobs' }], grain: 'day' }, range);
    expect(numbersOf(result)).toEqual({ r: [null, 5] });
    expect(JSON.stringify(framesOf(result)[0]?.meta.notices)).toContain(
      '1 value is missing because the denominator is zero'
    );
  });

  it('a leg without data', async () => {
    const empty = await site.ask(
      { formulas: [{ expression: 'cost / jobs' }], result: 'numeric' },
      { from: '2027-01-01', to: '2027-01-31' }
    );
    expect(numbersOf(empty)).toEqual({ 'cost / jobs': [null] });
    expect(JSON.stringify(framesOf(empty)[0]?.meta.notices)).toContain(
      'complete through 2026-06-02, and the range has no complete day yet; widen the range'
    );
  });

  it('two currencies', async () => {
    await site.write('mixed/x.csv', focusCsv([{ day: '2026-06-01', cost: 1 }, { day: '2026-06-01', cost: 2, BillingCurrency: 'EUR' }])); // prettier-ignore
    site.settings['costs'] = [
      { name: 'cloud', connection: 'exports', format: 'focus', location: 'focus' },
      { name: 'mixed', connection: 'exports', format: 'focus', location: 'mixed', inTotal: false },
    ];
    const asked = { formulas: [{ expression: 'mixed.cost' }], result: 'numeric' };
    expect(await beside(asked)).toBe(
      'mixed.cost (EffectiveCost) mixes currencies EUR, USD, which cannot be added up. Give rates for EUR or set currency: EUR in the settings, or filter by BillingCurrency.'
    );
    const filtered = { ...asked, filters: [{ dimension: 'BillingCurrency', values: ['USD'] }] };
    expect(numbersOf(await site.ask(filtered, range))).toEqual({ 'mixed.cost': [1] });
  });

  it.each(['(a+)+$', '(?:a|a)*b', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'the regular expression %s harms nobody',
    async (pattern) => {
      await site.write('focus/june.csv', focusCsv([{ day: '2026-06-01', cost: 10, team: 'a'.repeat(40) + '!' }, { day: '2026-06-02', cost: 20, team: 'aaaa' }])); // prettier-ignore
      const answers = await site.ask(
        {
          formulas: [{ expression: 'cost' }],
          filters: [{ dimension: 'team', op: 'regex', values: [pattern] }],
          result: 'numeric',
        },
        range
      );
      const expected = new RegExp(`^(?:${pattern})$`).test('aaaa') ? [20] : [];
      expect((numbersOf(answers)['cost'] ?? []).filter((value) => value !== null && value !== 0)).toEqual(expected);
    }
  );

  it('a regular expression that is none', async () => {
    expect(
      await beside({ formulas: [{ expression: 'cost' }], filters: [{ dimension: 'team', op: 'regex', values: ['('] }] })
    ).toBe('The filter on team has the pattern (, which is not RE2 syntax.');
  });

  it('text that would be SQL, were it not bound', async () => {
    const filters = [{ dimension: 'team', values: ["a' OR 1=1 --"] }];
    expect(
      numbersOf(await site.ask({ formulas: [{ expression: 'cost' }], filters, result: 'numeric' }, range))['cost'] ?? []
    ).not.toContain(30);
    const column = { formulas: [{ expression: 'cost' }], groupBy: ['tag:x"; DROP TABLE t; --'], result: 'table' };
    expect(numbersOf(await site.ask(column, range))['cost']).toEqual([30]);
  });
});
