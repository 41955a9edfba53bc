import { changeText, valueText } from '../report/amounts.ts';
import { targetCell } from '../report/render/html-overview.ts';
import { markup, type Markup } from '../report/render/markup.ts';
import type { KpiReport, Report } from '../report/report.ts';
import { capitalised, headline, reportTitle } from '../report/words.ts';

/** Mail programs drop pictures that are drawn in, and some the head with its styles: this part is plain, the page is attached. */
export function mailBody(report: Report, link: string | undefined): string {
  const { period, before, timezone, currency } = report;
  const title = reportTitle(report);
  const body = markup`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body style="font-family: sans-serif; font-size: 14px; line-height: 1.5">
<h1 style="font-size: 20px">${title}</h1>
<p>${period.from} to ${period.to}, compared with ${before.title}; ${timezone}, ${currency}</p>
<ul>${headline(report).map((sentence) => markup`<li>${sentence}</li>`)}</ul>
${link === undefined ? undefined : markup`<p><a href="${new URL(link).href}">Open the dashboard</a></p>`}
${kpiTable(report)}
<p>The whole report is attached, as a page and as a table.</p>
</body>
</html>
`;
  return body.text;
}

const cell = 'border-bottom: 1px solid #dfe3e8; padding: 4px 10px 4px 0; text-align: left';

function kpiTable({ kpis, before, period, currency }: Report): Markup | undefined {
  if (kpis.length === 0) {
    return undefined;
  }
  const titles = ['KPI', capitalised(before.title), capitalised(period.title), 'Change', 'Unit', 'Target'];
  return markup`<table style="border-collapse: collapse">
<tr>${titles.map((title) => markup`<th style="${cell}">${title}</th>`)}</tr>
${kpis.map((kpi) => kpiRow(kpi, currency))}</table>`;
}

function kpiRow(kpi: KpiReport, currency: string): Markup {
  const { title, before, now, unit, change } = kpi;
  const cells = [title, valueText(before, unit, currency), valueText(now, unit, currency), changeText(change), unit];
  return markup`<tr>${cells.map((text) => markup`<td style="${cell}">${text}</td>`)}<td style="${cell}">${targetCell(kpi, currency)}</td></tr>
`;
}
