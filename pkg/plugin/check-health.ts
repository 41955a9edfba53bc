import type { MessageInitShape } from '@bufbuild/protobuf';
import { failure } from './failure.ts';
import type { CheckHealthRequest, CheckHealthResponseSchema } from './generated/pluginv2_pb.ts';
import { CheckHealthResponse_HealthStatus as HealthStatus } from './generated/pluginv2_pb.ts';
import { logError } from './log-error.ts';
import { requestContext } from './request-context.ts';
import type { HandlerTools } from './tools.ts';

/** Grafana's "Save & test": never fails as a call, so that its user always gets to read a message. */
export async function checkHealth(
  { service, log, metrics }: HandlerTools,
  request: CheckHealthRequest,
  signal: AbortSignal
): Promise<MessageInitShape<typeof CheckHealthResponseSchema>> {
  const finish = metrics.start('checkHealth');
  const context = requestContext(request.pluginContext, request.headers);
  try {
    const { ok, message, details } = await service.checkHealth(context, signal);
    finish();
    return {
      status: ok ? HealthStatus.OK : HealthStatus.ERROR,
      message,
      jsonDetails: Buffer.from(JSON.stringify(details)),
    };
  } catch (thrown) {
    const error = failure(thrown, signal);
    logError(log, error, { endpoint: 'checkHealth', dsUID: context.dataSource?.uid });
    finish(error);
    return { status: HealthStatus.ERROR, message: error.message };
  }
}
