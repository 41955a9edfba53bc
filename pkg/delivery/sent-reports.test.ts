import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SentReports } from './sent-reports.ts';

const key = 'a'.repeat(64);
const record = { at: '2026-11-03T06:00:00.000Z', recipient: 'finops', period: '2026-10' };
const { signal } = new AbortController();

let directory: string;
let sent: SentReports;
beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(os.tmpdir(), 'sent-')), 'sent');
  sent = new SentReports(directory, 1);
});
afterEach(() => rm(path.dirname(directory), { recursive: true }));

/** A claim that a process left behind so many minutes ago. */
async function leaveClaim(number: number, minutes: number): Promise<void> {
  const file = path.join(directory, `${key}.${number}.claim`);
  await writeFile(file, '');
  const then = Date.now() / 1000 - minutes * 60;
  await utimes(file, then, then);
}

describe('sent reports', () => {
  it('are found when they were kept, and nothing else is left', async () => {
    expect(await sent.find(key)).toBeUndefined();
    const claim = await sent.claim(key, signal);
    expect(claim.lapsed).toBe(false);
    await claim.keep(record);
    expect(await new SentReports(directory).find(key)).toEqual(record);
    expect(await readdir(directory)).toEqual([`${key}.json`]);
  });

  it('may be sent by the next one where they were not', async () => {
    await (await sent.claim(key, signal)).release();
    expect(await readdir(directory)).toEqual([]);
    expect(await sent.claim(key, signal)).toMatchObject({ lapsed: false });
  });

  it('are sent by one at a time: the others wait', async () => {
    const claims = 20;
    let holding = 0;
    let most = 0;
    let waits = 0;
    const take = async () => {
      const claim = await new SentReports(directory, 1).claim(key, signal, () => waits++);
      most = Math.max(most, ++holding);
      await new Promise((resolve) => setImmediate(resolve));
      holding--;
      await claim.release();
    };
    await Promise.all(Array.from({ length: claims }, take));
    expect(most).toBe(1);
    expect(waits).toBeGreaterThan(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it('whose sender died are taken over after 15 minutes by one, who knows of it', async () => {
    await (await sent.claim(key, signal)).release();
    await leaveClaim(1, 16);
    const [first, second] = [sent.claim(key, signal), new SentReports(directory, 1).claim(key, signal)];
    const claim = await Promise.race([first, second]);
    expect(claim.lapsed).toBe(true);
    await claim.release();
    const other = (await Promise.all([first, second])).find((each) => each !== claim);
    await other?.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('are waited for while their sender may be alive, until the caller leaves', async () => {
    await (await sent.claim(key, signal)).release();
    await leaveClaim(1, 14);
    const leaving = new AbortController();
    const claim = sent.claim(key, leaving.signal, () => {
      leaving.abort();
    });
    await expect(claim).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(directory)).toEqual([`${key}.1.claim`]);
  });

  it('are not found in a file that was cut off', async () => {
    await (await sent.claim(key, signal)).keep(record);
    await writeFile(path.join(directory, `${key}.json`), '{"at":');
    expect(await sent.find(key)).toBeUndefined();
  });
});
