import { bytesText } from '../../model/bytes.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { GoogleFailure } from '../google/google-failure.ts';
import { ServiceFailureSignal } from '../remote/service-failure.ts';
import type { Asker } from './asker.ts';
import type { AnyStatement } from './statement.ts';

const tooManyRequests = ['rateLimitExceeded', 'jobRateLimitExceeded', 'quotaExceeded'];
const ownFault = ['backendError', 'internalError', 'jobBackendError', 'jobInternalError', 'stopped'];
const tooLarge = ['responseTooLarge', 'resourcesExceeded', 'billingTierLimitExceeded'];

/** What BigQuery's reason means, which its HTTP status often hides: a job that fails says so with status 200. */
export function refusal(
  failure: GoogleFailure,
  { connection, who }: Asker,
  statement: AnyStatement | undefined
): Error {
  const { reason, detail } = failure;
  const cause = new ServiceFailureSignal(failure);
  if (reason === 'bytesBilledLimitExceeded') {
    return new UnitEconomicsError(
      'tooMuch',
      `${who} would read more than the connection ${connection.name} (bigquery) allows, ${bytesText(connection.maximumBytesBilled)}: ${sentence(detail)} Name the partition column, or raise maximumBytesBilled.`,
      { cause }
    );
  }
  if (tooLarge.includes(reason)) {
    return new UnitEconomicsError(
      'tooMuch',
      `${who} is more than BigQuery computes at once: ${sentence(detail)} Leave out a dimension with many values, or add the rows up in a table before.`,
      { cause }
    );
  }
  if (reason === 'timeout') {
    return new UnitEconomicsError(
      'timeout',
      `${who} got no values, because its job on the connection ${connection.name} (bigquery) took too long. Raise timeout on the connection, or name the partition column.`,
      { cause }
    );
  }
  const status = tooManyRequests.includes(reason) ? 429 : ownFault.includes(reason) ? 503 : failure.status;
  const said = placed(detail, statement?.linesBefore);
  const why = status === 403 && reason !== '' ? `${reason}: ${said}` : said;
  return new ServiceFailureSignal({ ...failure, status, detail: why });
}

/** Positions count from the administrator's own first line. */
function placed(detail: string, linesBefore: number | undefined): string {
  return linesBefore === undefined
    ? detail
    : detail.replace(/\[(\d+):(\d+)\]/, (position, line: string, column: string) =>
        Number(line) > linesBefore ? `line ${Number(line) - linesBefore}, column ${column} of sql` : position
      );
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
