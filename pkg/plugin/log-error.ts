import type { UnitEconomicsError } from '../model/errors.ts';
import type { LogFields, Logger } from './log.ts';
import { thrownText } from './thrown-text.ts';

/** More causes than this are a loop. */
const maxCauses = 5;

/**
 * Logs a failed request with its causes, which users do not get to see. A user's mistake is no matter for the
 * administrator: only our defects, and what has a cause outside the query, are logged as errors.
 */
export function logError(log: Logger, error: UnitEconomicsError, fields: LogFields): void {
  const all = { ...fields, code: error.code, cause: causeText(error) };
  if (error.code !== 'cancelled' && (error.source === 'plugin' || error.cause !== undefined)) {
    log.error(error.message, all);
  } else {
    log.debug(error.message, all);
  }
}

function causeText(error: Error): string | undefined {
  const texts: string[] = [];
  let { cause } = error;
  while (cause !== undefined && texts.length < maxCauses) {
    texts.push(thrownText(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return texts.length === 0 ? undefined : texts.join('\ncaused by ');
}
