import { changeText, valueText } from '../amounts.ts';
import type { DriversReport, EvidenceReport, GroupLine, KpiReport, Report } from '../report.ts';
import { amountsSentence, capitalised, kpiSentence } from '../words.ts';
import { groupText, verdictTone } from './shared.ts';
import { tableOf } from './html-table.ts';
import { markup, type Markup } from './markup.ts';

export interface DrawnChart {
  readonly title: string;
  readonly description: string;
  readonly picture: Markup;
}

/** Lines of a table by group; the report's data has all of them. */
const shownLines = 25;

export function kpiSection(kpi: KpiReport, charts: readonly DrawnChart[], report: Report): Markup {
  const { title, description, drivers, evidence } = kpi;
  return markup`<section>
<h2>${title}</h2>
${description === undefined ? undefined : markup`<p class="muted">${description}</p>`}
<p>${kpiSentence(kpi, report)}</p>
${amounts(kpi, report)}
${evidence && statement(evidence)}
<div class="charts">${charts.map(figure)}${drivers && why(drivers)}</div>
${kpi.groups && groupTable(kpi, kpi.groups, report)}
</section>
`;
}

function amounts(kpi: KpiReport, report: Report): Markup | undefined {
  const sentence = amountsSentence(kpi, report);
  return sentence === undefined ? undefined : markup`<p class="muted">${sentence}</p>`;
}

/** Why cost changed, and what of it needs a word more. */
function why({ text, remarks }: DriversReport): Markup {
  return markup`<div><h3>In words</h3><p>${text}</p>${remarks.map((remark) => markup`<p class="muted">${remark}</p>`)}</div>`;
}

function statement({ verdict, text }: EvidenceReport): Markup {
  return markup`<p class="statement ${verdictTone(verdict)}">${text}</p>`;
}

function figure({ title, description, picture }: DrawnChart): Markup {
  return markup`<figure><figcaption>${title}</figcaption><div role="img" aria-label="${description}">${picture}</div></figure>
`;
}

function groupTable(kpi: KpiReport, lines: readonly GroupLine[], report: Report): Markup {
  const { by, period, before } = report;
  const shown = lines.slice(0, shownLines);
  const rest = lines.length - shown.length;
  const question = `Where does ${kpi.title} rise, and where does it fall?`;
  const isTold = shown.some(({ name }) => groupText(kpi, name) !== undefined);
  const titles = [
    { text: by?.title ?? '' },
    { text: capitalised(before.title), isNumber: true },
    { text: capitalised(period.title), isNumber: true },
    { text: 'Change', isNumber: true },
    ...(isTold ? [{ text: 'What happened' }] : []),
  ];
  const rows = shown.map((line) => groupRow(kpi, line, report, isTold));
  return markup`<h3>${question}</h3>
${tableOf(question, titles, rows)}${rest > 0 ? markup`<p class="muted">and ${rest} more</p>` : undefined}`;
}

function groupRow(
  kpi: KpiReport,
  { name, before, now, change }: GroupLine,
  { currency }: Report,
  isTold: boolean
): Markup {
  const text = isTold ? markup`<td>${groupText(kpi, name)}</td>` : undefined;
  return markup`<tr><td>${name}</td><td class="number">${valueText(before, kpi.unit, currency)}</td><td class="number">${valueText(now, kpi.unit, currency)}</td><td class="number">${changeText(change)}</td>${text}</tr>
`;
}
