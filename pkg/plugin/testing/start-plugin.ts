import type { Service } from '../../datasource/service.ts';
import { serve } from '../serve.ts';
import { GrpcClient } from '../grpc-client.ts';
import { FakeHost } from './fake-host.ts';

/** A service that answers everything with nothing; tests replace what they look at. */
export const idleService: Service = {
  queryData: (_context, queries) => Promise.resolve(new Map(queries.map(({ refId }) => [refId, { frames: [] }]))),
  checkHealth: () => Promise.resolve({ ok: true, message: 'fine', details: {} }),
  callResource: () => Promise.resolve({ status: 204, contentType: 'text/plain', body: new Uint8Array() }),
  close: () => Promise.resolve(),
};

export interface StartedPlugin {
  readonly host: FakeHost;
  readonly client: GrpcClient;
  /** The path of its socket, or `127.0.0.1:PORT`. */
  readonly socket: string;
  /** Ends the plugin as Grafana does not: by a signal. */
  readonly end: () => Promise<void>;
}

/** `serve` on a real unix socket, with a real client at its other end. */
export async function startPlugin(service: Partial<Service> = {}, host = new FakeHost()): Promise<StartedPlugin> {
  await serve(() => ({ ...idleService, ...service }), host);
  return connect(host);
}

/** A client for the address of the handshake line. */
export function connect(host: FakeHost): StartedPlugin {
  const [, , network = '', socket = ''] = host.stdout.text.split('|');
  const client = new GrpcClient(network === 'unix' ? `unix:${socket}` : socket);
  const end = async () => {
    client.close();
    host.emit('SIGTERM');
    await host.exited();
  };
  return { host, client, socket, end };
}
