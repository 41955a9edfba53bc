import { changeText, countText, shareText, signedText, valueText } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [3.8139, 'USD / customer / month', '$3.81'],
    [0.020901, 'USD / GB / month', '$0.0209'],
    [5234.7, 'USD', '$5,235'],
    [13.328, '%', '13.3%'],
    [-0.04, '%', '0.0%'],
    [1234.5678, 'jobs', '1,235'],
    [0.30001, '', '0.3'],
    [null, 'USD', '–'],
    [undefined, '%', '–'],
  ])('%d in %j is %j', (value, unit, text) => {
    expect(valueText(value, unit, 'USD')).toBe(text);
  });

  it('tells money with the sign of a change', () => {
    expect([12437.4, -35, 0].map((amount) => signedText(amount, 'USD'))).toEqual(['+$12,437', '-$35.00', '$0.00']);
  });

  it('tells counts, changes and shares', () => {
    expect([65557.7, 3_009_024_487, undefined].map(countText)).toEqual(['65,558', '3.01B', '–']);
    expect([0.0616, -0.197, 0.0004, -0.0004, undefined].map(changeText)).toEqual(['+6.2%', '-20%', '±0%', '±0%', '–']);
    expect([0.174, -1.5, -0.004, undefined].map(shareText)).toEqual(['17%', '-150%', '0%', '–']);
  });
});
