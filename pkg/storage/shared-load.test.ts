import { UnitEconomicsError } from '../model/errors.ts';
import { SharedLoad } from './shared-load.ts';

/** A load that ends when it is cancelled, and why. */
function endless(): { readonly load: SharedLoad<never>; readonly ended: Promise<unknown> } {
  let end: (reason: unknown) => void;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  const load = new SharedLoad<never>(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          end(signal.reason);
          reject(new Error('cancelled'));
        });
      })
  );
  load.result.catch(() => undefined);
  return { load, ended };
}

describe('a shared load', () => {
  it('goes on while somebody waits', async () => {
    const { load } = endless();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = load.join(first.signal).catch(() => 'left');
    void load.join(second.signal).catch(() => undefined);
    first.abort();
    expect(await left).toBe('left');
    expect(load.abandoned).toBe(false);
    second.abort();
  });

  it('is cancelled with the last caller, for the reason for which that one left', async () => {
    const { load, ended } = endless();
    const caller = new AbortController();
    const late = new UnitEconomicsError('timeout', 'The query took too long.');
    const left = load.join(caller.signal).catch((thrown: unknown) => thrown);
    caller.abort(late);
    expect(await left).toBe(late);
    expect(await ended).toBe(late);
    expect(load.abandoned).toBe(true);
  });
});
