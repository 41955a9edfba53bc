import { createHash } from 'node:crypto';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Notice } from '../../model/frame.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';
import type { UsageTools } from '../registry.ts';
import { untried } from '../untried.ts';
import type {
  ConnectionRequest,
  DayRange,
  Reached,
  RemoteUsage,
  SourceDescription,
  UsageRequest,
  UsageSource,
  UsageTable,
} from '../usage-source.ts';
import { BackgroundLoad } from './background-load.ts';
import { DiskCopies } from './disk-copies.ts';
import { downNotice, staleNotice, type Failure } from './freshness-notices.ts';
import { goesOn, isTimeout, tookTooLong } from './load-words.ts';
import { Rests } from './rests.ts';
import type { Answer } from './table-copy.ts';

const dayMs = 86_400_000;
/** ms; one query looks several times, which must not be several requests. */
const leastRefresh = 10_000;
/** ms for one answer, whatever time a query has: what it does not wait for is there for the next one. */
const longestLoad = 600_000;
/** Requests of which the state is known, and rows of tables kept in memory (some 40 MB): the copies on disk hold the others. */
const maxStates = 10_000;
const maxRows = 1_000_000;

/**
 * A service's answers, each kept for its metric's `refresh`. Who asks for an older one gets it at once, while it is
 * refreshed behind; one older than 24 times that, and at least a day, is waited for.
 */
export function keepFresh(remote: RemoteUsage, tools: UsageTools, loadMs = longestLoad): UsageSource {
  return new KeptFresh(remote, tools, loadMs);
}

/** What is known of one request. */
interface State {
  readonly series: string;
  readonly days: DayRange | undefined;
  /** Settled when the copy on disk has been looked at. */
  readonly looked: Promise<void>;
  loadedAt: number | undefined;
  failure: Failure | undefined;
  load: BackgroundLoad<Answer> | undefined;
}

class KeptFresh implements UsageSource {
  private readonly remote: RemoteUsage;
  private readonly now: () => number;
  private readonly loadMs: number;
  /** Ends loads that nobody waits for. */
  private readonly closing: AbortSignal;
  private readonly copies: DiskCopies;
  private readonly rests = new Rests();
  private readonly states = new LRUCache<string, State>({ max: maxStates });
  /** Under way, with the series that they load. */
  private readonly loads = new Map<BackgroundLoad<Answer>, string>();
  /** When a series was asked for anew: what was kept before is no longer fresh, on whatever days. */
  private readonly renewals = new LRUCache<string, number>({ max: maxStates });
  private readonly answers = new LRUCache<string, Answer>({
    maxSize: maxRows,
    sizeCalculation: ({ table }) => Math.max(1, table.rows),
  });

  constructor(remote: RemoteUsage, { cacheDirectory, now, closing }: UsageTools, loadMs: number) {
    this.remote = remote;
    this.now = now;
    this.loadMs = loadMs;
    this.closing = closing ?? new AbortController().signal;
    this.copies = new DiskCopies(path.join(cacheDirectory, 'usage'));
  }

  /** Loads what is not kept yet, so that callers at the same time and `fetch` after it share one request. */
  async version(request: UsageRequest, signal: AbortSignal): Promise<string> {
    const key = keyOf(request);
    const { loadedAt, failure } = await this.current(key, request, signal);
    // The state belongs to it, because results with their notices are kept by version.
    return [key, loadedAt, failure === undefined ? '' : 'down'].join(' ');
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const key = keyOf(request);
    const state = await this.current(key, request, signal);
    const kept = this.answers.get(key) ?? (await this.copies.read(key));
    return (kept ?? (await this.load(key, state, request, signal))).table; // a copy can be deleted at any time
  }

  describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    return this.remote.describe(request, signal);
  }

  notices(request: UsageRequest): readonly Notice[] {
    const state = this.states.get(keyOf(request));
    if (state?.loadedAt === undefined) {
      return [];
    }
    const { loadedAt, failure } = state;
    const { metric } = request;
    const age = this.now() - loadedAt;
    if (failure !== undefined) {
      return [downNotice(metric, loadedAt, age, failure)];
    }
    return this.isFresh(state, metric) ? [] : [staleNotice(metric, age)];
  }

  async renew(request: UsageRequest, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const key = keyOf(request);
    const state = this.stateOf(key, request);
    await state.looked;
    const now = this.now();
    const rest = this.rests.of(request, now);
    if (rest !== undefined) {
      throw rest.thrown;
    }
    await this.load(key, state, request, signal);
    this.renewals.set(state.series, now);
  }

  keptDays(request: UsageRequest): readonly DayRange[] {
    const series = seriesKey(request);
    const now = this.now();
    return [...this.states.values()].flatMap(({ series: of, days, loadedAt }) =>
      of === series && days !== undefined && loadedAt !== undefined && isServedFirst(request.metric, now - loadedAt)
        ? [days]
        : []
    );
  }

  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    return this.remote.probe?.(request, signal) ?? untried;
  }

  /** With an answer that may be served now, or as it was thrown why there is none. */
  private async current(key: string, request: UsageRequest, signal: AbortSignal): Promise<State> {
    signal.throwIfAborted();
    const state = this.stateOf(key, request);
    await state.looked;
    const { loadedAt } = state;
    const { metric } = request;
    const now = this.now();
    if (this.isFresh(state, metric)) {
      return state;
    }
    const age = loadedAt === undefined ? Infinity : now - loadedAt;
    const failure = this.resting(state, request, now);
    const known = failure ?? state.failure;
    if (loadedAt !== undefined && (known === undefined ? isServedFirst(metric, age) : metric.whenDown === 'last')) {
      if (failure === undefined) {
        this.load(key, state, request, this.closing).catch(() => undefined); // the state tells of a failure
      }
      return state;
    }
    if (failure !== undefined) {
      throw failure.thrown;
    }
    try {
      await this.load(key, state, request, signal);
    } catch (thrown) {
      if (loadedAt === undefined || state.failure === undefined || metric.whenDown === 'error') {
        throw thrown;
      }
    }
    return state;
  }

  /** Why the service is not asked now; the failure of a connection that rests is that of its every metric. */
  private resting(state: State, request: UsageRequest, now: number): Failure | undefined {
    const { failure } = state;
    if (failure !== undefined && now < failure.until) {
      return failure;
    }
    const rest = this.rests.of(request, now);
    if (rest !== undefined) {
      state.failure = { ...rest, since: failure?.since ?? now };
    }
    return rest && state.failure;
  }

  /** A time in the future is that of a clock put back since. */
  private isFresh({ series, loadedAt }: State, { refresh }: UsageMetric): boolean {
    const age = this.now() - (loadedAt ?? -Infinity);
    const isOverhauled = (loadedAt ?? -Infinity) < (this.renewals.get(series) ?? -Infinity);
    return age >= 0 && age < Math.max(refresh, leastRefresh) && !isOverhauled;
  }

  private stateOf(key: string, request: UsageRequest): State {
    const known = this.states.get(key);
    if (known !== undefined) {
      return known;
    }
    const state: State = {
      series: seriesKey(request),
      days: request.days,
      looked: this.copies.read(key).then((answer) => {
        if (answer !== undefined) {
          state.loadedAt = answer.loadedAt;
          this.answers.set(key, answer);
        }
      }),
      loadedAt: undefined,
      failure: undefined,
      load: undefined,
    };
    this.states.set(key, state);
    return state;
  }

  private async load(key: string, state: State, request: UsageRequest, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const running = state.load?.isEnded === false ? state.load : undefined;
    const load = running ?? this.begin(key, state, request);
    try {
      return await load.join(signal);
    } catch (thrown) {
      // A query's time is over, not the load's.
      throw signal.aborted && isTimeout(signal.reason) ? goesOn(request, this.loadMs) : thrown;
    }
  }

  /** One load of a metric at most goes on for nobody: who looks at other days now has left the former ones. */
  private begin(key: string, state: State, request: UsageRequest): BackgroundLoad<Answer> {
    const { series } = state;
    for (const [other, of] of this.loads) {
      if (of === series && other.isLeft) {
        other.end();
      }
    }
    const load = new BackgroundLoad(
      (shared) => this.ask(key, state, request, shared),
      this.loadMs,
      this.closing,
      () => tookTooLong(request, this.loadMs)
    );
    state.load = load;
    this.loads.set(load, series);
    const forget = () => {
      this.loads.delete(load);
      state.load = state.load === load ? undefined : state.load;
    };
    load.result.then(forget, forget);
    return load;
  }

  private async ask(key: string, state: State, request: UsageRequest, signal: AbortSignal): Promise<Answer> {
    const loadedAt = this.now();
    try {
      const answer = { loadedAt, table: await this.remote.fetch(request, signal) };
      this.answers.set(key, answer);
      state.loadedAt = loadedAt;
      state.failure = undefined;
      await this.copies.write(key, answer);
      return answer;
    } catch (thrown) {
      if (signal.aborted && !isTimeout(signal.reason)) {
        throw thrown; // the process ends, or nobody wants it any more
      }
      const now = this.now();
      const failed = this.rests.after(request, signal.aborted ? signal.reason : thrown, now);
      state.failure = { ...failed, since: state.failure?.since ?? now };
      throw failed.thrown;
    }
  }
}

/** Secrets stand in it as their fingerprint. */
function keyOf(request: UsageRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** What is asked for, on whatever days. */
function seriesKey(request: UsageRequest): string {
  return keyOf({ ...request, days: undefined });
}

/** Whether an answer can be served before it is refreshed. */
function isServedFirst({ refresh }: UsageMetric, age: number): boolean {
  return age < Math.max(24 * refresh, dayMs);
}
