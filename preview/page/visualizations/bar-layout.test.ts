import { layoutBars } from './bar-layout.ts';

const bars = [
  [{ series: 0, from: 0, to: 10 }],
  [
    { series: 0, from: 0, to: -4 },
    { series: 1, from: -4, to: -6 },
  ],
];
const box = { width: 400, height: 200, barWidth: 0.5, hasValues: true };

describe('bars on the page', () => {
  it('that stand touch each other where their parts do, and the axis where they begin', () => {
    const { marks, parts } = layoutBars(bars, ['a', 'b'], { ...box, isHorizontal: false });
    const zero = marks.find(({ value }) => value === 0)?.line.y1;
    const [up, down, further] = parts.map(({ rect }) => rect);
    expect((up?.y ?? 0) + (up?.height ?? 0)).toBeCloseTo(zero ?? NaN, 9);
    expect(down?.y).toBeCloseTo(zero ?? NaN, 9);
    expect(further?.y).toBeCloseTo((down?.y ?? 0) + (down?.height ?? 0), 9);
    // 10, 4 and 2 on one scale.
    expect([up, down, further].map((rect) => (rect?.height ?? 0) / (further?.height ?? 1))).toEqual([
      expect.closeTo(5, 9),
      expect.closeTo(2, 9),
      1,
    ]);
  });

  it('that lie have their names before them and their values at the ends', () => {
    const { names, parts } = layoutBars(bars, ['a', 'much longer'], { ...box, isHorizontal: true });
    const [up, down] = parts;
    expect(up?.label).toMatchObject({ textAnchor: 'start', y: names[0]?.y });
    expect(down?.label).toMatchObject({ textAnchor: 'end', y: names[1]?.y });
    const left = Math.min(...parts.map(({ rect }) => rect.x));
    expect(names.every(({ x }) => x < left)).toBe(true);
    expect(parts.every(({ rect }) => rect.x + rect.width <= box.width)).toBe(true);
  });
});
