import { SharedCache } from './cache.ts';

const never = new AbortController().signal;

/** A load that ends when told to. */
function gate(): {
  read: (signal: AbortSignal) => Promise<{ value: number }>;
  open: (value: number) => void;
  fail: () => void;
  seen: AbortSignal[];
} {
  let open: (value: number) => void = () => undefined;
  let fail = (): void => undefined;
  const seen: AbortSignal[] = [];
  const read = (signal: AbortSignal): Promise<{ value: number }> => {
    seen.push(signal);
    return new Promise((resolve, reject) => {
      open = (value) => {
        resolve({ value });
      };
      fail = () => {
        reject(new Error('down'));
      };
    });
  };
  return { read, open: (value) => { open(value); }, fail: () => { fail(); }, seen }; // prettier-ignore
}

describe('SharedCache', () => {
  it('lets callers that ask at the same time share one load, and later ones its result', async () => {
    const outcomes: string[] = [];
    const cache = new SharedCache<{ value: number }>(
      10,
      () => 1,
      (outcome) => outcomes.push(outcome)
    );
    const { read, open, seen } = gate();
    const both = Promise.all([cache.load('k', never, read), cache.load('k', never, read)]);
    open(7);
    expect(await both).toEqual([{ value: 7 }, { value: 7 }]);
    expect(await cache.load('k', never, read)).toEqual({ value: 7 });
    expect(seen).toHaveLength(1);
    expect(outcomes).toEqual(['miss', 'hit', 'hit']);
  });

  it('cancels the load only when every caller has gone', async () => {
    const cache = new SharedCache<{ value: number }>(10, () => 1);
    const { read, seen } = gate();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = cache.load('k', first.signal, read);
    const two = cache.load('k', second.signal, read);
    first.abort();
    await expect(one).rejects.toThrow();
    expect(seen[0]?.aborted).toBe(false);
    second.abort();
    await expect(two).rejects.toThrow();
    expect(seen[0]?.aborted).toBe(true);
  });

  it('starts anew after a load that was abandoned or failed', async () => {
    const cache = new SharedCache<{ value: number }>(10, () => 1);
    const failing = gate();
    const failed = cache.load('k', never, failing.read);
    failing.fail();
    await expect(failed).rejects.toThrow('down');
    const abandoned = gate();
    const leaver = new AbortController();
    const gone = cache.load('k', leaver.signal, abandoned.read);
    leaver.abort();
    await expect(gone).rejects.toThrow();
    const fresh = gate();
    const answer = cache.load('k', never, fresh.read);
    fresh.open(3);
    expect(await answer).toEqual({ value: 3 });
  });

  it('forgets the oldest when it is full', async () => {
    const cache = new SharedCache<{ value: number }>(2, () => 1);
    for (const value of [1, 2, 3]) {
      await cache.load(String(value), never, () => Promise.resolve({ value }));
    }
    expect([cache.get('1'), cache.get('3')]).toEqual([undefined, { value: 3 }]);
  });
});
