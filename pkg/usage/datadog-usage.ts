import type { UsageTools } from './registry.ts';
import { valuesOf, whoAsks, type Asking } from './remote/ask-service.ts';
import { createOutbound, type Outbound } from './remote/outbound.ts';
import { secretOf } from './remote/secret-of.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type {
  Asker,
  ConnectionRequest,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageTable,
} from './usage-source.ts';
import { addPoints } from './datadog/add-points.ts';
import { metricQuery, type MetricQuery } from './datadog/metric-query.ts';
import { pagesOf, type Page } from './datadog/pages.ts';
import { validateKey } from './datadog/validate-key.ts';
import { queryMetrics, type DatadogAccess, type DatadogSeries } from './datadog/query-metrics.ts';

/** Bytes of one page: some 5,000 series of 1,440 points. */
const maxBytes = 256 << 20;

/** What a request comes to: the query as it is sent, and the pages to ask for. */
interface Ask {
  readonly tags: readonly string[];
  readonly query: MetricQuery;
  readonly calendar: UsageRequest['calendar'];
  readonly pages: readonly Page[];
}

/** Usage from Datadog's metrics, rolled up there to the metric's native grain. */
export class DatadogUsage implements RemoteUsage {
  private readonly now: () => number;
  private readonly outbound: Outbound;
  private readonly waits: readonly number[] | undefined;

  /** @param waits between attempts, in ms; tests wait less */
  constructor({ now }: Pick<UsageTools, 'now'>, outbound: Outbound = createOutbound(), waits?: readonly number[]) {
    this.now = now;
    this.outbound = outbound;
    this.waits = waits;
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const { metric } = request;
    const { tags, query, calendar, pages } = this.plan(request);
    const table = new UsageTableBuilder(metric.name, tags.length);
    for (const page of pages) {
      addPoints(await this.ask(query, page, request, signal), page, metric, tags, calendar, table);
    }
    return table.build();
  }

  /** Asks for the latest page, because credentials and query show only so whether they are good. */
  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const { tags, query, pages } = this.plan(request);
    const page = pages.at(-1);
    const series = page === undefined ? [] : await this.ask(query, page, request, signal);
    return {
      reached: `${new URL(baseOf(request)).host}, ${series.length} series`,
      columns: tags,
      remarks: [`asks for ${query.text}`, ...query.remarks],
    };
  }

  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    const { asking, base, apiKey } = this.access(request);
    await validateKey(asking, base, apiKey, signal);
    return {
      reached: `${new URL(base).host}, which accepts the API key`,
      remarks: ['Whether the application key may read metrics only a metric shows.'],
    };
  }

  private plan({ metric, part, calendar: ours, days, connection }: UsageRequest): Ask {
    const tags = part === 'total' ? [] : Object.values(metric.dimensions);
    const query = metricQuery(seriesOf({ metric, part }, 'datadog').query, metric, tags, ours);
    if (days === undefined) {
      throw new RangeError(`${connection.name} is read by range`); // its kind says so
    }
    const calendar = { ...ours, timezone: query.zone };
    // Hours are those of UTC whatever the zone; the days whose hours are asked for are ours.
    const cut = metric.nativeGrain === 'hour' ? ours : calendar;
    return { tags, query, calendar, pages: pagesOf(days, metric.nativeGrain, cut, this.now()) };
  }

  private ask(
    query: MetricQuery,
    page: Page,
    request: UsageRequest,
    signal: AbortSignal
  ): Promise<readonly DatadogSeries[]> {
    return queryMetrics(query.text, page, this.access(request), signal);
  }

  private access<R extends Asker>(request: R): Omit<DatadogAccess, 'asking'> & { asking: Asking & { request: R } } {
    const base = baseOf(request);
    return {
      asking: {
        outbound: this.outbound,
        request,
        scope: { who: whoAsks(request), hosts: [new URL(base).host], maxBytes },
        limits: { timeoutMs: connectionOf(request, 'datadog').timeout, ...(this.waits && { waits: this.waits }) },
        withheld: valuesOf(request.secrets),
      },
      base,
      apiKey: secretOf(request, 'apiKey'),
      appKey: secretOf(request, 'appKey'),
    };
  }
}

function baseOf(request: Asker): string {
  const { site, endpoint } = connectionOf(request, 'datadog');
  return endpoint ?? `https://api.${site}`;
}
