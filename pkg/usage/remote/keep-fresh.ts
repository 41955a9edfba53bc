import { createHash } from 'node:crypto';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Notice } from '../../model/frame.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';
import { SharedLoad } from '../../storage/shared-load.ts';
import type { UsageTools } from '../registry.ts';
import type { RemoteUsage, SourceDescription, UsageRequest, UsageSource, UsageTable } from '../usage-source.ts';
import { DiskCopies } from './disk-copies.ts';
import { downNotice, staleNotice, type Failure } from './freshness-notices.ts';
import type { Answer } from './table-copy.ts';

const dayMs = 86_400_000;
/** ms; one query looks several times, which must not be several requests. */
const leastRefresh = 10_000;
/** ms in which a service that failed is not asked again. */
const rest = 10_000;
/** Requests of which the state is known, and rows of tables kept in memory (some 40 MB): the copies on disk hold the others. */
const maxStates = 10_000;
const maxRows = 1_000_000;

/**
 * A service's answers, each kept for its metric's `refresh`. Who asks for an older one gets it at once, while it is
 * refreshed behind; one older than 24 times that, and at least a day, is waited for.
 */
export function keepFresh(remote: RemoteUsage, tools: UsageTools): UsageSource {
  return new KeptFresh(remote, tools);
}

/** What is known of one request. */
interface State {
  /** Settled when the copy on disk has been looked at. */
  readonly looked: Promise<void>;
  loadedAt: number | undefined;
  failure: Failure | undefined;
  load: SharedLoad<Answer> | undefined;
}

class KeptFresh implements UsageSource {
  private readonly remote: RemoteUsage;
  private readonly now: () => number;
  /** Ends refreshes that nobody waits for. */
  private readonly closing: AbortSignal;
  private readonly copies: DiskCopies;
  private readonly states = new LRUCache<string, State>({ max: maxStates });
  private readonly answers = new LRUCache<string, Answer>({
    maxSize: maxRows,
    sizeCalculation: ({ table }) => Math.max(1, table.rows),
  });

  constructor(remote: RemoteUsage, { cacheDirectory, now, closing }: UsageTools) {
    this.remote = remote;
    this.now = now;
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
    const { loadedAt, failure } = this.states.get(keyOf(request)) ?? {};
    if (loadedAt === undefined) {
      return [];
    }
    const { metric } = request;
    const age = this.now() - loadedAt;
    if (failure !== undefined) {
      return [downNotice(metric, loadedAt, age, failure)];
    }
    return isFresh(metric, age) ? [] : [staleNotice(metric, age)];
  }

  /** With an answer that may be served now, or as it was thrown why there is none. */
  private async current(key: string, request: UsageRequest, signal: AbortSignal): Promise<State> {
    signal.throwIfAborted();
    const state = this.stateOf(key);
    await state.looked;
    const { loadedAt, failure } = state;
    const { metric } = request;
    const age = loadedAt === undefined ? Infinity : this.now() - loadedAt;
    if (isFresh(metric, age)) {
      return state;
    }
    const rests = failure !== undefined && this.now() - failure.at < rest;
    if (loadedAt !== undefined && (failure === undefined ? isServedFirst(metric, age) : metric.whenDown === 'last')) {
      if (!rests) {
        this.load(key, state, request, this.closing).catch(() => undefined); // the state tells of a failure
      }
      return state;
    }
    if (rests) {
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

  private stateOf(key: string): State {
    const known = this.states.get(key);
    if (known !== undefined) {
      return known;
    }
    const state: State = {
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
    if (state.load !== undefined && !state.load.abandoned) {
      return state.load.join(signal);
    }
    const load = new SharedLoad((shared) => this.ask(key, state, request, shared));
    state.load = load;
    const forget = () => {
      state.load = state.load === load ? undefined : state.load;
    };
    load.result.then(forget, forget);
    return load.join(signal);
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
      if (!signal.aborted) {
        const at = this.now();
        state.failure = { thrown, at, since: state.failure?.since ?? at };
      }
      throw thrown;
    }
  }
}

/** Secrets stand in it as their fingerprint. */
function keyOf(request: UsageRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** A time in the future is that of a clock put back since. */
function isFresh({ refresh }: UsageMetric, age: number): boolean {
  return age >= 0 && age < Math.max(refresh, leastRefresh);
}

/** Whether an answer can be served before it is refreshed. */
function isServedFirst({ refresh }: UsageMetric, age: number): boolean {
  return age < Math.max(24 * refresh, dayMs);
}
