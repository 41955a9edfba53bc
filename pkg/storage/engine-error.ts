import { UnitEconomicsError } from '../model/errors.ts';
import { diskFull } from './disk-error.ts';

/** DuckDB prefixes what it throws with the kind of failure: `IO Error: …`. */
const kind = /^([A-Za-z-]+(?: [A-Za-z-]+)*?) Error: /;
const csvLine = /CSV Error on Line: (\d+)/;

/** What a user may read of a failed statement: never a path of the server, never SQL. The cause is for the log. */
export function engineError(thrown: unknown, signal: AbortSignal): UnitEconomicsError {
  if (thrown instanceof UnitEconomicsError) {
    return thrown;
  }
  const text = messageOf(thrown);
  const options = { cause: thrown };
  if (signal.aborted || text.startsWith('INTERRUPT')) {
    return signal.reason instanceof UnitEconomicsError
      ? signal.reason
      : new UnitEconomicsError('cancelled', 'The query was cancelled.', options);
  }
  switch (kind.exec(text)?.[1]) {
    case 'Out of Memory':
      return new UnitEconomicsError(
        'tooMuch',
        'The data does not fit into the memory of the embedded engine. Ask for fewer groups or a shorter range.',
        options
      );
    case 'IO':
      if (/No space left on device|Disk quota exceeded/.test(text)) {
        return diskFull(thrown); // only our own cache directory is ever written
      }
      return new UnitEconomicsError('badData', 'The file cannot be opened or ends early.', options);
    case 'Permission':
      return new UnitEconomicsError('notAllowed', 'The file lies outside the allowed paths.', options);
    case 'Invalid Input':
    case 'Conversion':
    case 'Out of Range':
    case 'Not implemented':
    case 'Invalid':
    case 'TProtocolException':
    case 'Serialization':
      return new UnitEconomicsError('badData', dataFault(text), options);
    default:
      return new UnitEconomicsError(
        'internal',
        'The embedded engine failed in an unforeseen way; the Grafana server log has the cause.',
        options
      );
  }
}

function dataFault(text: string): string {
  const line = csvLine.exec(text)?.[1];
  if (line !== undefined) {
    return text.includes('not utf-8')
      ? `Line ${line} is not UTF-8 text. Export the file as UTF-8.`
      : `Line ${line} is not readable as CSV.`;
  }
  if (/magic bytes|too small to be a Parquet file/.test(text)) {
    return 'The file is not a Parquet file.';
  }
  return text.includes('Malformed JSON')
    ? 'A cell holds malformed JSON.'
    : 'The content is damaged or of an unknown kind.';
}

/** True when a statement failed because a cell that should be JSON is none. */
export function isMalformedJson(error: unknown): boolean {
  return error instanceof UnitEconomicsError && messageOf(error.cause).includes('Malformed JSON');
}

/** An addon's errors may come from another realm, where `instanceof` tells nothing. */
export function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
}
