import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { weekday } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import { addReport } from './amplitude/report-rows.ts';
import { baseAddress, groupProperty, probeRequest, reportRequest } from './amplitude/report-request.ts';
import type { UsageTools } from './registry.ts';
import { askService, valuesOf, whoAsks } from './remote/ask-service.ts';
import { sentSecret } from './remote/basic-credentials.ts';
import { createOutbound, type Outbound, type OutboundRequest } from './remote/outbound.ts';
import { daysOf, piecesOf } from './remote/pieces.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { UsageTableBuilder } from './table-builder.ts';
import { timeReader } from './times.ts';
import type {
  Asker,
  ConnectionRequest,
  DayRange,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageTable,
} from './usage-source.ts';

/** Requests at a time that Amplitude allows one project. */
const maxConcurrent = 5;

/**
 * Amplitude's limit for requests at the same time, shared by them. A request costs its days times its conditions, and a
 * group counts as four of these.
 */
const maxCost = 1000 / maxConcurrent;
const groupConditions = 4;

/** Counts of users and events from Amplitude's Dashboard REST API. */
export class AmplitudeUsage implements RemoteUsage {
  private readonly now: () => number;
  private readonly outbound: Outbound;
  private readonly waits: readonly number[] | undefined;
  /** By project. */
  private readonly limits = new LRUCache<string, ReturnType<typeof pLimit>>({ max: 100 });

  /** @param waits between attempts, in ms; tests wait less */
  constructor({ now }: Pick<UsageTools, 'now'>, outbound: Outbound = createOutbound(), waits?: readonly number[]) {
    this.now = now;
    this.outbound = outbound;
    this.waits = waits;
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const { metric, calendar } = request;
    const table = new UsageTableBuilder(metric.name, groupProperty(request) === undefined ? 0 : 1);
    const time = timeReader(metric.nativeGrain, calendar.timezone);
    const pieces = this.pieces(request);
    const bodies = await this.askAll(request, pieces, signal);
    pieces.forEach(({ from, to }, index) => {
      table.limitTo(from, to);
      addReport(bodies[index] ?? '', request, time, table);
    });
    return table.build();
  }

  /** Asks for the last days. */
  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const { metric, calendar } = request;
    const { host } = new URL(baseAddress(request));
    const property = groupProperty(request);
    const columns = ['date', 'value', ...(property === undefined ? [] : [property])];
    const piece = this.pieces(request).at(-1);
    if (piece === undefined) {
      return { reached: `${host}, not asked: the range lies in the future`, columns, remarks: remarksOn(request) };
    }
    const table = new UsageTableBuilder(metric.name, property === undefined ? 0 : 1);
    const time = timeReader(metric.nativeGrain, calendar.timezone);
    const series = addReport(await this.ask(request, piece, signal), request, time, table);
    const [first] = table.build().times;
    return {
      reached: `${host}, ${series} series`,
      columns,
      remarks: [...remarksOn(request), ...weekRemarks(request, first)],
    };
  }

  /** Asks for yesterday. */
  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    const today = dayOfInstant(this.now(), connectionOf(request, 'amplitude').timezone);
    const call = probeRequest(request, today - 1);
    await this.send(request, call, signal);
    return { reached: `${call.url.host}, which accepts the keys`, remarks: [] };
  }

  /** Up to today in the project's zone; a group or a condition makes a request shorter. */
  private pieces(request: UsageRequest): readonly DayRange[] {
    const { segment } = seriesOf(request, 'amplitude');
    const { metric, calendar } = request;
    const conditions = 1 + segment.length + (groupProperty(request) === undefined ? 0 : groupConditions);
    const tomorrow = dayOfInstant(this.now(), connectionOf(request, 'amplitude').timezone) + 1;
    const maxDays = Math.max(1, Math.floor(maxCost / conditions));
    return piecesOf(daysOf(request), metric.nativeGrain, calendar, { maxDays, end: tomorrow });
  }

  /** The first that fails ends the others. */
  private async askAll(
    request: UsageRequest,
    pieces: readonly DayRange[],
    signal: AbortSignal
  ): Promise<readonly string[]> {
    const others = new AbortController();
    const both = AbortSignal.any([signal, others.signal]);
    try {
      return await Promise.all(pieces.map((piece) => this.ask(request, piece, both)));
    } catch (thrown) {
      others.abort();
      throw thrown;
    }
  }

  private ask(request: UsageRequest, piece: DayRange, signal: AbortSignal): Promise<string> {
    return this.send(request, reportRequest(request, piece), signal);
  }

  private send(request: Asker, call: OutboundRequest, signal: AbortSignal): Promise<string> {
    const { timeout } = connectionOf(request, 'amplitude');
    const sent = sentSecret(call.headers['authorization'] ?? '');
    const asking = {
      outbound: this.outbound,
      request,
      scope: { who: whoAsks(request), hosts: [call.url.host] },
      limits: { timeoutMs: timeout, ...(this.waits === undefined ? {} : { waits: this.waits }) },
      withheld: [...valuesOf(request.secrets), sent],
    };
    return this.limitFor(request)(async () => {
      signal.throwIfAborted();
      return (await askService(asking, call, signal)).body.toString('utf8');
    });
  }

  private limitFor(request: Asker): ReturnType<typeof pLimit> {
    const project = JSON.stringify([baseAddress(request), request.secrets]);
    const limit = this.limits.get(project) ?? pLimit(maxConcurrent);
    this.limits.set(project, limit);
    return limit;
  }
}

function remarksOn(request: UsageRequest): readonly string[] {
  const { metric, calendar } = request;
  const { timezone } = connectionOf(request, 'amplitude');
  const { report, metric: counted } = seriesOf(request, 'amplitude');
  const isDistinct = report === 'active_users' || counted === undefined || counted === 'uniques';
  return [
    ...(timezone === calendar.timezone
      ? []
      : [
          `Its days are those of the project's zone ${timezone}, while cost is counted in ${calendar.timezone}: a day of one is not quite a day of the other.`,
        ]),
    ...(isDistinct && metric.additivity !== 'distinct'
      ? [`It counts different users, so its additivity is distinct; ${metric.additivity} counts a user again.`]
      : []),
  ];
}

/** A week is set in the project, and as its first day Amplitude stamps it. */
function weekRemarks({ metric, calendar }: UsageRequest, first: number | undefined): readonly string[] {
  const differs = metric.nativeGrain === 'week' && first !== undefined && weekday(first) !== calendar.weekStart;
  return differs ? ['Its weeks begin on another day than those of the data source: set weekStart to it.'] : [];
}
