import { readCsvUsage } from '../csv-usage.ts';
import type { OutboundAnswer } from '../remote/outbound.ts';
import type { Selection } from '../selection.ts';
import { seriesOf } from '../series-of.ts';
import type { UsageTableBuilder } from '../table-builder.ts';
import type { UsageRequest } from '../usage-source.ts';
import { dateReader } from './date-reader.ts';
import { addJsonRows } from './json-rows.ts';
import { csvSource, jsonOf, pageText, rowsIn } from './read-page.ts';
import { serviceZone } from './request-range.ts';

/** What a page turned out to be. */
export interface PageContent {
  /** Undefined for CSV. */
  readonly document: unknown;
  /** All of the page, also those that are no rows of the metric. */
  readonly rows: number;
}

/** Adds the rows of one page. @param index of the page, from 0 */
export type PageReader = (answer: OutboundAnswer, index: number) => Promise<PageContent>;

const noContent = 204;

export function pageReader(request: UsageRequest, table: UsageTableBuilder, signal: AbortSignal): PageReader {
  const { format, dateFormat } = seriesOf(request, 'http');
  const selection = httpSelection(request);
  const time = dateReader(dateFormat, request.metric.nativeGrain, serviceZone(request));
  return async (answer, index) => {
    const text = pageText(answer, request);
    // After the last page of CSV not even a header need come.
    if (answer.status === noContent || (format === 'csv' && index > 0 && text.trim() === '')) {
      return { document: undefined, rows: 0 };
    }
    const label = `${answer.url.host}${index === 0 ? '' : ` page ${index + 1}`}`;
    if (format === 'csv') {
      const rows = await readCsvUsage(csvSource(text, label), selection, time, table, signal);
      return { document: undefined, rows };
    }
    const document = jsonOf(text, answer, request);
    const rows = await rowsIn(document, request);
    await addJsonRows(rows, selection, label, time, table);
    return { document, rows: rows.length };
  };
}

export function httpSelection(request: UsageRequest): Selection {
  const { metric, part } = request;
  const { path, dateColumn, valueColumn, where } = seriesOf(request, 'http');
  return {
    metric: metric.name,
    location: path,
    dateColumn,
    valueColumn,
    dimensionColumns: part === 'total' ? [] : Object.values(metric.dimensions),
    where: Object.entries(where).map(([column, value]) => ({ column, value })),
    whereOptional: part === 'total',
  };
}
