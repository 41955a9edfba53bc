import type { Period } from './period.ts';
import { splitRunning } from './running.ts';

function month(units: number, cost: number, group = 'a'): Period {
  return { unitsByGroup: new Map([[group, units]]), cells: [{ group, skuId: 's', cost }] };
}

describe('splitRunning', () => {
  it('splits each month against the one before, and adds up', () => {
    // 100 for 10 -> 200 for 20 -> 200 for 40. First step: all volume, +100. Second: L = 200, volume +200 ln 2, unit cost -200 ln 2.
    const { steps, cumulative, groups } = splitRunning([month(10, 100), month(20, 200), month(40, 200)]);
    const second = 200 * Math.LN2;
    expect(steps.map(({ change }) => change)).toEqual([100, 0]);
    expect(steps[1]?.effects.volume).toBeCloseTo(second, 9);
    expect(cumulative.map(({ volume }) => volume)).toEqual([expect.closeTo(100, 9), expect.closeTo(100 + second, 9)]);
    expect(cumulative.map(({ unitCost }) => unitCost)).toEqual([expect.closeTo(0, 9), expect.closeTo(-second, 9)]);
    expect(groups).toMatchObject([{ group: 'a', cost0: 100, cost1: 200, change: 100 }]);
  });

  it('keeps groups that come and go', () => {
    const { groups } = splitRunning([month(10, 100), month(5, 40, 'b'), month(10, 90)]);
    expect(groups.map(({ group, cost0, cost1, change }) => [group, cost0, cost1, change])).toEqual([
      ['a', 100, 90, -10],
      ['b', 0, 0, 0],
    ]);
  });

  it.each([[[]], [[month(1, 1)]]])('has no steps for fewer than two periods', (periods) => {
    expect(splitRunning(periods)).toEqual({ steps: [], cumulative: [], groups: [] });
  });
});
