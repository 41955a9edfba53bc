import { ratio, verdict, type Measured } from './measured.ts';

const titles = ['what', 'figure', 'yardstick', 'ratio', 'target', '', 'how'];
/** Figures are read by their last digit. */
const rightAligned = new Set([1, 3, 4]);

/** Three significant digits; whole numbers from 100 on. */
export function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Lines of equal columns under a title each. */
export function table(all: readonly Measured[]): string {
  const rows = [titles, ...all.map(cells)];
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          rightAligned.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
        )
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}

function cells(measured: Measured): string[] {
  const { what, figure, unit, yardstick, target, how } = measured;
  const share = ratio(measured);
  return [
    what,
    `${short(figure)} ${unit}`,
    yardstick ? `${short(yardstick.figure)} ${unit} ${yardstick.name}` : '',
    share === undefined ? '' : `${short(share)} x`,
    target === undefined ? '' : `<= ${short(target)} ${yardstick ? 'x' : unit}`,
    verdict(measured),
    how,
  ];
}
