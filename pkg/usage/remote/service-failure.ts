import { UnitEconomicsError, type ErrorCode } from '../../model/errors.ts';
import type { UsageRequest } from '../usage-source.ts';

/** What a service said instead of an answer: an HTTP status where there was one, and its words, free of secrets. */
export interface ServiceFailure {
  readonly status?: number;
  /** ms that the service asks to wait. */
  readonly retryAfterMs?: number;
  readonly detail: string;
  readonly cause?: unknown;
}

/** Ends one attempt; `callService` decides whether there is another. */
export class ServiceFailureSignal extends Error {
  readonly failure: ServiceFailure;

  constructor(failure: ServiceFailure) {
    super(failure.detail, { cause: failure.cause });
    this.failure = failure;
  }
}

/** Whether the same request may succeed a little later. No status: the connection broke or could not be made. */
export function isPassing({ status }: ServiceFailure): boolean {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** The failure in words that name metric, connection and way out. */
export function serviceError(
  { metric, connection }: Pick<UsageRequest, 'metric' | 'connection'>,
  failure: ServiceFailure
): UnitEconomicsError {
  const { status, detail, cause } = failure;
  const said = detail === '' ? '' : `: ${detail.slice(0, 300).replace(/\.$/, '')}`;
  const error = (code: ErrorCode, what: string, wayOut: string) =>
    new UnitEconomicsError(
      code,
      `The metric ${metric.name} got no values, because the connection ${connection.name} (${connection.type}) ${what}${said}. ${wayOut}`,
      { cause }
    );
  if (status === 401 || status === 403) {
    return error('denied', `refuses its credentials (${status})`, 'Check its secrets and what they may read.');
  }
  if (status === 404) {
    return error('notFound', 'does not know what was asked for (404)', 'Check the names in the metric.');
  }
  if (status === 429) {
    return error('throttled', 'asks for fewer requests (429)', 'Raise refresh on its metrics, or ask for less.');
  }
  if (status !== undefined && status < 500) {
    return error('badSettings', `does not accept the request (${status})`, 'Check the query of the metric.');
  }
  return error(
    'unreachable',
    status === undefined ? 'cannot be reached' : `fails (${status})`,
    'Try again, or check the service.'
  );
}
