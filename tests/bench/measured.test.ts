import { ratio, verdict } from './measured.ts';

const base = { what: 'scan', figure: 120, unit: 'ms', how: '' } as const;

describe('a verdict', () => {
  it('compares the figure itself where there is no yardstick', () => {
    expect(verdict({ ...base, target: 120 })).toBe('met');
    expect(verdict({ ...base, target: 119 })).toBe('missed');
  });
  it('compares the ratio to the yardstick where there is one', () => {
    const measured = { ...base, yardstick: { figure: 100, name: 'DuckDB' } };
    expect(ratio(measured)).toBeCloseTo(1.2, 12);
    expect(verdict({ ...measured, target: 1.3 })).toBe('met');
    expect(verdict({ ...measured, target: 1.1 })).toBe('missed');
  });
  it('is missed by a figure that is no number', () => {
    expect(verdict({ ...base, figure: NaN, target: 1e9 })).toBe('missed');
  });
  it('is not given where nothing is promised', () => {
    expect(verdict(base)).toBe('');
  });
});
