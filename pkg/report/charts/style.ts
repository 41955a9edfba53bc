import type { EChartsOption } from 'echarts';

/** Pixels of the drawing, which a page scales to its width. */
export const size = { width: 640, height: 240 } as const;

/** Colours are the page's: they follow its dark, light and printed style. */
export const colours = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  page: 'var(--page)',
  first: 'var(--blue)',
  second: 'var(--orange)',
  total: 'var(--grey)',
} as const;

export const fontSize = 12;

/** A label in the page's colours. ECharts would give text on a dark ground a white border. */
export const label = { color: colours.text, fontSize, textBorderWidth: 0 } as const;

/** What all charts have in common. */
export const base = {
  animation: false,
  textStyle: { fontFamily: 'inherit' },
} as const satisfies EChartsOption;

export function categories(names: readonly string[]) {
  return {
    type: 'category' as const,
    data: names.map(oneLine),
    axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  };
}

export function values(format: (value: number) => string) {
  return {
    type: 'value' as const,
    splitNumber: 4,
    axisLabel: { color: colours.muted, fontSize: 11, formatter: format },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

const month = new Intl.DateTimeFormat('en', { month: 'short', year: '2-digit', timeZone: 'UTC' });

/** `Oct 26`, `W41`: the short name of a period on an axis. */
export function tick(period: string): string {
  const [, week] = period.split('-W');
  return week === undefined ? month.format(Date.parse(`${period}-01`)) : `W${week}`;
}

/** ECharts breaks lines where a name does. */
export function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ');
}
