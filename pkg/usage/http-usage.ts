import { UnitEconomicsError } from '../model/errors.ts';
import { isRecord } from '../model/issues.ts';
import { dayOfInstant } from '../series/zone.ts';
import { csvColumns } from './csv-usage.ts';
import { HttpClient } from './http/http-client.ts';
import { firstRequest, namesRange, type PageRequest } from './http/page-request.ts';
import { httpSelection, pageReader } from './http/page-rows.ts';
import { nextRequest, openPages } from './http/pagination.ts';
import { csvSource, jsonOf, pageText, rowsIn } from './http/read-page.ts';
import { requestRange, serviceZone } from './http/request-range.ts';
import type { UsageTools } from './registry.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import { daysOf, piecesOf } from './remote/pieces.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type { DayRange, RemoteUsage, SourceDescription, UsageRequest, UsageTable } from './usage-source.ts';

/** Usage from any service that answers with rows as JSON or CSV. */
export class HttpUsage implements RemoteUsage {
  private readonly now: () => number;
  private readonly client: HttpClient;

  /** @param waits between attempts, in ms; tests wait less */
  constructor({ now }: Pick<UsageTools, 'now'>, outbound: Outbound = createOutbound(), waits?: readonly number[]) {
    this.now = now;
    this.client = new HttpClient(outbound, now, waits);
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const { metric } = request;
    const table = new UsageTableBuilder(metric.name, httpSelection(request).dimensionColumns.length);
    for (const piece of this.pieces(request)) {
      const { start, end } = requestRange(piece, request);
      if (metric.nativeGrain === 'hour') {
        table.limitTo(start, end);
      } else {
        table.limitTo(piece.from, piece.to);
      }
      await this.readPages(request, piece, table, signal);
    }
    return table.build();
  }

  /** Asks for the newest piece, its first page only. */
  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const { url, auth } = connectionOf(request, 'http');
    const remarks = [
      ...(namesRange(request) ? [] : ['No {{from}} and {{to}} in the request: everything is read at every refresh.']),
      ...(url.startsWith('http:') && auth.type !== 'none' ? ['The credentials travel unencrypted: url is http.'] : []),
    ];
    const piece = this.pieces(request).at(-1);
    if (piece === undefined) {
      return { reached: `${new URL(url).host}, not asked: the range lies in the future`, columns: [], remarks };
    }
    const answer = await this.client.get(request, this.openRequest(request, piece), signal);
    const text = pageText(answer, request);
    if (seriesOf(request, 'http').format === 'csv') {
      return { reached: answer.url.host, columns: await csvColumns(csvSource(text, answer.url.host), signal), remarks };
    }
    const rows = text === '' ? [] : await rowsIn(jsonOf(text, answer, request), request);
    const [first] = rows;
    return {
      reached: `${answer.url.host}, ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} on the first page`,
      columns: isRecord(first) ? Object.keys(first) : [],
      remarks,
    };
  }

  private async readPages(
    request: UsageRequest,
    piece: DayRange,
    table: UsageTableBuilder,
    signal: AbortSignal
  ): Promise<void> {
    const { pagination, maxPages } = seriesOf(request, 'http');
    const read = pageReader(request, table, signal);
    const asked = new Set<string>();
    let next: PageRequest | undefined = this.openRequest(request, piece);
    for (let index = 0; next !== undefined; index++) {
      const page: PageRequest = next;
      const identity = `${page.url.href} ${page.body ?? ''}`;
      if (asked.has(identity) || index === maxPages) {
        throw endless(request, asked.has(identity), maxPages);
      }
      asked.add(identity);
      const answer = await this.client.get(request, page, signal);
      const content = await read(answer, index);
      next =
        pagination &&
        (await nextRequest({ metric: request.metric.name, request: page, answer, index, ...content }, pagination));
    }
  }

  private openRequest(request: UsageRequest, piece: DayRange): PageRequest {
    return openPages(firstRequest(request, requestRange(piece, request)), seriesOf(request, 'http').pagination);
  }

  /** A service that is asked by range is not asked for days to come, unless it plans. */
  private pieces(request: UsageRequest): readonly DayRange[] {
    const { maxDays, future } = seriesOf(request, 'http');
    const { metric, calendar } = request;
    const zone = metric.nativeGrain === 'hour' ? calendar.timezone : serviceZone(request);
    const tomorrow = dayOfInstant(this.now(), zone) + 1;
    const end = namesRange(request) && !future ? tomorrow : Infinity;
    return piecesOf(daysOf(request), metric.nativeGrain, calendar, { maxDays, end });
  }
}

function endless({ metric }: UsageRequest, again: boolean, maxPages: number): UnitEconomicsError {
  return again
    ? new UnitEconomicsError(
        'badData',
        `The metric ${metric.name} is led to a page that it has read already: check its pagination.`
      )
    : new UnitEconomicsError(
        'tooMuch',
        `The metric ${metric.name} has more than ${maxPages} pages. Raise maxPages, ask for larger pages, or cut the range with maxDays.`
      );
}
