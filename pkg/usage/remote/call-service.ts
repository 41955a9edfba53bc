import { UnitEconomicsError } from '../../model/errors.ts';
import { untilAborted } from '../../storage/until-aborted.ts';
import type { Asker } from '../usage-source.ts';
import {
  isPassing,
  serviceError,
  ServiceFailureSignal,
  toldOf,
  type ServiceFailure,
  type Told,
} from './service-failure.ts';

/** Waits between attempts, in ms, where the service names none. */
const waits = [500, 1500, 4000] as const;

export interface CallLimits {
  /** ms for all attempts together. */
  readonly timeoutMs: number;
  /** ms; tests wait less. */
  readonly waits?: readonly number[];
}

/** How the last failure is told. */
export interface FailureWords {
  tooSlow(limits: CallLimits, cause: unknown): UnitEconomicsError;
  failed(failure: ServiceFailure): UnitEconomicsError;
}

/** One request of a metric, or of a test, as `callPatiently` makes it. */
export function callService<T>(
  request: Omit<Asker, 'secrets'>,
  limits: CallLimits,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  return callPatiently(wordsOf(toldOf(request)), limits, signal, work);
}

export function wordsOf(told: Told): FailureWords {
  return {
    tooSlow: (limits, cause) => tooSlow(told, limits, cause),
    failed: (failure) => serviceError(told, failure),
  };
}

/**
 * One request to a service, tried again where that may help: after 429 and 5xx and broken connections, waiting as long as
 * the service asks (Retry-After) and never beyond the time allowed. The work throws `ServiceFailureSignal`.
 */
export async function callPatiently<T>(
  words: FailureWords,
  limits: CallLimits,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort();
  }, limits.timeoutMs);
  const deadline = performance.now() + limits.timeoutMs;
  const both = AbortSignal.any([signal, clock.signal]);
  const pauses = limits.waits ?? waits;
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await untilAborted(work(both), both);
      } catch (thrown) {
        signal.throwIfAborted();
        if (clock.signal.aborted) {
          throw words.tooSlow(limits, thrown);
        }
        if (!(thrown instanceof ServiceFailureSignal)) {
          throw thrown;
        }
        const { failure } = thrown;
        const pause = failure.retryAfterMs ?? pauses[attempt];
        const last = attempt >= pauses.length || pause === undefined || performance.now() + pause > deadline;
        if (!isPassing(failure) || last) {
          throw words.failed(failure);
        }
        await sleep(pause, signal);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ what, connection }: Told, { timeoutMs }: CallLimits, cause: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'timeout',
    `${what}, because the connection ${connection.name} (${connection.type}) did not answer within ${timeoutMs / 1000} seconds. Raise timeout on the connection, or ask for less.`,
    { cause }
  );
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}

/** `Retry-After` in seconds or as an HTTP date, in ms from now. */
export function retryAfter(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined || header.trim() === '') {
    return undefined;
  }
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
