import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Frame } from '../model/frame.ts';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import { parseQuery } from '../model/parse-query.ts';
import type { Settings } from '../model/settings.ts';
import { SharedCache, type CacheOutcome } from '../query/cache.ts';
import { makePlan } from '../query/make-plan.ts';
import type { Plan } from '../query/plan.ts';
import { legVersions, runPlan, type Sources } from '../query/run-query.ts';
import { inTurns } from './in-turns.ts';
import type { QueryRequest, QueryResult } from './service.ts';
import { withinTime } from './within-time.ts';

export interface RunContext {
  readonly settings: Settings;
  /** Identifies the settings for the result cache. */
  readonly settingsKey: string;
  readonly fromAlert: boolean;
  readonly fromExpression: boolean;
  readonly skipCache: boolean;
}

export interface QueryLimits {
  /** ms for one query. */
  readonly timeoutMs: number;
  /** Reads of files at a time. */
  readonly concurrent: number;
  /** Queries that may wait beyond these, for their turn or for a service. */
  readonly waiting: number;
  /** Groups x buckets x formulas of one answer. */
  readonly cells: number;
}

export const defaultLimits: QueryLimits = { timeoutMs: 60_000, concurrent: 10, waiting: 1000, cells: 5_000_000 };

/** Runs queries beside each other, each with its own failure and clock. */
export class QueryRunner {
  private readonly sources: Sources;
  private readonly limits: QueryLimits;
  private readonly now: () => number;
  /** Queries without an answer yet. */
  private open = 0;
  /** Panels that ask the same thing get the same frames; 64 MB of numbers. */
  private readonly results: SharedCache<readonly Frame[]>;

  constructor(
    sources: Sources,
    now: () => number,
    limits: QueryLimits = defaultLimits,
    observe?: (outcome: CacheOutcome) => void
  ) {
    this.results = new SharedCache(8_000_000, countValues, observe);
    this.sources = inTurns(sources, pLimit(limits.concurrent));
    this.now = now;
    this.limits = limits;
  }

  async run(request: QueryRequest, context: RunContext, signal: AbortSignal): Promise<QueryResult> {
    if (this.open >= this.limits.concurrent + this.limits.waiting) {
      return {
        error: new UnitEconomicsError('tooMuch', 'Too many queries wait for this data source; try again in a moment.'),
      };
    }
    const { timeoutMs } = this.limits;
    const late = (cause: unknown) =>
      new UnitEconomicsError(
        'timeout',
        `The query took longer than ${timeoutMs / 1000} seconds; shorten its range or group by less.`,
        { cause }
      );
    this.open++;
    try {
      return { frames: await withinTime(timeoutMs, signal, (own) => this.frames(request, context, own), late) };
    } catch (thrown) {
      return { error: asUnitEconomicsError(thrown) };
    } finally {
      this.open--;
    }
  }

  private async frames(request: QueryRequest, context: RunContext, signal: AbortSignal): Promise<readonly Frame[]> {
    signal.throwIfAborted();
    const query = parseQuery(request.json);
    const { fromAlert, fromExpression } = context;
    const plan = makePlan(query, context.settings, {
      from: request.from,
      to: request.to,
      now: this.now(),
      fromAlert,
      fromExpression,
    });
    const run = async (shared: AbortSignal) =>
      withinCells(await runPlan(plan, this.sources, shared), this.limits.cells);
    if (context.skipCache) {
      return run(signal);
    }
    const key = resultKey(plan, context.settingsKey, await legVersions(plan, this.sources, signal));
    return this.results.load(key, signal, run);
  }
}

/** Completeness moves with the clock: a kept result is at most a minute old. */
function resultKey(plan: Plan, settingsKey: string, versions: readonly string[]): string {
  const { query, base, days, firstSlot, fromAlert, nulls, now } = plan;
  const parts = [
    settingsKey,
    query,
    base.grain,
    base.starts[0],
    base.starts[base.length],
    firstSlot,
    days,
    fromAlert,
    nulls,
    Math.floor(now / 60_000),
    versions,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function countValues(frames: readonly Frame[]): number {
  return frames.reduce(
    (sum, frame) => sum + frame.fields.reduce((cells, { column }) => cells + column.values.length, 0),
    0
  );
}

function withinCells(frames: readonly Frame[], most: number): readonly Frame[] {
  const cells = countValues(frames);
  if (cells > most) {
    throw new UnitEconomicsError(
      'tooMuch',
      `The answer has ${cells} values, more than ${most}. Choose a coarser grain, a shorter range or a smaller limit.`
    );
  }
  return frames;
}
