import { untilAborted } from '../../storage/until-aborted.ts';

/**
 * One read that several callers wait for, and that goes on when they have left, so that the next look finds it done. It ends
 * in its own time at the latest.
 */
export class BackgroundLoad<V> {
  readonly result: Promise<V>;
  private readonly controller = new AbortController();
  private callers = 0;

  /**
   * @param closing ends it with the process
   * @param late what it ends with after `limitMs`
   */
  constructor(read: (signal: AbortSignal) => Promise<V>, limitMs: number, closing: AbortSignal, late: () => Error) {
    const timer = setTimeout(() => {
      this.controller.abort(late());
    }, limitMs);
    timer.unref(); // keeps no process alive
    this.result = read(AbortSignal.any([this.controller.signal, closing])).finally(() => {
      clearTimeout(timer);
    });
    this.result.catch(() => undefined); // who waits is told; perhaps nobody does
  }

  get isEnded(): boolean {
    return this.controller.signal.aborted;
  }

  /** Whether everyone who waited has left. */
  get isLeft(): boolean {
    return this.callers === 0;
  }

  /** @throws the signal's reason as soon as it is aborted */
  async join(signal: AbortSignal): Promise<V> {
    signal.throwIfAborted();
    this.callers++;
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.callers--;
    }
  }

  end(): void {
    this.controller.abort();
  }
}
