import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnitEconomicsError } from '../../model/errors.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { UsageTools } from '../registry.ts';
import { failure, signal, usageRequest } from '../testing/usage-files.ts';
import type { RemoteUsage, UsageRequest, UsageSource, UsageTable } from '../usage-source.ts';
import { keepFresh } from './keep-fresh.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 2, 1, 9);

/** A service whose answers the test gives, in the order in which it was asked. */
class Service implements RemoteUsage {
  readonly asked: { answer: (value: number) => void; fail: (thrown: unknown) => void; signal: AbortSignal }[] = [];

  fetch(_: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'));
      });
      this.asked.push({
        answer: (value) => {
          resolve(table(value));
        },
        fail: reject,
        signal,
      });
    });
  }

  describe() {
    return Promise.resolve({ reached: 'the service', columns: [], remarks: [] });
  }
}

function table(value: number): UsageTable {
  return {
    times: Float64Array.of(20_513),
    values: Float64Array.of(value),
    dimensions: [['ocr']],
    rows: 1,
    badRows: 0,
    badSamples: [],
  };
}

let cacheDirectory = '';
let now = start;
let service = new Service();
let source: UsageSource;

beforeEach(() => {
  cacheDirectory = mkdtempSync(path.join(tmpdir(), 'fresh-'));
  now = start;
  restart();
});

afterEach(() => {
  rmSync(cacheDirectory, { recursive: true });
});

function restart(closing?: AbortSignal, loadMs?: number): void {
  const unused = () => Promise.reject(new Error('not used'));
  const tools: UsageTools = {
    files: { list: unused, reach: unused },
    engine: { cacheDirectory: '', run: unused, close: () => Promise.resolve() },
    cacheDirectory,
    now: () => now,
    ...(closing && { closing }),
  };
  service = new Service();
  source = keepFresh(service, tools, loadMs);
}

function request(metric: Record<string, unknown> = {}): UsageRequest {
  return usageRequest('/unused', 'unused', { dimensions: { team: 'squad' }, ...metric });
}

/** As a query does it. */
async function ask(of = request(), signal = new AbortController().signal) {
  const version = await source.version(of, signal);
  return { version, value: (await source.fetch(of, signal)).values[0] };
}

/** Lets everything run that waits for nothing from outside. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The service's n-th request, from 0, as soon as it has come. */
async function asked(index: number) {
  for (;;) {
    const found = service.asked[index];
    if (found !== undefined) {
      return found;
    }
    await turn();
  }
}

/** When nobody waits for the refresh, its end shows in a new version. */
async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) {
    await turn();
  }
}

async function load(value: number, of = request()): Promise<void> {
  const work = ask(of);
  (await asked(service.asked.length)).answer(value);
  await work;
}

const down = new UnitEconomicsError('unreachable', 'The metric jobs got no values: dd cannot be reached.');

describe('an answer', () => {
  it('is asked for once by twenty panels, and by later ones until refresh has gone by', async () => {
    const panels = Promise.all(Array.from({ length: 20 }, () => ask()));
    (await asked(0)).answer(7);
    expect(new Set((await panels).map(({ value }) => value))).toEqual(new Set([7]));
    now = start + hour - 1;
    expect((await ask()).value).toBe(7);
    expect(source.notices(request())).toEqual([]);
    expect(service.asked).toHaveLength(1);
  });

  it('survives a restart', async () => {
    await load(7);
    restart();
    const panels = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(panels[19]?.value).toBe(7);
    expect(service.asked).toHaveLength(0);
  });

  it('belongs to one request: another part, range or set of secrets has its own', async () => {
    await load(7);
    const total = { ...request(), part: 'total' as const };
    const later = { ...request(), days: { from: 1, to: 2 } };
    const others = { ...request(), secrets: new ConnectionSecrets({ apiKey: 'x' }, 'print') };
    for (const [index, other] of [total, later, others].entries()) {
      await load(index, other);
      expect((await ask(other)).value).toBe(index);
    }
    expect((await ask()).value).toBe(7);
    expect(service.asked).toHaveLength(4);
  });

  it('is asked for again when its copy was deleted and memory holds it no more', async () => {
    await load(7);
    restart();
    await source.version(request(), signal); // the copy is in memory now
    rmSync(path.join(cacheDirectory, 'usage'), { recursive: true });
    expect((await ask()).value).toBe(7);
    restart();
    await load(8);
    expect((await ask()).value).toBe(8);
  });

  it('is asked for again when its copy is corrupt', async () => {
    await load(7);
    const folder = path.join(cacheDirectory, 'usage');
    const [name = ''] = readdirSync(folder);
    const whole = readFileSync(path.join(folder, name));
    writeFileSync(path.join(folder, name), whole.subarray(0, whole.length - 9));
    restart();
    await load(8);
    expect((await ask()).value).toBe(8);
  });

  it('leaves no secret on disk', async () => {
    const secret = 'f00dfeed-secret';
    await load(7, { ...request(), secrets: new ConnectionSecrets({ apiKey: secret }, 'print') });
    const folder = path.join(cacheDirectory, 'usage');
    const names = readdirSync(folder);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(names.map((name) => readFileSync(path.join(folder, name), 'latin1')).join('')).not.toContain(secret);
  });
});

