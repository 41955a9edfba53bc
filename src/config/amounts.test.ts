import { keysOf, nextAmount, readAmounts, writeAmounts } from './amounts.ts';

const line = (date: string) => ({ date, value: 900, keys: { team: 'a' } });

describe('lines of dates and numbers', () => {
  it('are read as far as they are written, and written without empty keys', () => {
    const amounts = readAmounts([{ date: '2026-10', value: 5 }, { keys: { team: 'a', region: '' } }, 'nonsense']);
    expect(amounts).toEqual([
      { date: '2026-10', value: 5, keys: {} },
      { date: '', value: undefined, keys: { team: 'a', region: '' } },
    ]);
    expect(writeAmounts(amounts)).toEqual([
      { date: '2026-10', value: 5 },
      { date: '', keys: { team: 'a' } },
    ]);
    expect(writeAmounts([])).toBeUndefined();
  });

  it('have a column for each key that a dimension names, and for those that are there all the same', () => {
    expect(keysOf({ dimensions: { team: 'squad', region: '' } }, [line('2026-10')])).toEqual(['squad', 'team']);
  });

  it.each([
    ['2026-10', undefined, '2026-11'],
    ['2026-12', 'month', '2027-01'],
    ['2026-10-01', undefined, '2026-11-01'],
    ['2026-10-31', 'day', '2026-11-01'],
    ['2026-10-05', 'week', '2026-10-12'],
    ['2026-02', 'quarter', '2026-05'],
    ['2026-04', 'year', '2027-04'],
    ['2026-10', 'day', '2026-11'],
    ['October', 'month', ''],
    ['2026-10-01T00:00Z', 'hour', ''],
  ])('go on after %s by %s with %s', (date, nativeGrain, expected) => {
    const entry = { amounts: [], ...(nativeGrain !== undefined && { nativeGrain }) };
    expect(nextAmount([line(date)], entry)).toEqual(line(expected));
  });

  it('are of days where they are no budget, and begin empty', () => {
    expect(nextAmount([line('2026-10-31')], { values: [] }).date).toBe('2026-11-01');
    expect(nextAmount([], {})).toEqual({ date: '', value: undefined, keys: {} });
  });
});
