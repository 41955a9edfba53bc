import type { MessageInitShape } from '@bufbuild/protobuf';
import { asUnitEconomicsError, type UnitEconomicsError } from '../model/errors.ts';
import { acceptQueries } from './accept-queries.ts';
import { failure } from './failure.ts';
import type { DataResponseSchema, QueryDataRequest, QueryDataResponseSchema } from './generated/pluginv2_pb.ts';
import { logError } from './log-error.ts';
import { requestContext } from './request-context.ts';
import type { QueryRequest, QueryResult, RequestContext } from '../datasource/service.ts';
import type { HandlerTools } from './tools.ts';

type WireResponse = MessageInitShape<typeof DataResponseSchema>;

/** Answers every refId of the request, with frames or with an error of its own. */
export async function queryData(
  tools: HandlerTools,
  request: QueryDataRequest,
  signal: AbortSignal
): Promise<MessageInitShape<typeof QueryDataResponseSchema>> {
  const finish = tools.metrics.start('queryData');
  const context = requestContext(request.pluginContext, request.headers);
  const { accepted, refused } = acceptQueries(request.queries);
  const responses = new Map<string, WireResponse>();
  const errors = new Map(refused);
  for (const [refId, result] of await ask(tools, context, [...accepted.values()], signal)) {
    const encoded = await encode(refId, result);
    if ('error' in encoded) {
      errors.set(refId, encoded.error);
    } else {
      responses.set(refId, encoded.response);
    }
  }
  for (const [refId, error] of errors) {
    logError(tools.log, error, { endpoint: 'queryData', refId, dsUID: context.dataSource?.uid });
    responses.set(refId, { error: error.message, status: error.status, errorSource: error.source });
  }
  finish(worst(errors.values()));
  return { responses: Object.fromEntries(responses) };
}

/** One result for each query: what the service throws is the result of all. */
async function ask(
  { service }: HandlerTools,
  context: RequestContext,
  queries: readonly QueryRequest[],
  signal: AbortSignal
): Promise<Map<string, QueryResult>> {
  try {
    const results = queries.length > 0 ? await service.queryData(context, queries, signal) : new Map<string, never>();
    return new Map(queries.map(({ refId }) => [refId, results.get(refId) ?? unanswered(refId)]));
  } catch (thrown) {
    const error = failure(thrown, signal);
    return new Map(queries.map(({ refId }) => [refId, { error }]));
  }
}

function unanswered(refId: string): QueryResult {
  return { error: asUnitEconomicsError(new Error(`the service did not answer refId ${refId}`)) };
}

async function encode(
  refId: string,
  result: QueryResult
): Promise<{ readonly response: WireResponse } | { readonly error: UnitEconomicsError }> {
  if ('error' in result) {
    return result;
  }
  try {
    // Arrow loads with the first answer: the handshake does not wait for it.
    const { encodeFrames } = await import('./arrow/encode-frames.ts');
    return { response: { frames: [...encodeFrames(result.frames, refId)], status: 200 } };
  } catch (thrown) {
    return { error: asUnitEconomicsError(thrown) };
  }
}

/** As in Grafana, one defect of ours outranks any trouble elsewhere. */
function worst(errors: Iterable<UnitEconomicsError>): UnitEconomicsError | undefined {
  const all = [...errors];
  return all.find(({ source }) => source === 'plugin') ?? all[0];
}