describe('an old answer', () => {
  it('is served at once with its age while it is refreshed once', async () => {
    await load(7);
    now = start + 75 * minute;
    const before = await ask();
    expect(before.value).toBe(7);
    await Promise.all([ask(), ask()]);
    expect(source.notices(request())).toEqual([
      { severity: 'info', text: 'jobs: values are 75 minutes old and are being refreshed.' },
    ]);
    expect(service.asked).toHaveLength(2);
    service.asked[1]?.answer(8);
    await until(async () => (await source.version(request(), signal)) !== before.version);
    expect((await ask()).value).toBe(8);
    expect(source.notices(request())).toEqual([]);
    expect(service.asked).toHaveLength(2);
  });

  it('is waited for beyond a day, or 24 times the refresh where that is longer', async () => {
    await load(7);
    now = start + 24 * hour;
    const work = ask();
    (await asked(1)).answer(8);
    expect((await work).value).toBe(8);
    const slow = request({ refresh: '2h' });
    await load(1, slow);
    now += 48 * hour - 1;
    expect((await ask(slow)).value).toBe(1);
    service.asked[3]?.answer(2);
    await until(() => source.notices(slow).length === 0);
    now += 48 * hour;
    const waited = ask(slow);
    (await asked(4)).answer(3);
    expect((await waited).value).toBe(3);
  });

  it('is refreshed when the clock was put back', async () => {
    await load(7);
    now = start - hour;
    expect((await ask()).value).toBe(7);
    expect(service.asked).toHaveLength(2);
  });

  it('goes on being refreshed when who noticed its age has gone, until the process ends', async () => {
    const closing = new AbortController();
    await load(7);
    restart(closing.signal);
    now = start + 2 * hour;
    const panel = new AbortController();
    await ask(request(), panel.signal);
    panel.abort();
    const refresh = await asked(0);
    expect(refresh.signal.aborted).toBe(false);
    closing.abort();
    await turn();
    expect(refresh.signal.aborted).toBe(true);
    await ask();
    expect(service.asked).toHaveLength(1);
  });
});

describe('a service that is down', () => {
  it('is an error for everyone, and is left alone for ten seconds', async () => {
    const both = Promise.all([failure(ask()), failure(ask())]);
    (await asked(0)).fail(down);
    expect(await both).toEqual([`unreachable: ${down.message}`, `unreachable: ${down.message}`]);
    now = start + 9_999;
    expect(await failure(ask())).toBe(`unreachable: ${down.message}`);
    expect(service.asked).toHaveLength(1);
    now = start + 10_000;
    await load(7);
    expect((await ask()).value).toBe(7);
  });

  it('is an error for an old answer, too, as soon as it is known', async () => {
    await load(7);
    now = start + 2 * hour;
    await ask();
    service.asked[1]?.fail(down);
    await until(async () => (await failure(ask())) !== undefined);
    expect(await failure(ask())).toBe(`unreachable: ${down.message}`);
    expect(service.asked).toHaveLength(2);
    now += 10_000;
    await load(8);
    expect((await ask()).value).toBe(8);
  });

  it('with whenDown: last leaves the last values, marked with their age, since when and why', async () => {
    const last = request({ whenDown: 'last' });
    await load(7, last);
    now = start + 75 * minute;
    const { version } = await ask(last);
    service.asked[1]?.fail(down);
    await until(() => source.notices(last)[0]?.severity === 'warning');
    now += 5 * minute;
    const again = await ask(last);
    expect(again.value).toBe(7);
    expect(again.version).not.toBe(version);
    expect(source.notices(last)).toEqual([
      {
        severity: 'warning',
        text: 'jobs: values are 80 minutes old, of 2026-03-01 09:00 UTC; newer ones cannot be had since 2026-03-01 10:15 UTC. The metric jobs got no values: dd cannot be reached.',
      },
    ]);
    service.asked[2]?.fail(down); // tried again, behind
    await turn();
    now += 10_000;
    await ask(last);
    service.asked[3]?.answer(8);
    await until(() => source.notices(last).length === 0);
    expect((await ask(last)).value).toBe(8);
  });

  it('with whenDown: last leaves even values that would be waited for', async () => {
    const last = request({ whenDown: 'last' });
    await load(7, last);
    now = start + 72 * hour;
    const work = ask(last);
    (await asked(1)).fail(down);
    expect((await work).value).toBe(7);
    expect(source.notices(last)[0]?.text).toContain('values are 3 days old');
  });

  it('is an error with whenDown: last where there are no last values', async () => {
    const work = failure(ask(request({ whenDown: 'last' })));
    (await asked(0)).fail(down);
    expect(await work).toBe(`unreachable: ${down.message}`);
  });
});

