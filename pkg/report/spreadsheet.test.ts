import { csvText } from './spreadsheet.ts';

it('writes numbers as numbers and texts without a formula, with the quotes that CSV asks for', () => {
  expect(csvText(['=a', 'b'], [['=1+1', -1.5], ['x,"y"', null], ['-', 1e21]])).toBe(
    `'=a,b\n'=1+1,-1.5\n"x,""y""",\n'-,1e+21\n`
  ); // prettier-ignore
});

it.each(['=', '+', '-', '@', '\t=', '\r=', '\n=', '＝', '＋', '－', '＠'])(
  'defuses a text that begins with %j',
  (start) => {
    expect(csvText([`${start}SUM(A1)`], [])).toContain(`'${start}SUM(A1)`);
  }
);
