import { UnitEconomicsError } from '../../model/errors.ts';
import { ServiceFailureSignal } from '../remote/service-failure.ts';

/** What our own transport threw, from within what Google's clients make of it; undefined where the fault is not ours. */
export function ownFault(thrown: unknown): ServiceFailureSignal | UnitEconomicsError | undefined {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ServiceFailureSignal || cause instanceof UnitEconomicsError) {
      return cause;
    }
  }
  return undefined;
}
