import { UnitEconomicsError } from '../model/errors.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import { HttpClient } from './http/http-client.ts';
import { firstRequest, namesRange, type PageRequest } from './http/page-request.ts';
import { httpSelection, pageReader, type PageReader } from './http/page-rows.ts';
import { nextRequest, openPages } from './http/pagination.ts';
import { requestRange, serviceZone } from './http/request-range.ts';
import type { UsageTools } from './registry.ts';
import { createOutbound, type Outbound, type OutboundAnswer } from './remote/outbound.ts';
import { daysOf, piecesOf } from './remote/pieces.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type {
  ConnectionRequest,
  DayRange,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageTable,
} from './usage-source.ts';

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
    const table = tableFor(request);
    const reader = pageReader(request, table, signal);
    for (const piece of this.pieces(request)) {
      const { start, end } = requestRange(piece, request);
      if (metric.nativeGrain === 'hour') {
        table.limitTo(start, end);
      } else {
        table.limitTo(piece.from, piece.to);
      }
      await this.readPages(request, piece, reader, signal);
    }
    reader.finish();
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
    const reader = pageReader(request, tableFor(request), signal);
    const { rows, columns } = await reader.read(answer, 0);
    return {
      reached: `${answer.url.host}, ${rows} ${rows === 1 ? 'row' : 'rows'} on the first page`,
      columns,
      remarks: [...remarks, ...(rows === 0 ? [noRows(request, piece)] : []), ...reader.remarks()],
    };
  }

  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    const { url } = connectionOf(request, 'http');
    const isPage = await this.client.probe(request, signal);
    return {
      reached: `${new URL(url).host}, which answers`,
      remarks: isPage ? [] : ['There is nothing at url itself, which is no fault: the path of a metric follows it.'],
    };
  }

  private async readPages(
    request: UsageRequest,
    piece: DayRange,
    reader: PageReader,
    signal: AbortSignal
  ): Promise<void> {
    const { pagination, maxPages } = seriesOf(request, 'http');
    const asked = new Set<string>();
    let next: PageRequest | undefined = this.openRequest(request, piece);
    let firstRows = 0;
    for (let index = 0; next !== undefined; index++) {
      const page: PageRequest = next;
      const identity = `${page.url.href} ${page.body ?? ''}`;
      if (asked.has(identity) || index === maxPages) {
        throw endless(request, asked.has(identity), firstRows);
      }
      asked.add(identity);
      const answer = await this.pageAt(index, page, request, signal);
      if (answer === undefined) {
        return;
      }
      const content = await reader.read(answer, index);
      firstRows = index === 0 ? content.rows : firstRows;
      const read = { metric: request.metric.name, request: page, answer, index, firstRows, ...content };
      next = pagination && (await nextRequest(read, pagination));
    }
  }

  /** Undefined for a counted page that the service does not have, because the one before was the last. */
  private async pageAt(
    index: number,
    page: PageRequest,
    request: UsageRequest,
    signal: AbortSignal
  ): Promise<OutboundAnswer | undefined> {
    try {
      return await this.client.get(request, page, signal);
    } catch (thrown) {
      const isCounted = index > 0 && seriesOf(request, 'http').pagination?.type === 'page';
      if (isCounted && thrown instanceof UnitEconomicsError && thrown.code === 'notFound') {
        return undefined;
      }
      throw thrown;
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

function tableFor(request: UsageRequest): UsageTableBuilder {
  return new UsageTableBuilder(request.metric.name, httpSelection(request).dimensionColumns.length);
}

function noRows(request: UsageRequest, { from, to }: DayRange): string {
  const range = namesRange(request) ? ` for ${dayText(from)} to ${dayText(to - 1)}` : '';
  return `It answered, but with no rows${range}: check the parameters of the request, and where rows leads.`;
}

function endless(request: UsageRequest, again: boolean, firstRows: number): UnitEconomicsError {
  const { metric } = request;
  const { pagination, maxPages } = seriesOf(request, 'http');
  const isShort = pagination?.type === 'page' && firstRows < (pagination.size ?? 0);
  const short = isShort
    ? ` Its first page has fewer rows (${firstRows}) than size: where the service repeats its only page, leave pagination out.`
    : '';
  return again
    ? new UnitEconomicsError(
        'badData',
        `The metric ${metric.name} is led to a page that it has read already: check its pagination.`
      )
    : new UnitEconomicsError(
        'tooMuch',
        `The metric ${metric.name} has more than ${maxPages} pages. Raise maxPages, ask for larger pages, or cut the range with maxDays.${short}`
      );
}
