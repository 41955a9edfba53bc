import type { EChartsOption } from 'echarts';
import { size } from './style.ts';

/**
 * Draws charts as SVG without a browser; nothing in them moves or reacts. ECharts numbers ids and classes by process: here
 * ids are numbered by chart, so that equal reports are drawn equally.
 * @param prefix of the ids of each chart, different on one page
 */
export async function drawCharts(charts: readonly { readonly prefix: string; readonly option: EChartsOption }[]) {
  const { init } = await import('echarts');
  return charts.map(({ prefix, option }) => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
    try {
      chart.setOption(option);
      return plainSvg(chart.renderToSVGString({ useViewBox: true }), prefix);
    } finally {
      chart.dispose();
    }
  });
}

/** Without the style for a mouse and the marks for ECharts' own script. Texts are encoded, so that no name looks like a mark. */
function plainSvg(svg: string, prefix: string): string {
  return svg
    .replace(/<style >.*?<\/style>/s, '')
    .replace(/ (class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|xml:space="preserve"|pointer-events="\w+")/g, '')
    .replace(/\b(id="|url\(#)zr\d+-/g, `$1${prefix}-`)
    .replace(/ (?:d|transform)="[^"]*"/g, (shape) => shape.replace(/(\.\d)\d+/g, '$1'));
}
