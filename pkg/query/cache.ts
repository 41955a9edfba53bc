import { LRUCache } from 'lru-cache';
import { SharedLoad } from '../storage/shared-load.ts';

/**
 * A bounded cache whose misses are shared: callers that ask for the same thing at the same time wait for one load. The load
 * is cancelled only when every caller has gone.
 */
export class SharedCache<V extends object> {
  private readonly entries: LRUCache<string, V>;
  private readonly loading = new Map<string, SharedLoad<V>>();
  private readonly observe: (outcome: CacheOutcome) => void;

  /**
   * @param maxSize upper bound of all entries together, in the unit of `sizeOf`
   * @param observe told of every load: a hit needed no read of its own
   */
  constructor(
    maxSize: number,
    sizeOf: (value: V) => number,
    observe: (outcome: CacheOutcome) => void = () => undefined
  ) {
    this.observe = observe;
    this.entries = new LRUCache<string, V>({ maxSize, sizeCalculation: (value) => Math.max(1, sizeOf(value)) });
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  async load(key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<V>): Promise<V> {
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.observe('hit');
      return known;
    }
    const running = this.loading.get(key);
    if (running !== undefined && !running.abandoned) {
      this.observe('hit');
      return running.join(signal);
    }
    this.observe('miss');
    const load = new SharedLoad(read);
    this.loading.set(key, load);
    void load.result
      .then((value) => {
        this.entries.set(key, value);
      })
      .catch(() => undefined) // each caller sees the failure; nothing is cached
      .finally(() => {
        if (this.loading.get(key) === load) {
          this.loading.delete(key);
        }
      });
    return load.join(signal);
  }

  clear(): void {
    this.entries.clear();
  }
}

export type CacheOutcome = 'hit' | 'miss';