describe('a caller that goes', () => {
  it('leaves the load going on, for who comes next', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const one = failure(ask(request(), first.signal));
    const two = failure(ask(request(), second.signal));
    const load = await asked(0);
    first.abort();
    second.abort();
    expect([await one, await two]).toEqual([
      expect.stringContaining('AbortError') as string,
      expect.stringContaining('AbortError') as string,
    ]);
    expect(load.signal.aborted).toBe(false);
    const third = ask();
    await turn();
    load.answer(7);
    expect((await third).value).toBe(7);
    expect(service.asked).toHaveLength(1);
  });

  it('finds the answer at the next look, when it came meanwhile', async () => {
    const caller = new AbortController();
    const work = failure(ask(request(), caller.signal));
    const load = await asked(0);
    caller.abort();
    await work;
    load.answer(7);
    await turn();
    expect((await ask()).value).toBe(7);
    expect(service.asked).toHaveLength(1);
  });

  it('because its time is over is told that loading goes on', async () => {
    const caller = new AbortController();
    const work = failure(ask(request(), caller.signal));
    await asked(0);
    caller.abort(new UnitEconomicsError('timeout', 'The query took longer than 60 seconds.'));
    expect(await work).toBe(
      'timeout: The metric jobs got no values yet, because the connection c (files) needs longer to answer than a query may take. Loading goes on for up to 10 minutes while the plugin runs: query again in a moment.'
    );
  });

  it('takes the load with it when the metric is loaded for other days', async () => {
    const caller = new AbortController();
    const work = failure(ask(request(), caller.signal));
    const left = await asked(0);
    caller.abort();
    await work;
    const total = ask({ ...request(), part: 'total' });
    (await asked(1)).answer(1);
    await total;
    expect(left.signal.aborted).toBe(false);
    const other = ask({ ...request(), days: { from: 1, to: 2 } });
    (await asked(2)).answer(2);
    await other;
    expect(left.signal.aborted).toBe(true);
    await load(3);
    expect((await ask()).value).toBe(3);
  });

  it('before it came asks for nothing', async () => {
    expect(await failure(ask(request(), AbortSignal.abort()))).toContain('AbortError');
    expect(service.asked).toHaveLength(0);
  });
});

describe('a load', () => {
  it('that takes too long ends in its own time, and is not tried again at once', async () => {
    restart(undefined, 1);
    const message = await failure(ask());
    expect(message).toContain(
      'timeout: The metric jobs got no values, because the connection c (files) did not answer'
    );
    expect(service.asked[0]?.signal.aborted).toBe(true);
    expect(await failure(ask())).toBe(message);
    expect(service.asked).toHaveLength(1);
  });

  it('ends with the process', async () => {
    const closing = new AbortController();
    restart(closing.signal);
    const work = failure(ask());
    const { signal: own } = await asked(0);
    closing.abort();
    expect(await work).toContain('AbortError');
    expect(own.aborted).toBe(true);
  });
});

it('describes what the service says', async () => {
  expect((await source.describe(request(), signal)).reached).toBe('the service');
});
