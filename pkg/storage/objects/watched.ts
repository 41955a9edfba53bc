/** Nothing came for as long as was allowed. */
export class Stalled extends Error {}

/** Runs work that must move on and heeds its signal: where it does not say so for `ms`, it is aborted and fails as `Stalled`. */
export async function watched<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal, moved: () => void) => Promise<T>
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort();
  }, ms);
  const both = AbortSignal.any([signal, clock.signal]);
  const moved = () => {
    timer.refresh();
  };
  try {
    signal.throwIfAborted();
    return await work(both, moved);
  } catch (thrown) {
    signal.throwIfAborted();
    throw clock.signal.aborted ? new Stalled('nothing came', { cause: thrown }) : thrown;
  } finally {
    clearTimeout(timer);
  }
}
