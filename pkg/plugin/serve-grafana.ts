import { callResource } from './call-resource.ts';
import { checkHealth } from './check-health.ts';
import { collectMetrics } from './collect-metrics.ts';
import { Data, Diagnostics, Resource } from './generated/pluginv2_pb.ts';
import type { GrpcServer } from './grpc-server.ts';
import { queryData } from './query-data.ts';
import type { HandlerTools } from './tools.ts';

/** What Grafana asks of a data source. Other calls of its protocol are answered with UNIMPLEMENTED by gRPC itself. */
export function serveGrafana(server: GrpcServer, tools: HandlerTools): void {
  server.unary(Data.method.queryData, (request, signal) => queryData(tools, request, signal));
  server.serverStreaming(Resource.method.callResource, (request, signal) => callResource(tools, request, signal));
  server.unary(Diagnostics.method.checkHealth, (request, signal) => checkHealth(tools, request, signal));
  server.unary(Diagnostics.method.collectMetrics, () => collectMetrics(tools));
}
