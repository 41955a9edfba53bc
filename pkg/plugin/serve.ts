import { setTimeout as pause } from 'node:timers/promises';
import { setLogger } from '@grpc/grpc-js';
import { createEndpoint } from './endpoint.ts';
import { serveGoPlugin } from './go-plugin.ts';
import { GrpcServer } from './grpc-server.ts';
import { handshakeLine, startedByGrafana } from './handshake.ts';
import type { Logger } from './log.ts';
import { createLogger } from './log.ts';
import { createMetrics } from './metrics.ts';
import type { PluginHost } from './plugin-host.ts';
import { serveGrafana } from './serve-grafana.ts';
import type { Service } from '../datasource/service.ts';
import { thrownText } from './thrown-text.ts';
import type { PluginTools } from './tools.ts';
import { watchParent } from './watch-parent.ts';

/** Called once, before the server listens: what takes long belongs behind the first call. */
export type CreateService = (tools: PluginTools) => Service | Promise<Service>;

/** Grafana kills a plugin two seconds after asking it to end: one for the calls under way, a half for the service. */
const callsMs = 1000;
const serviceMs = 500;

/**
 * Serves Grafana until it asks the plugin to end, or dies; then ends the process through `host.exit`. Resolves once the
 * server listens and stdout says where. A process that Grafana did not start gets a few words on stderr and exit code 1.
 */
export async function serve(createService: CreateService, host: PluginHost): Promise<void> {
  if (!startedByGrafana(host.env)) {
    host.stderr.write('This is the back end of a Grafana plugin: Grafana starts it by itself, as a data source.\n');
    host.exit(1);
    return;
  }
  const log = createLogger(host.stderr);
  logWhatEscapes(host, log);
  try {
    await start(createService, host, log);
  } catch (thrown) {
    log.error('The plugin cannot start.', { cause: thrownText(thrown) });
    host.exit(1);
  }
}

async function start(createService: CreateService, host: PluginHost, log: Logger): Promise<void> {
  if (host.env['PLUGIN_CLIENT_CERT'] !== undefined) {
    throw new Error('the host asks for mutual TLS (PLUGIN_CLIENT_CERT is set), which this plugin does not speak');
  }
  const tools: PluginTools = { log, metrics: createMetrics(), env: host.env };
  const service = await createService(tools);
  const server = new GrpcServer(log);
  const stop = once(() => void end(server, service, host, log));
  serveGoPlugin(server, stop);
  serveGrafana(server, { ...tools, service });
  const endpoint = createEndpoint(host.env, host.platform);
  host.on('exit', endpoint.remove);
  const port = await server.listen(endpoint.target);
  host.on(
    'exit',
    watchParent(() => host.ppid, stop)
  );
  // A terminal's Ctrl-C reaches the whole process group, but it is Grafana that ends its plugins.
  host.on('SIGINT', () => undefined);
  host.on('SIGTERM', stop);
  host.stdout.write(handshakeLine(endpoint.address(port)));
}

/** The order matters: calls under way need the service. Neither can keep the process from ending. */
async function end(server: GrpcServer, service: Service, host: PluginHost, log: Logger): Promise<void> {
  try {
    await server.stop(callsMs);
    await Promise.race([service.close(), pause(serviceMs)]);
  } catch (thrown) {
    log.error('The plugin did not end in order.', { cause: thrownText(thrown) });
  }
  host.exit(0);
}

/** After an exception that nothing caught, the state of the process is unknown: Grafana starts another. */
function logWhatEscapes(host: PluginHost, log: Logger): void {
  host.on('unhandledRejection', (thrown) => {
    log.error('A promise was rejected and nothing handled it.', { cause: thrownText(thrown) });
  });
  host.on('uncaughtException', (thrown) => {
    log.error('An exception escaped; the plugin ends.', { cause: thrownText(thrown) });
    host.exit(1);
  });
  // By itself grpc-js would print plain text.
  setLogger({
    error: (message: unknown) => {
      log.error(String(message));
    },
  });
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      action();
    }
  };
}
