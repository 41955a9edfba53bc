import { isRecord } from '../../model/issues.ts';
import { readNumber } from '../cells.ts';
import { readCsvUsage } from '../csv-usage.ts';
import type { OutboundAnswer } from '../remote/outbound.ts';
import type { Selection } from '../selection.ts';
import { seriesOf } from '../series-of.ts';
import type { UsageTableBuilder } from '../table-builder.ts';
import type { UsageRequest } from '../usage-source.ts';
import { dateReader } from './date-reader.ts';
import { FoundColumns } from './found-columns.ts';
import { addJsonRows } from './json-rows.ts';
import { csvSource, jsonOf, pageText, rowsIn } from './read-page.ts';
import { serviceZone } from './request-range.ts';

/** What a page turned out to be. */
export interface PageContent {
  /** Undefined for CSV. */
  readonly document: unknown;
  /** All of the page, also those that are no rows of the metric. */
  readonly rows: number;
  /** Of CSV the header, of JSON the keys of the first row. */
  readonly columns: readonly string[];
}

export interface PageReader {
  /** Adds the rows of one page. @param index of the page, from 0 */
  read(answer: OutboundAnswer, index: number): Promise<PageContent>;
  /** After the last page. @throws notFound for a column that no page has had */
  finish(): void;
  /** What is odd about the pages read so far. */
  remarks(): readonly string[];
}

const noContent = 204;

export function pageReader(request: UsageRequest, table: UsageTableBuilder, signal: AbortSignal): PageReader {
  const { format, dateFormat } = seriesOf(request, 'http');
  const selection = httpSelection(request);
  const time = dateReader(dateFormat, request.metric.nativeGrain, serviceZone(request));
  const seen = new FoundColumns();
  const read = async (answer: OutboundAnswer, index: number): Promise<PageContent> => {
    const text = pageText(answer, request);
    // After the last page of CSV not even a header need come.
    if (answer.status === noContent || (format === 'csv' && index > 0 && text.trim() === '')) {
      return { document: undefined, rows: 0, columns: [] };
    }
    const label = `${answer.url.host}${index === 0 ? '' : ` page ${index + 1}`}`;
    if (format === 'csv') {
      const { rows, columns } = await readCsvUsage(
        csvSource(text, label),
        selection,
        { time, number: readNumber },
        table,
        signal
      );
      return { document: undefined, rows, columns };
    }
    const document = jsonOf(text, answer, request);
    const rows = await rowsIn(document, request);
    await addJsonRows(rows, selection, label, time, table, seen);
    const [first] = rows;
    return { document, rows: rows.length, columns: isRecord(first) ? Object.keys(first) : [] };
  };
  return {
    read,
    finish: () => {
      seen.check(selection);
    },
    remarks: () => seen.remarks(selection),
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
