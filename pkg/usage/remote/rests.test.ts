import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HttpUsage } from '../http-usage.ts';
import { listen, sends, type Loopback } from '../testing/loopback.ts';
import { remoteRequest } from '../testing/remote-request.ts';
import { failure, signal } from '../testing/usage-files.ts';
import type { UsageSource } from '../usage-source.ts';
import { keepFresh } from './keep-fresh.ts';
import { createOutbound } from './outbound.ts';

const start = Date.parse('2026-03-10T12:00:00Z');
const second = 1000;

const unused = () => Promise.reject(new Error('not used'));

let crm: Loopback;
let now: number;
let cacheDirectory: string;
let source: UsageSource;

beforeEach(async () => {
  crm = await listen();
  now = start;
  cacheDirectory = mkdtempSync(path.join(tmpdir(), 'rests-'));
  source = keepFresh(new HttpUsage({ now: () => now }, createOutbound(), [1]), {
    files: { list: unused, reach: unused },
    engine: { cacheDirectory, run: unused, close: () => Promise.resolve() },
    cacheDirectory,
    now: () => now,
  });
});
afterEach(async () => {
  await crm.close();
  rmSync(cacheDirectory, { recursive: true });
});

const request = (metric: Record<string, unknown> = {}, on: Record<string, unknown> = {}) =>
  remoteRequest('http', { url: crm.url, ...on }, metric);
const ask = (of = request()) => failure(source.version(of, signal));

function throttles(retryAfter: string): void {
  crm.answer = sends(429, { message: 'slow down' }, { 'retry-after': retryAfter });
}

describe('a service that asks for fewer requests', () => {
  it('is left alone as long as it asks for, by every metric of the connection', async () => {
    throttles('600');
    expect(await ask()).toBe(
      'throttled: The metric jobs got no values, because the connection crm (http) asks for fewer requests (429): slow down. Raise refresh on its metrics, or ask for less. It is not asked again before 2026-03-10 12:10:00 UTC.'
    );
    now += 11 * second;
    expect(await ask()).toContain('not asked again before 2026-03-10 12:10:00 UTC');
    now += 300 * second;
    expect(await ask(request({ name: 'calls', path: '/calls' }))).toBe(
      'throttled: The metric calls got no values, because the connection crm (http) has asked for fewer requests. It is not asked again before 2026-03-10 12:10:00 UTC. Raise refresh on its metrics, or ask for less.'
    );
    now = start + 600 * second - 1;
    expect(await ask()).toContain('throttled');
    expect(crm.asked).toHaveLength(1);
    crm.answer = sends(200, [{ date: '2026-03-01', value: 1 }]);
    now = start + 600 * second;
    expect(await ask()).toBeUndefined();
    expect(await ask(request({ name: 'calls', path: '/calls' }))).toBeUndefined();
    expect(crm.asked).toHaveLength(3);
  });

  it('is tried again after an hour, however long it asks for', async () => {
    throttles('86400');
    expect(await ask()).toContain('not asked again before 2026-03-10 13:00:00 UTC');
    now = start + 3600 * second;
    await ask();
    expect(crm.asked).toHaveLength(2);
  });

  it('is left alone for ten seconds where it does not say how long', async () => {
    crm.answer = sends(429, { message: 'slow down' });
    expect(await ask()).toContain('not asked again before 2026-03-10 12:00:10 UTC');
    const { length } = crm.asked;
    now = start + 9.999 * second;
    await ask(request({ name: 'calls' }));
    expect(crm.asked).toHaveLength(length);
    now = start + 10 * second;
    await ask();
    expect(crm.asked.length).toBeGreaterThan(length);
  });

  it('has no say in the requests of another connection', async () => {
    throttles('600');
    await ask();
    await ask(request({}, { name: 'other' }));
    expect(crm.asked).toHaveLength(2);
  });

  it('leaves the last values of a metric with whenDown: last, which say so', async () => {
    const last = request({ whenDown: 'last', name: 'calls' });
    crm.answer = sends(200, [{ date: '2026-03-01', value: 1 }]);
    await ask(last);
    now += 7200 * second;
    throttles('600');
    await ask();
    const { length } = crm.asked;
    expect((await source.fetch(last, signal)).values[0]).toBe(1);
    expect(source.notices(last)[0]?.text).toContain('not asked again before 2026-03-10 14:10:00 UTC');
    expect(crm.asked).toHaveLength(length);
  });
});

it('leaves only the metric alone whose own request fails', async () => {
  crm.answer = sends(404, 'no such thing');
  expect(await ask()).not.toContain('not asked again');
  await ask(request({ name: 'calls' }));
  expect(crm.asked).toHaveLength(2);
});
