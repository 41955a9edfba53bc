import type { Environment } from './handshake.ts';

/** The process as the plugin sees it; Node's `process` is one. */
export interface PluginHost {
  readonly env: Environment;
  readonly platform: string;
  /** Read again and again: it changes when the parent dies. */
  readonly ppid: number;
  readonly stdout: Output;
  readonly stderr: Output;
  on(event: 'SIGINT' | 'SIGTERM' | 'exit', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (thrown: unknown) => void): unknown;
  exit(code: number): void;
}

interface Output {
  write(text: string): unknown;
}
