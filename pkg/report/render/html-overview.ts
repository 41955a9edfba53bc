import { changeText, noValue, valueText } from '../amounts.ts';
import type { KpiReport, Report } from '../report.ts';
import { capitalised, targetText } from '../words.ts';
import { tableOf } from './html-table.ts';
import { markup, type Markup } from './markup.ts';

/** Every KPI in one line. */
export function overviewTable(report: Report): Markup | undefined {
  const { kpis, period, before } = report;
  if (kpis.length === 0) {
    return undefined;
  }
  const titles = [
    { text: 'KPI' },
    { text: capitalised(before.title), isNumber: true },
    { text: capitalised(period.title), isNumber: true },
    { text: 'Change', isNumber: true },
    { text: 'Unit' },
    { text: 'Target' },
    { text: 'Owner' },
  ];
  return tableOf('All KPIs', titles, kpis.map((kpi) => overviewRow(kpi, report))); // prettier-ignore
}

function overviewRow(kpi: KpiReport, { currency }: Report): Markup {
  const { title, unit, now, before, change, owner } = kpi;
  return markup`<tr><td>${title}</td><td class="number">${valueText(before, unit, currency)}</td><td class="number">${valueText(now, unit, currency)}</td><td class="number">${changeText(change)}</td><td>${unit}</td><td>${targetCell(kpi, currency)}</td><td>${owner ?? ''}</td></tr>
`;
}

/** Told by a word as well as by its colour. */
export function targetCell({ target, unit }: KpiReport, currency: string): Markup {
  if (target === undefined) {
    return markup`${noValue}`;
  }
  const text = targetText(target, unit, currency);
  return target.met === undefined
    ? markup`${text}`
    : markup`${text} <span class="met ${target.met ? 'good' : 'bad'}">${target.met ? '✓ met' : '✗ missed'}</span>`;
}
