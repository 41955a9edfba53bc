import type { MessageInitShape } from '@bufbuild/protobuf';
import { failure } from './failure.ts';
import type { CallResourceRequest, CallResourceResponseSchema } from './generated/pluginv2_pb.ts';
import { jsonResponse } from '../datasource/json-response.ts';
import { logError } from './log-error.ts';
import { joined, requestContext } from './request-context.ts';
import type { ResourceRequest, ResourceResponse } from '../datasource/service.ts';
import type { HandlerTools } from './tools.ts';

/** One response, as a stream of one. An error's message is JSON `{message}` under its status. */
export async function* callResource(
  tools: HandlerTools,
  request: CallResourceRequest,
  signal: AbortSignal
): AsyncGenerator<MessageInitShape<typeof CallResourceResponseSchema>> {
  const { status, contentType, body } = await respond(tools, request, signal);
  yield { code: status, headers: { 'Content-Type': { values: [contentType] } }, body };
}

async function respond(
  { service, log, metrics }: HandlerTools,
  request: CallResourceRequest,
  signal: AbortSignal
): Promise<ResourceResponse> {
  const finish = metrics.start('callResource');
  const context = requestContext(request.pluginContext, joined(request.headers));
  try {
    const response = await service.callResource(context, resourceRequest(request), signal);
    finish();
    return response;
  } catch (thrown) {
    const error = failure(thrown, signal);
    logError(log, error, { endpoint: 'callResource', dsUID: context.dataSource?.uid });
    finish(error);
    return jsonResponse(error.status, { message: error.message });
  }
}

/** Grafana sends the path by itself, and the path with its query as `url`. */
function resourceRequest({ method, path, url, body }: CallResourceRequest): ResourceRequest {
  const query = url.indexOf('?');
  return { method, path, query: new URLSearchParams(query < 0 ? '' : url.slice(query)), body };
}
