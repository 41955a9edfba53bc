import { gzipSync } from 'node:zlib';
import { day, failure, openUsageFiles, signal, usageRequest, type UsageFiles } from './testing/usage-files.ts';

let usage: UsageFiles;

beforeAll(async () => {
  usage = await openUsageFiles();
});

afterAll(() => usage.close());

const file = (name: string, content: string | Buffer) => usage.file(name, content);
const fetch: UsageFiles['fetch'] = (...args) => usage.fetch(...args);

describe('CSV usage files', () => {
  it('are read by column name, with byte order mark, blanks, quotes and Windows line ends', async () => {
    const name = file(
      'plain.csv',
      '\uFEFF"day" , squad ,jobs,note\r\n2026-03-01,ocr,12,"a, ""b"""\r\n2026-03-02,"search",-1.5e1,x\r\n\r\n'
    );
    const table = await fetch(name, { dimensions: { team: 'squad' } });
    expect([...table.times]).toEqual([day('2026-03-01'), day('2026-03-02')]);
    expect([...table.values]).toEqual([12, -15]);
    expect(table.dimensions).toEqual([['ocr', 'search']]);
    expect([table.rows, table.badRows]).toEqual([2, 0]);
  });

  it.each([
    ['semicolon', ';'],
    ['tab', '\t'],
  ])('may be divided by %s', async (label, delimiter) => {
    const name = file(
      `${label}.csv`,
      ['day|jobs', '2026-03-01|1.5', '2026-03-02|2.5'].join('\n').replaceAll('|', delimiter)
    );
    expect([...(await fetch(name)).values]).toEqual([1.5, 2.5]);
  });

  it('written in the way of a country are read as declared', async () => {
    const name = file('local.csv', 'day;jobs\n31.07.2026;1.234,5\n1.8.2026;7,25\n2.8.2026;12.50\n2026-08-03;8\n');
    const table = await fetch(name, { dateFormat: 'D.M.YYYY', decimal: ',' });
    expect([...table.times]).toEqual([day('2026-07-31'), day('2026-08-01')]);
    expect([...table.values]).toEqual([1234.5, 7.25]);
    expect(table.badSamples).toEqual([
      'local.csv line 4: "12.50" in column jobs is not a number',
      'local.csv line 5: "2026-08-03" in column day is not a date such as 31.7.2026',
    ]);
  });

  it('may have their header further down, which then tells the delimiter', async () => {
    const name = file('headed.csv', 'Jobs, by day, in 2026\n\nday;jobs\n2026-07-31;5\n2026-08-01;6\n');
    expect([...(await fetch(name, { headerRow: 3 })).values]).toEqual([5, 6]);
    const described = await usage.source.describe(usageRequest(usage.directory, name, { headerRow: 3 }), signal);
    expect(described.columns).toEqual(['day', 'jobs']);
    const blank = 'badData: headed.csv has nothing in row 2, which should name the columns; correct headerRow.';
    expect(await failure(fetch(name, { headerRow: 2 }))).toBe(blank);
    expect(await failure(usage.source.describe(usageRequest(usage.directory, name, { headerRow: 2 }), signal))).toBe(
      blank
    );
    expect(await failure(fetch(name, { headerRow: 9 }))).toContain('badData: headed.csv');
  });

  it('may be gzipped, and may be UTF-16 as Excel writes Unicode text', async () => {
    file('packed/a.csv.gz', gzipSync('day,jobs\n2026-03-01,7\n'));
    file('packed/b.csv', Buffer.from('\uFEFFday\tjobs\n2026-03-01\t8\n', 'utf16le'));
    expect([...(await fetch('packed')).values]).toEqual([7, 8]);
  });

  it('give one metric of a flat file by where, and leave the other rows unread', async () => {
    const name = file('flat.csv', 'day,metric,value\n2026-03-01,jobs,5\n2026-03-01,pages,oops\n2026-03-02, jobs ,6\n');
    const table = await fetch(name, { valueColumn: 'value', where: { metric: 'jobs' } });
    expect([...table.values]).toEqual([5, 6]);
    expect(table.badRows).toBe(0);
  });

  it('leave out rows without a value: empty, NULL, (null), null and NaN are neither zero nor bad', async () => {
    const cells = ['', ' ', 'NULL', '(null)', 'null', 'NaN', '0'];
    const name = file('missing.csv', `day,team,jobs\n${cells.map((cell) => `2026-03-01,NULL,${cell}`).join('\n')}\n`);
    const table = await fetch(name, { dimensions: { team: 'team' } });
    expect([...table.values]).toEqual([0]);
    expect(table.dimensions).toEqual([[null]]);
    expect(table.badRows).toBe(0);
  });

  it('count bad rows and sample five with file, line, column and text', async () => {
    const bad = ['"1,234"', '1 234', 'n/a', '0x10', '1e999', '12,', 'Infinity'];
    const rows = [
      ...bad.map((cell) => `2026-03-01,${cell}`),
      '2026-02-30,1',
      '03/01/2026,1',
      '"multi\nline",1',
      '2026-03-02,1',
    ];
    const table = await fetch(file('bad.csv', `day,jobs\n${rows.join('\n')}\n`));
    // `12,` has one empty cell more than the header, which is harmless: 12 counts.
    expect([...table.values]).toEqual([12, 1]);
    expect(table.badRows).toBe(9);
    expect(table.badSamples).toHaveLength(5);
    expect(table.badSamples[0]).toBe('bad.csv line 2: "1,234" in column jobs is not a number');
    expect(table.badSamples[4]).toBe('bad.csv line 6: "1e999" in column jobs is not a number');
  });

  it('count lines over quoted line breaks, and rows that are longer or shorter than the header as bad', async () => {
    const name = file('shape.csv', 'day,team,jobs\n2026-03-01,"a\nb",1\n2026-03-02,c,1,234\n2026-03-0');
    const table = await fetch(name);
    expect([...table.values]).toEqual([1]);
    expect(table.badSamples).toEqual([
      'shape.csv line 4: has 4 cells where the header has 3',
      'shape.csv line 5: has 1 cells where the header has 3',
    ]);
  });

  it('fail on a quote that is never closed, with its line', async () => {
    const name = file('open.csv', 'day,jobs\n2026-03-01,1\n2026-03-02,"2\n2026-03-03,3\n');
    expect(await failure(fetch(name))).toBe(
      'badData: open.csv has a quote in line 3 or later that is never closed; close it or remove it.'
    );
  });

  it('fail on a missing column with the metric, the file and the columns that exist', async () => {
    const name = file('columns.csv', ' date ,count\n2026-03-01,1\n');
    expect(await failure(fetch(name, { dateColumn: 'date' }))).toBe(
      'notFound: The metric jobs needs the column jobs, which columns.csv does not have; its columns are date, count.'
    );
  });

  it('fail on an empty file, on broken gzip and on text that is not UTF-8, each by name', async () => {
    expect(await failure(fetch(file('empty.csv', '')))).toContain('badData: empty.csv is empty');
    expect(await failure(fetch(file('torn.csv.gz', gzipSync('day,jobs\n2026-03-01,1\n').subarray(0, 30))))).toBe(
      'badData: The metric jobs cannot read torn.csv.gz: it is not a whole gzip file; write it again.'
    );
    expect(
      await failure(fetch(file('latin.csv', Buffer.from('day,jobs,t\n2026-03-01,1,M\xfcnchen\n', 'latin1'))))
    ).toBe('badData: The metric jobs cannot read latin.csv: it is not UTF-8 text; save it as CSV in UTF-8.');
  });

  it('of a million rows are read within seconds, whole across chunk borders', async () => {
    const lines = ['day,team,jobs'];
    for (let row = 0; row < 1_000_000; row += 1) {
      lines.push(`2026-03-${String((row % 28) + 1).padStart(2, '0')},team ${row % 20},${row}`);
    }
    const table = await fetch(file('large.csv', lines.join('\n')), { dimensions: { team: 'team' } });
    expect([table.rows, table.badRows]).toEqual([1_000_000, 0]);
    expect(table.values.reduce((a, b) => a + b, 0)).toBe((999_999 * 1_000_000) / 2);
    expect(new Set(table.dimensions[0]).size).toBe(20);
  }, 20_000);
});
