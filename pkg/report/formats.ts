import type { Report } from './report.ts';
import { asCsv } from './render/csv.ts';
import { asHtml } from './render/html.ts';
import { asMarkdown } from './render/markdown.ts';

export const reportFormats = ['md', 'html', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const contentTypes: Readonly<Record<ReportFormat, string>> = {
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
};

/** The report as a text of one format. Equal reports have equal texts. */
export async function renderReport(report: Report, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'md':
      return asMarkdown(report);
    case 'html':
      return asHtml(report);
    case 'csv':
      return asCsv(report);
    case 'json':
      return `${JSON.stringify(report, undefined, 2)}\n`;
  }
}
