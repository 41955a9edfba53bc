import { drawCharts } from '../charts/draw.ts';
import { kpiCharts } from '../charts/kpi-charts.ts';
import type { KpiReport, Report } from '../report.ts';
import { headline, reportTitle } from '../words.ts';
import { kpiSection, type DrawnChart } from './html-kpi.ts';
import { failuresSection, footnotes } from './html-notes.ts';
import { overviewTable } from './html-overview.ts';
import { spendSection } from './html-spend.ts';
import { Markup, markup } from './markup.ts';
import { style } from './style.ts';

/** KPIs that get pictures: a page stays below half a megabyte, and mail programs cut what is much longer. */
const chartedKpis = 20;

/** A page of its own: no script, nothing loaded from anywhere; the pictures are drawn into it. */
export async function asHtml(report: Report): Promise<string> {
  const title = reportTitle(report);
  const charts = await drawAll(report);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="muted">${report.period.from} to ${report.period.to}, compared with ${report.before.title}; ${report.timezone}, ${report.currency}; as of ${report.asOf.slice(0, 16).replace('T', ' ')} UTC</p>
</header>
<main>
<ul class="headline">${headline(report).map((sentence) => markup`<li>${sentence}</li>`)}</ul>
${overviewTable(report)}
${spendSection(report)}
${report.kpis.map((kpi, index) => kpiSection(kpi, charts[index] ?? [], report))}
${failuresSection(report)}
</main>
${footnotes(report)}
</body>
</html>
`;
  return page.text;
}

async function drawAll(report: Report): Promise<readonly (readonly DrawnChart[])[]> {
  const byKpi = report.kpis.slice(0, chartedKpis).map((kpi: KpiReport) => kpiCharts(kpi, report));
  const all = byKpi.flat();
  const drawn = await drawCharts(all.map(({ option }, index) => ({ prefix: `chart${index}`, option })));
  const pictures = all.map(({ title, description }, index) => ({ title, description, picture: new Markup(drawn[index] ?? '') })); // prettier-ignore
  let from = 0;
  return byKpi.map(({ length }) => {
    from += length;
    return pictures.slice(from - length, from);
  });
}
