import { UnitEconomicsError } from '../model/errors.ts';

/** What a person typed cannot be used. */
export function wrong(message: string): UnitEconomicsError {
  return new UnitEconomicsError('badQuery', `${message} See: help`);
}
