import { untilAborted } from './until-aborted.ts';

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
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.callers--;
      if (this.callers === 0 && signal.aborted) {
        this.abandoned = true;
        this.controller.abort(signal.reason);
      }
    }
  }
}
