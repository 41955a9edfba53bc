import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Data } from './data.ts';
import { PluginProcess } from './plugin-process.ts';

/** Where plugins run for the length of one bench: each with a cache directory, none of which stays. */
export class Workbench {
  readonly #executable: string;
  readonly #directory = path.resolve(`.cache/bench-run-${process.pid}`);
  #count = 0;

  constructor(executable: string) {
    this.#executable = path.resolve(executable);
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** The path of a cache directory that is not there yet. */
  freshCache(): string {
    return path.join(this.#directory, `cache-${++this.#count}`);
  }

  /** Hands a started plugin to `use` and ends it afterwards, whatever happens. */
  async withPlugin<T>(
    { directory }: Pick<Data, 'directory'>,
    cache: string,
    use: (plugin: PluginProcess) => Promise<T>
  ): Promise<T> {
    const plugin = await PluginProcess.start(this.#executable, directory, cache);
    try {
      return await use(plugin);
    } finally {
      await plugin.stop();
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
