import { LRUCache } from 'lru-cache';

/**
 * A bounded cache whose misses are shared: callers that ask for the same thing at the same time wait for one load. The load
 * is cancelled only when every caller has gone.
 */
export class SharedCache<V extends object> {
  private readonly entries: LRUCache<string, V>;
  private readonly loading = new Map<string, Load<V>>();
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
    const load = new Load(read);
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

class Load<V> {
  readonly result: Promise<V>;
  abandoned = false;
  private readonly controller = new AbortController();
  private callers = 0;

  constructor(read: (signal: AbortSignal) => Promise<V>) {
    this.result = read(this.controller.signal);
  }

  async join(signal: AbortSignal): Promise<V> {
    signal.throwIfAborted();
    this.callers++;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('cancelled', 'AbortError'));
      };
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([this.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.callers--;
      if (this.callers === 0 && signal.aborted) {
        this.abandoned = true;
        this.controller.abort();
      }
    }
  }
}
