import { googleSheets } from './google-sheets.ts';

const id = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms';
const link = 'https://docs.google.com/spreadsheets/d/e/2PACX-1vT0/pub?gid=0&single=true&output=csv';

function problems(entry: object): readonly string[] {
  const parsed = googleSheets.series.safeParse({ type: 'google-sheets', ...entry });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it('takes a spreadsheet by its id or its address', () => {
  const spreadsheet = (text: string) =>
    googleSheets.series.parse({ type: 'google-sheets', spreadsheet: text, range: 'Usage!A:D' }).spreadsheet;
  expect(spreadsheet(id)).toBe(id);
  expect(spreadsheet(`https://docs.google.com/spreadsheets/d/${id}/edit?gid=0#gid=0`)).toBe(id);
  expect(problems({ spreadsheet: 'https://example.com/spreadsheets/d/x', range: 'A:B' })).toEqual([
    'spreadsheet: is neither the id nor the address of a spreadsheet',
  ]);
});

it('wants spreadsheet and range, or a link', () => {
  const way = 'give spreadsheet and range, or link; in a total, null drops what the metric has';
  expect(problems({ spreadsheet: id, range: 'A:B' })).toEqual([]);
  expect(problems({ link })).toEqual([]);
  expect(problems({ link, spreadsheet: null, range: null })).toEqual([]);
  expect(problems({})).toEqual([`spreadsheet: ${way}`]);
  expect(problems({ spreadsheet: id })).toEqual([`range: ${way}`]);
  expect(problems({ link, range: 'A:B' })).toEqual([`link: ${way}`]);
});

it.each([
  ['https://docs.google.com.evil.example/spreadsheets/d/e/x/pub?output=csv'],
  ['http://docs.google.com/spreadsheets/d/e/x/pub?output=csv'],
  ['https://docs.google.com/spreadsheets/d/e/x/pubhtml'],
  ['https://docs.google.com/document/d/e/x/pub?output=csv'],
])('does not follow %s', (address) => {
  expect(problems({ link: address })[0]).toContain('link: must be a link of File, Share, Publish to web');
});

it.each(['DD.MM.YYYY', 'M/D/YY', 'D MMM YYYY', 'MMMM YYYY', 'YYYY-MM-DD HH:mm:ss'])(
  'knows the date format %s',
  (dateFormat) => {
    expect(problems({ link, dateFormat })).toEqual([]);
  }
);

it.each(['DD.MM', 'YYYY', 'DD.MM.YYYY at HH', "DD.MM.'YY", 'MM/MM/YYYY', 'q'])(
  'does not know the date format %s',
  (dateFormat) => {
    expect(problems({ link, dateFormat })).toEqual([
      'dateFormat: must have one year, one month and at most one day, such as DD.MM.YYYY, M/D/YY or D MMM YYYY HH:mm',
    ]);
  }
);
