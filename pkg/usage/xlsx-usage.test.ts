import { openUsageFiles, failure, signal, usageRequest, type UsageFiles } from './testing/usage-files.ts';
import { rowTexts } from './testing/bigquery-request.ts';
import { xlsxFile, zip, type WrittenCell } from './testing/xlsx-file.ts';

let files: UsageFiles;
beforeAll(async () => {
  files = await openUsageFiles();
});
afterAll(() => files.close());

function xlsx(name: string, rows: readonly (readonly WrittenCell[])[], epoch1904 = false): string {
  return files.file(name, xlsxFile({ sheets: { Usage: rows }, epoch1904 }));
}

async function rows(location: string, metric?: Record<string, unknown>): Promise<readonly string[]> {
  return rowTexts(await files.fetch(location, metric), metric?.['nativeGrain'] === 'hour');
}

describe('an Excel file', () => {
  it('gives dates as dates, numbers or text', async () => {
    const location = xlsx('dates.xlsx', [
      ['day', 'jobs', 'squad', 'kind'],
      [{ date: 46204 }, 3, 'red & "blue"', 'ocr'], // 46204 days after 1899-12-30 is 2026-07-01
      [46205, '4', ' red ', 'ocr'],
      ['2026-07-03', 1.5, null, 'ocr'],
      [],
      [{ date: 46207 }, null, 'red', 'ocr'],
      [{ date: 46208 }, 100, true, 'mail'],
    ]);
    expect(await rows(location, { dimensions: { team: 'squad' } })).toEqual([
      '2026-07-01 red & "blue" 3',
      '2026-07-02 red 4',
      '2026-07-03 null 1.5',
      '2026-07-05 true 100',
    ]);
    expect(await rows(location, { where: { kind: 'mail' } })).toEqual(['2026-07-05 100']);
  });

  it('whose days count from 1904 is read as such', async () => {
    // 46204 - 1462 days after 1904-01-01.
    expect(
      await rows(
        xlsx(
          'mac.xlsx',
          [
            ['day', 'jobs'],
            [{ date: 44742 }, 3],
          ],
          true
        )
      )
    ).toEqual(['2026-07-01 3']);
  });

  it('gives hours, which are no exact fractions of a day', async () => {
    const location = xlsx('hours.xlsx', [
      ['day', 'jobs'],
      [{ date: 46204 + 1 / 24 }, 1],
      [46204 + 14 / 24, 2],
    ]);
    expect(await rows(location, { nativeGrain: 'hour' })).toEqual(['2026-07-01T01:00Z 1', '2026-07-01T14:00Z 2']);
  });

  it('written in the way of a country is read as declared', async () => {
    const location = xlsx('local.xlsx', [
      ['day', 'jobs'],
      ['31.07.2026', '1.234,5'],
      [{ date: 46235 }, 7.25], // 46235 days after 1899-12-30 is 2026-08-01
      ['2026-08-02', '8'],
    ]);
    const table = await files.fetch(location, { dateFormat: 'DD.MM.YYYY', decimal: ',' });
    expect(rowTexts(table)).toEqual(['2026-07-31 1234.5', '2026-08-01 7.25']);
    expect(table.badSamples).toEqual(['local.xlsx row 4: "2026-08-02" in column day is not a date such as 31.07.2026']);
  });

  it('may have its header further down', async () => {
    const location = xlsx('headed.xlsx', [['Jobs by day'], [], ['day', 'jobs'], [{ date: 46204 }, 3]]);
    expect(await rows(location, { headerRow: 3 })).toEqual(['2026-07-01 3']);
    const described = await files.source.describe(usageRequest(files.directory, location, { headerRow: 3 }), signal);
    expect(described.columns).toEqual(['day', 'jobs']);
    for (const headerRow of [2, 9]) {
      expect(await failure(rows(location, { headerRow }))).toBe(
        `badData: headed.xlsx has nothing in row ${headerRow}, which should name the columns; correct headerRow.`
      );
    }
  });

  it('has its bad cells counted and shown by row', async () => {
    const location = xlsx('bad.xlsx', [
      [],
      ['day', 'jobs'],
      ['soon', 1],
      [2026, 1],
      [{ date: 46204 }, 'n/a'],
      [{ date: 46204 }, false],
      [{ date: 46204 }, { error: '#DIV/0!' }], // is empty
    ]);
    const table = await files.fetch(location);
    expect(table.rows).toBe(0);
    expect(table.badSamples).toEqual([
      'bad.xlsx row 3: "soon" in column day is not a date such as 2026-07-31',
      'bad.xlsx row 4: "2026" in column day is not a date such as 2026-07-31',
      'bad.xlsx row 5: "n/a" in column jobs is not a number',
      'bad.xlsx row 6: "false" in column jobs is not a number',
    ]);
  });

  it('may have several sheets, of which one is named', async () => {
    const two = xlsxFile({
      sheets: {
        Notes: [['about', 'this']],
        'Jobs 2026': [
          ['day', 'jobs'],
          [{ date: 46204 }, 3],
        ],
      },
    });
    const location = files.file('two.xlsx', two);
    expect(await rows(location, { sheet: 'Jobs 2026' })).toEqual(['2026-07-01 3']);
    expect(await failure(rows(location))).toBe(
      'notFound: The metric jobs needs the column day, which two.xlsx does not have; its columns are about, this.'
    );
    expect(await failure(rows(location, { sheet: 'Jobs' }))).toBe(
      'notFound: two.xlsx has no such sheet. Sheet not found: Jobs. Available sheets: Notes, Jobs 2026.'
    );
    expect(
      await files.source.describe(usageRequest(files.directory, location, { sheet: 'Jobs 2026' }), signal)
    ).toEqual({
      reached: 'two.xlsx',
      columns: ['day', 'jobs'],
      remarks: [],
    });
  });

  it('is not read further when nobody waits any more', async () => {
    const location = xlsx('left.xlsx', [
      ['day', 'jobs'],
      [{ date: 46204 }, 3],
    ]);
    const controller = new AbortController();
    const work = files.source.fetch(usageRequest(files.directory, location), controller.signal);
    controller.abort();
    await expect(work).rejects.toHaveProperty('name', 'AbortError');
  });

  it('lies beside files of other kinds, and beside the lock of who has it open', async () => {
    files.file('mixed/a.csv', 'day,jobs\n2026-07-01,1\n');
    xlsx('mixed/b.xlsx', [
      ['day', 'jobs'],
      [{ date: 46205 }, 2],
    ]);
    files.file('mixed/~$b.xlsx', 'somebody');
    expect(await rows('mixed')).toEqual(['2026-07-01 1', '2026-07-02 2']);
  });
});

