import { LRUCache } from 'lru-cache';
import { SharedLoad } from '../../storage/shared-load.ts';

/** What is asked of BigQuery for many queries at once: kept for a while, asked once by all who wait. */
export class SharedAnswers<V extends object> {
  readonly #known: LRUCache<string, { readonly at: number; readonly value: V }>;
  readonly #running = new Map<string, SharedLoad<V>>();
  readonly #now: () => number;
  readonly #keepMs: number;

  /** @param keepMs Infinity where the key says all. */
  constructor(max: number, now: () => number, keepMs: number) {
    this.#known = new LRUCache({ max });
    this.#now = now;
    this.#keepMs = keepMs;
  }

  async get(key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<V>): Promise<V> {
    const known = this.#known.get(key);
    if (known !== undefined && this.#now() - known.at < this.#keepMs) {
      return known.value;
    }
    const running = this.#running.get(key);
    if (running !== undefined && !running.abandoned) {
      return running.join(signal);
    }
    const load = new SharedLoad(async (shared) => {
      const at = this.#now();
      const value = await read(shared);
      this.#known.set(key, { at, value });
      return value;
    });
    this.#running.set(key, load);
    const forget = (): void => {
      if (this.#running.get(key) === load) {
        this.#running.delete(key);
      }
    };
    load.result.then(forget, forget);
    return load.join(signal);
  }
}
