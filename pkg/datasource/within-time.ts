import { UnitEconomicsError } from '../model/errors.ts';

/**
 * Ends the task's signal when its time is over or its caller goes. Not AbortSignal.timeout, which cannot be ended: each would
 * stay in memory after its task.
 * @param late what is thrown when the time is over, for the cause, unless the task has said better what took so long
 */
export async function withinTime<T>(
  limitMs: number,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
  late: (cause: unknown) => UnitEconomicsError
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort(late(undefined));
  }, limitMs);
  try {
    return await task(AbortSignal.any([signal, clock.signal]));
  } catch (thrown) {
    const isLate = clock.signal.aborted && !signal.aborted;
    const isSaid = thrown instanceof UnitEconomicsError && thrown.code === 'timeout';
    throw isLate && !isSaid ? late(thrown) : thrown;
  } finally {
    clearTimeout(timer);
  }
}