describe('what is no Excel file', () => {
  const whole = xlsxFile({
    sheets: {
      Usage: [
        ['day', 'jobs'],
        [{ date: 46204 }, 3],
      ],
    },
  });

  it.each([
    ['cut off', whole.subarray(0, whole.length - 100), 'badData: odd.xlsx is no whole .xlsx file; save it again.'],
    ['some text', Buffer.from('day,jobs\n2026-07-01,1\n'), 'badData: odd.xlsx is no whole .xlsx file; save it again.'],
    [
      'another archive',
      zip([{ name: 'a.txt', content: Buffer.from('a') }]),
      'badData: odd.xlsx is no whole .xlsx file; save it again.',
    ],
    [
      'an old .xls',
      Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex'),
      'badData: odd.xlsx is an old .xls file, or has a password; save it as .xlsx without one.',
    ],
    ['empty', Buffer.alloc(0), 'badData: odd.xlsx is empty.'],
    [
      'without a row',
      xlsxFile({ sheets: { Usage: [] } }),
      'badData: odd.xlsx is empty; its first row must name the columns.',
    ],
  ])('is refused in clear words: %s', async (_, content, message) => {
    expect(await failure(files.fetch(files.file('odd.xlsx', content)))).toBe(message);
  });

  it('is not unpacked where it would fill the memory', async () => {
    const bomb = zip([{ name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(65 * 1024 * 1024) }]);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failure(files.fetch(files.file('bomb.xlsx', bomb)))).toBe(
      'tooMuch: bomb.xlsx is larger than an Excel file may be here (32 MiB, 64 MiB unpacked). Save it as CSV or Parquet.'
    );
    const large = files.file('large.xlsx', Buffer.alloc(33 * 1024 * 1024));
    expect(await failure(files.fetch(large))).toContain('tooMuch: large.xlsx is larger than');
  });
});
