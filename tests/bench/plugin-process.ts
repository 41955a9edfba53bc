import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { GRPCController } from '../../pkg/plugin/generated/go_plugin_pb.ts';
import { Data } from '../../pkg/plugin/generated/pluginv2_pb.ts';
import { GrpcClient } from '../../pkg/plugin/grpc-client.ts';
import { forgetPeak, memoryOf, type Memory } from './memory.ts';
import type { Question } from './question.ts';

export interface Answer {
  /** From the call of the client until it holds the response, its frames as bytes. */
  readonly ms: number;
  readonly frames: readonly Uint8Array[];
}

/** What the plugin logs when a roll-up is complete. */
const built = z.object({
  '@message': z.literal('roll-up built'),
  built: z.int(),
  parts: z.int(),
  ms: z.number(),
});
export type Built = z.output<typeof built>;

const startLimitMs = 30_000;
const buildLimitMs = 600_000;
/** Grafana's own patience with a plugin that it has asked to end. */
const endLimitMs = 2_000;

/** The executable, started, asked and ended as Grafana does it. */
export class PluginProcess {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #client: GrpcClient;
  readonly #log: string[] = [];
  readonly #builds: Built[] = [];
  readonly #lines: Interface;
  readonly #ended = new AbortController();
  /** ms from the start of the process to the handshake line. */
  readonly handshakeMs: number;

  private constructor(child: ChildProcess, stderr: Readable, pid: number, target: string, handshakeMs: number) {
    this.#child = child;
    this.#pid = pid;
    this.#client = new GrpcClient(target);
    this.handshakeMs = handshakeMs;
    this.#lines = createInterface(stderr).on('line', (line) => {
      this.#read(line);
    });
    child.on('exit', () => {
      this.#ended.abort();
    });
  }

  /** @param allowed directory that the plugin may read @param cache its own, created where it is missing */
  static async start(executable: string, allowed: string, cache: string): Promise<PluginProcess> {
    const began = performance.now();
    const child = spawn(executable, {
      // Nothing else: Grafana keeps its own environment from plugins.
      env: { grafana_plugin_type: 'datasource', GF_PLUGIN_ALLOWED_PATHS: allowed, GF_PLUGIN_CACHE_PATH: cache },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child, 'spawn');
    const signal = AbortSignal.timeout(startLimitMs);
    const [line] = (await once(createInterface(child.stdout), 'line', { signal }).catch((cause: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`${executable} wrote no handshake line within ${startLimitMs / 1000} seconds.`, { cause });
    })) as [string];
    const ms = performance.now() - began;
    const [, , , socket = ''] = line.split('|');
    return new PluginProcess(child, child.stderr, child.pid ?? 0, `unix:${socket}`, ms);
  }

  async ask({ settings, query, from, to }: Question, headers: Record<string, string> = {}): Promise<Answer> {
    const request = {
      pluginContext: {
        dataSourceInstanceSettings: { uid: 'bench', name: 'bench', jsonData: Buffer.from(settings) },
      },
      headers,
      queries: [
        { refId: 'A', timeRange: { fromEpochMS: BigInt(from), toEpochMS: BigInt(to) }, json: Buffer.from(query) },
      ],
    };
    const began = performance.now();
    const { responses } = await this.#client.unary(Data.method.queryData, request);
    const ms = performance.now() - began;
    const answer = responses['A'];
    if (answer?.error !== '') {
      throw new Error(`The plugin answered: ${answer?.error ?? 'nothing'}\n${this.#log.slice(-3).join('\n')}`);
    }
    return { ms, frames: answer.frames };
  }

  get memory(): Memory {
    return memoryOf(this.#pid);
  }

  forgetPeak(): void {
    forgetPeak(this.#pid);
  }

  /** The next roll-up that is complete after those already handed out. */
  async rollupBuilt(): Promise<Built> {
    const signal = AbortSignal.any([AbortSignal.timeout(buildLimitMs), this.#ended.signal]);
    for (;;) {
      const next = this.#builds.shift();
      if (next) {
        return next;
      }
      await once(this.#lines, 'line', { signal }).catch((cause: unknown) => {
        throw new Error(`No roll-up was built. The plugin's last words:\n${this.#log.slice(-5).join('\n')}`, { cause });
      });
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), endLimitMs);
      await this.#client.unary(GRPCController.method.shutdown, {}).catch(() => undefined);
      await ended;
      clearTimeout(timer);
    }
    this.#client.close();
  }

  #read(line: string): void {
    this.#log.push(line);
    const entry = built.safeParse(parsed(line));
    if (entry.success) {
      this.#builds.push(entry.data);
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
