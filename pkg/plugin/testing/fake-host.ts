import { EventEmitter, once } from 'node:events';
import type { PluginHost } from '../plugin-host.ts';

/** A process for `serve` that a test can look into. Emits `exit` with the code, as Node does; the test itself lives on. */
export class FakeHost extends EventEmitter implements PluginHost {
  readonly platform: string;
  ppid = 4711;
  readonly env: Record<string, string | undefined>;
  readonly stdout = new Lines();
  readonly stderr = new Lines();
  exitCode: number | undefined;

  /** @param env what is in the environment beside Grafana's cookie */
  constructor(env: Record<string, string | undefined> = {}, platform = 'linux') {
    super();
    this.env = { grafana_plugin_type: 'datasource', ...env };
    this.platform = platform;
  }

  exit(code: number): void {
    if (this.exitCode === undefined) {
      this.exitCode = code;
      this.emit('exit', code);
    }
  }

  /** Resolves with the code when the process would have ended. */
  async exited(): Promise<number | undefined> {
    if (this.exitCode === undefined) {
      await once(this, 'exit');
    }
    return this.exitCode;
  }
}

class Lines {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}
