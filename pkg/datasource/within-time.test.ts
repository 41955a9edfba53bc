import { UnitEconomicsError } from '../model/errors.ts';
import { withinTime } from './within-time.ts';

const never = new AbortController().signal;
const late = (cause: unknown) => new UnitEconomicsError('timeout', 'It took too long.', { cause });

/** Ends with its signal, as `failing` says. */
function untilEnded(failing: (signal: AbortSignal) => Error): (signal: AbortSignal) => Promise<never> {
  return (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(failing(signal));
      });
    });
}

describe('a task whose time is over', () => {
  it('fails as late, whatever it throws then', async () => {
    const work = withinTime(1, never, untilEnded(() => new Error('aborted')), late); // prettier-ignore
    await expect(work).rejects.toMatchObject({ code: 'timeout', message: 'It took too long.', cause: { message: 'aborted' } }); // prettier-ignore
  });

  it('is told that it is late, not that its caller has gone', async () => {
    const work = withinTime(1, never, untilEnded(({ reason }) => (reason instanceof Error ? reason : new Error('no reason'))), late); // prettier-ignore
    await expect(work).rejects.toMatchObject({ code: 'timeout', message: 'It took too long.' });
  });

  it('may say itself what took so long', async () => {
    const said = new UnitEconomicsError('timeout', 'Still fetching 3 of 13 objects.');
    await expect(withinTime(1, never, untilEnded(() => said), late)).rejects.toBe(said); // prettier-ignore
  });
});

it('is none of its own time when the caller leaves', async () => {
  const caller = new AbortController();
  const work = withinTime(60_000, caller.signal, untilEnded(() => new Error('gone')), late); // prettier-ignore
  caller.abort();
  await expect(work).rejects.toThrow('gone');
});
