import { UnitEconomicsError } from '../model/errors.ts';
import type { DataQuery } from './generated/pluginv2_pb.ts';
import { text } from './request-context.ts';
import type { QueryRequest } from '../datasource/service.ts';

/** A query is a few hundred bytes; what comes near this is a list that was pasted. */
const maxQueryBytes = 1024 * 1024;

/** Queries the service can be asked, by refId, and the refusal of each that it cannot. */
export interface SortedQueries {
  readonly accepted: ReadonlyMap<string, QueryRequest>;
  readonly refused: ReadonlyMap<string, UnitEconomicsError>;
}

export function acceptQueries(queries: readonly DataQuery[]): SortedQueries {
  const accepted = new Map<string, QueryRequest>();
  const refused = new Map<string, UnitEconomicsError>();
  for (const query of queries) {
    const { refId, json, timeRange } = query;
    const seen = accepted.delete(refId) || refused.has(refId);
    if (seen) {
      // Answers are keyed by refId: one of the two would be shown as the other.
      refused.set(refId, new UnitEconomicsError('badQuery', `Two queries have the refId ${refId}; give each its own.`));
    } else if (timeRange === undefined) {
      refused.set(refId, new UnitEconomicsError('badQuery', `Query ${refId} has no time range; send one with it.`));
    } else if (json.length > maxQueryBytes) {
      refused.set(refId, tooLong(refId, json.length));
    } else {
      const { fromEpochMS, toEpochMS } = timeRange;
      accepted.set(refId, { refId, json: text(json), from: Number(fromEpochMS), to: Number(toEpochMS) });
    }
  }
  return { accepted, refused };
}

function tooLong(refId: string, bytes: number): UnitEconomicsError {
  const size = (bytes / maxQueryBytes).toFixed(1);
  return new UnitEconomicsError(
    'tooMuch',
    `Query ${refId} is ${size} MiB of JSON, the limit is 1 MiB; shorten its filters, or use op regex in place of a long list of values.`
  );
}
