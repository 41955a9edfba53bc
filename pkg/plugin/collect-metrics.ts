import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CollectMetricsResponseSchema } from './generated/pluginv2_pb.ts';
import type { HandlerTools } from './tools.ts';

/** Grafana shows them at `/metrics/plugins/PLUGIN_ID`. */
export async function collectMetrics({
  metrics,
}: HandlerTools): Promise<MessageInitShape<typeof CollectMetricsResponseSchema>> {
  const finish = metrics.start('collectMetrics');
  const prometheus = Buffer.from(await metrics.text());
  finish();
  return { metrics: { prometheus } };
}
