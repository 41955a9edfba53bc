import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';

/** What a call failed with. After the caller went away, whatever is thrown follows from that. */
export function failure(thrown: unknown, signal: AbortSignal): UnitEconomicsError {
  return signal.aborted
    ? new UnitEconomicsError('cancelled', 'The request was cancelled.', { cause: thrown })
    : asUnitEconomicsError(thrown);
}
