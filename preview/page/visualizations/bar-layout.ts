import { type BarPart, ticks } from './bar-stacks.ts';

export interface BarBox {
  readonly width: number;
  readonly height: number;
  /** Names down the left edge and values to the right; otherwise names along the bottom and values upwards. */
  readonly isHorizontal: boolean;
  /** Whether each bar's value stands at its end. */
  readonly hasValues: boolean;
  /** Part of a bar's place that it fills. */
  readonly barWidth: number;
}

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly textAnchor: 'start' | 'middle' | 'end';
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface BarLayout {
  readonly marks: readonly { value: number; line: { x1: number; y1: number; x2: number; y2: number }; label: Label }[];
  readonly names: readonly Label[];
  readonly parts: readonly { bar: number; part: BarPart; rect: Rect; label: Label }[];
}

/** px: what texts of the axes and at the ends of bars need, and a letter of them. */
const space = { edge: 8, line: 28, value: 64, letter: 7 };

/** Where everything is, px from the top left corner; labels are centred on their y. */
export function layoutBars(bars: readonly (readonly BarPart[])[], names: readonly string[], box: BarBox): BarLayout {
  const { width, height, isHorizontal, hasValues, barWidth } = box;
  const marks = ticks(bars.flat(), 5);
  const [low = 0, high = 1] = [marks.at(0), marks.at(-1)];
  const longest = Math.max(0, ...names.map(({ length }) => length)) * space.letter;
  const sideways = hasValues ? space.value : space.edge;
  const plot = isHorizontal
    ? { left: longest + space.edge + sideways, right: width - sideways, top: 0, bottom: height - space.line }
    : { left: space.value, right: width - space.edge, top: hasValues ? space.line : space.edge, bottom: height - space.line }; // prettier-ignore
  const [from, to] = isHorizontal ? [plot.left, plot.right] : [plot.bottom, plot.top];
  const along = (value: number) => from + ((value - low) / (high - low)) * (to - from);
  const [first, last] = isHorizontal ? [plot.top, plot.bottom] : [plot.left, plot.right];
  const slot = (last - first) / Math.max(1, bars.length);
  const across = (bar: number) => first + (bar + 0.5) * slot;
  const thick = slot * barWidth;
  return {
    marks: marks.map((value) => {
      const at = along(value);
      return isHorizontal
        ? { value, line: { x1: at, x2: at, y1: plot.top, y2: plot.bottom }, label: { x: at, y: height - space.line / 2, textAnchor: 'middle' } } // prettier-ignore
        : { value, line: { x1: plot.left, x2: plot.right, y1: at, y2: at }, label: { x: plot.left - space.edge, y: at, textAnchor: 'end' } }; // prettier-ignore
    }),
    names: names.map((_, bar) =>
      isHorizontal
        ? { x: longest, y: across(bar), textAnchor: 'end' }
        : { x: across(bar), y: height - space.line / 2, textAnchor: 'middle' }
    ),
    parts: bars.flatMap((parts, bar) =>
      parts.map((part) => {
        const [start, end] = [along(part.from), along(part.to)];
        const length = Math.abs(end - start);
        const near = Math.min(start, end);
        const beyond = Math.sign(end - start) * space.edge;
        return isHorizontal
          ? {
              bar,
              part,
              rect: { x: near, y: across(bar) - thick / 2, width: length, height: thick },
              label: { x: end + beyond, y: across(bar), textAnchor: beyond < 0 ? 'end' : 'start' },
            }
          : {
              bar,
              part,
              rect: { x: across(bar) - thick / 2, y: near, width: thick, height: length },
              label: { x: across(bar), y: end + beyond, textAnchor: 'middle' },
            };
      })
    ),
  };
}
