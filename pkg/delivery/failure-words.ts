import { UnitEconomicsError, type ErrorCode } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import type { CallLimits, FailureWords } from '../usage/remote/call-service.ts';
import type { ServiceFailure } from '../usage/remote/service-failure.ts';

/** Why a report did not reach its recipient. @param what such as `refuses its credentials (401)` */
export function notSent(
  { name, type }: Recipient,
  code: ErrorCode,
  what: string,
  wayOut: string,
  { detail = '', cause }: Partial<ServiceFailure> = {}
): UnitEconomicsError {
  const said = detail === '' ? '' : `: ${detail.slice(0, 300).replace(/\.$/, '')}`;
  return new UnitEconomicsError(
    code,
    `The report was not sent to the recipient ${name} (${type}), which ${what}${said}. ${wayOut}`,
    { cause }
  );
}

export function failureWords(recipient: Recipient): FailureWords {
  return {
    tooSlow: ({ timeoutMs }: CallLimits, cause) =>
      notSent(
        recipient,
        'timeout',
        `did not answer within ${timeoutMs / 1000} seconds`,
        'It may have come nevertheless: look there before you send it again. Raise timeout on the recipient if it is slow.',
        { cause }
      ),
    failed: (failure) => failed(recipient, failure),
  };
}

function failed(recipient: Recipient, failure: ServiceFailure): UnitEconomicsError {
  const { status } = failure;
  const error = (code: ErrorCode, what: string, wayOut: string) => notSent(recipient, code, what, wayOut, failure);
  if (status === undefined) {
    return error('unreachable', 'cannot be reached', 'Check its address, or try again.');
  }
  if (status === 401 || status === 403) {
    return error('denied', `refuses its credentials (${status})`, 'Check its secrets.');
  }
  if (status === 404 || status === 410) {
    return error('notFound', `is not there (${status})`, 'Check its address.');
  }
  if (status === 429) {
    return error('throttled', 'asks for fewer requests (429)', 'Send it later.');
  }
  return status < 500
    ? error('badSettings', `does not take it (${status})`, 'Check what it expects.')
    : error('unreachable', `fails (${status})`, 'Try again, or check the service.');
}
