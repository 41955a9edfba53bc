/** One read that several callers wait for. It is cancelled only when every caller has gone. */
export class SharedLoad<V> {
  readonly result: Promise<V>;
  /** Cancelled: who comes now needs another load. */
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
        this.controller.abort(signal.reason);
      }
    }
  }
}
