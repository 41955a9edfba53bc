import { GRPCBroker, GRPCController, GRPCStdio } from './generated/go_plugin_pb.ts';
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from './generated/health_pb.ts';
import type { GrpcServer } from './grpc-server.ts';

/** The name under which go-plugin asks for the health of a plugin. */
const healthName = 'plugin';

/** What go-plugin asks of every plugin. `onShutdown` is called after the host was told that the plugin ends. */
export function serveGoPlugin(server: GrpcServer, onShutdown: () => void): void {
  server.unary(GRPCController.method.shutdown, () => {
    setImmediate(onShutdown);
    return Promise.resolve({});
  });
  // This plugin opens no connections back, and its stderr needs no stream beside the pipe: both have nothing to say.
  server.holdOpen(GRPCBroker.method.startStream);
  server.holdOpen(GRPCStdio.method.streamStdio);
  server.unary(Health.method.check, ({ service }) =>
    Promise.resolve({ status: service === healthName ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN })
  );
}
