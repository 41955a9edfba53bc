import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { GRPCController } from '../../pkg/plugin/generated/go_plugin_pb.ts';
import { GrpcClient } from '../../pkg/plugin/grpc-client.ts';
import type { Environment } from './expand.ts';

/** ms that Grafana gives a plugin to say where it listens, and to end after it was asked to. */
const startMs = 60_000;
const endMs = 2000;

/** The plugin's executable, started as Grafana does: without Grafana's environment, asked over its unix socket. */
export class PluginProcess {
  private readonly executable: string;
  private readonly env: Environment;
  private readonly onLog: (line: string) => void;
  private running: Promise<{ child: ChildProcess; client: GrpcClient }> | undefined;

  /** @param env what the plugin's section of grafana.ini becomes: GF_PLUGIN_ALLOWED_PATHS and its like */
  constructor(executable: string, env: Environment, onLog: (line: string) => void) {
    this.executable = executable;
    this.env = env;
    this.onLog = onLog;
  }

  /** A client of the running process; starts it, also again after it died. */
  async client(): Promise<GrpcClient> {
    this.running ??= this.start();
    return (await this.running).client;
  }

  /** Asks it to end as Grafana does, and kills it two seconds later. */
  async end(): Promise<void> {
    const started = await this.running?.catch(() => undefined);
    if (started === undefined || started.child.exitCode !== null) {
      return;
    }
    const { child, client } = started;
    const exit = once(child, 'exit');
    client.unary(GRPCController.method.shutdown, {}).catch(() => undefined);
    await Promise.race([exit, pause(endMs, undefined, { ref: false })]);
    client.close();
    child.kill('SIGKILL');
  }

  private async start(): Promise<{ child: ChildProcess; client: GrpcClient }> {
    const child = spawn(this.executable, [], {
      env: {
        grafana_plugin_type: 'datasource',
        PLUGIN_PROTOCOL_VERSIONS: '2',
        PLUGIN_MIN_PORT: '10000',
        PLUGIN_MAX_PORT: '25000',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface({ input: child.stderr }).on('line', this.onLog);
    const lines = createInterface({ input: child.stdout });
    child.once('exit', () => {
      this.running = undefined;
    });
    const failed = Promise.race([
      once(child, 'error').then(([cause]) => Promise.reject(cause instanceof Error ? cause : new Error(String(cause)))),
      once(child, 'exit').then(() => Promise.reject(new Error(`${this.executable} ended before it listened`))),
      pause(startMs, undefined, { ref: false }).then(() =>
        Promise.reject(new Error('the plugin did not start in time'))
      ),
    ]);
    try {
      const said: unknown[] = await Promise.race([once(lines, 'line'), failed]);
      return { child, client: new GrpcClient(targetOf(String(said[0]))) };
    } catch (cause) {
      this.running = undefined;
      child.kill('SIGKILL');
      throw cause;
    }
  }
}

/** `1|2|unix|/path/of/socket|grpc|` as grpc-js writes addresses. */
export function targetOf(handshake: string): string {
  const [core, protocol, network, address, kind] = handshake.trim().split('|');
  if (core !== '1' || protocol !== '2' || kind !== 'grpc' || !address) {
    throw new Error(`the plugin said ${JSON.stringify(handshake)} instead of where it listens`);
  }
  return network === 'unix' ? `unix:${address}` : address;
}
