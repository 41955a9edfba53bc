import type { Connection } from '../../model/connections/connection.ts';
import { UnitEconomicsError, type ErrorCode } from '../../model/errors.ts';
import type { Asker } from '../usage-source.ts';

/** What a service said instead of an answer: an HTTP status where there was one, and its words, free of secrets. */
export interface ServiceFailure {
  readonly status?: number;
  /** ms that the service asks to wait. */
  readonly retryAfterMs?: number;
  readonly detail: string;
  readonly cause?: unknown;
}

/** A failure that a service tells, with the wait that it asks for. */
export class ServiceError extends UnitEconomicsError {
  /** ms */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, failure: ServiceFailure) {
    super(code, message, { cause: failure.cause });
    this.retryAfterMs = isPassing(failure) ? failure.retryAfterMs : undefined;
  }
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

/** How a failure of a service is told: what there is not because of it, and what to do about it. */
export interface Told {
  /** Such as `The metric jobs got no values`. */
  readonly what: string;
  readonly connection: Connection;
  readonly waysOut: Readonly<Record<'notFound' | 'throttled' | 'badSettings', string>>;
}

export function toldOf({ metric, connection }: Omit<Asker, 'secrets'>): Told {
  return {
    what: metric === undefined ? 'The test got nowhere' : `The metric ${metric.name} got no values`,
    connection,
    waysOut: {
      notFound: 'Check the names in the metric.',
      throttled: 'Raise refresh on its metrics, or ask for less.',
      badSettings: 'Check the query of the metric.',
    },
  };
}

/** The failure in words that name metric or dataset, connection and way out. */
export function serviceError(
  { what: missing, connection, waysOut }: Told,
  failure: ServiceFailure
): UnitEconomicsError {
  const { status, detail } = failure;
  const said = detail === '' ? '' : `: ${detail.slice(0, 300).replace(/\.$/, '')}`;
  const error = (code: ErrorCode, what: string, wayOut: string) =>
    new ServiceError(
      code,
      `${missing}, because the connection ${connection.name} (${connection.type}) ${what}${said}. ${wayOut}`,
      failure
    );
  if (status === 401 || status === 403) {
    return error('denied', `refuses its credentials (${status})`, 'Check its secrets and what they may read.');
  }
  if (status === 404) {
    return error('notFound', 'does not know what was asked for (404)', waysOut.notFound);
  }
  if (status === 429) {
    return error('throttled', 'asks for fewer requests (429)', waysOut.throttled);
  }
  if (status !== undefined && status < 500) {
    return error('badSettings', `does not accept the request (${status})`, waysOut.badSettings);
  }
  return error(
    'unreachable',
    status === undefined ? 'cannot be reached' : `fails (${status})`,
    'Try again, or check the service.'
  );
}
