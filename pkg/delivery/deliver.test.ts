import { utimes, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import type { Report } from '../report/report.ts';
import { inTurn, listen, sends, type Loopback } from '../usage/testing/loopback.ts';
import { deliver } from './deliver.ts';
import { SentReports } from './sent-reports.ts';
import { deliveryTools, recipientOf, type MadeTools } from './testing/delivery-tools.ts';
import { sampleReport } from './testing/sample-report.ts';

const now = { dryRun: false, again: false };

let server: Loopback;
let made: MadeTools;
beforeEach(async () => {
  server = await listen(sends(200));
  made = await deliveryTools();
});
afterEach(async () => {
  await server.close();
  await made.remove();
});

const hook = (name = 'flow') => recipientOf({ name, type: 'webhook', url: server.url });
const keys = () => server.asked.map(({ headers }) => headers['idempotency-key']);

describe('a report', () => {
  it('is sent once, also after its numbers changed, and again where that is asked', async () => {
    await deliver(sampleReport, hook(), now, made.tools);
    const later: Report = { ...sampleReport, asOf: '2026-11-09T06:00:00.000Z', kpis: [] };
    expect(await deliver(later, hook(), now, made.tools)).toEqual({
      outcome: 'alreadySent',
      at: '2026-11-03T06:00:00.000Z',
    });
    expect(server.asked).toHaveLength(1);
    await deliver(later, hook(), { ...now, again: true }, made.tools);
    await deliver(later, hook(), { ...now, again: true }, made.tools);
    // A receiver must not take what is sent again on purpose for a repetition.
    expect(new Set(keys()).size).toBe(3);
  });

  it.each<[string, Report, string, string]>([
    ['period', { ...sampleReport, period: { ...sampleReport.period, name: '2026-11' } }, 'flow', 'settings.yaml'],
    ['value', { ...sampleReport, subject: { dimension: 'team', title: 'Team', value: 'x' } }, 'flow', 'settings.yaml'],
    ['split', { ...sampleReport, by: { dimension: 'team', title: 'Team', values: [] } }, 'flow', 'settings.yaml'],
    ['recipient', sampleReport, 'other', 'settings.yaml'],
    ['data source', sampleReport, 'flow', 'other.yaml'],
  ])('of another %s is another', async (_, report, name, source) => {
    await deliver(sampleReport, hook(), now, made.tools);
    expect(await deliver(report, hook(name), now, { ...made.tools, source })).toMatchObject({ outcome: 'sent' });
    expect(new Set(keys()).size).toBe(2);
  });

  it('is sent by one of many that are asked at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, () => deliver(sampleReport, hook(), now, { ...made.tools, sent: made.sent() }))
    );
    expect(results.map(({ outcome }) => outcome).sort()).toEqual([...Array<string>(7).fill('alreadySent'), 'sent']);
    expect(server.asked).toHaveLength(1);
  });

  it('that failed is sent by the next one, with the same key', async () => {
    server.answer = inTurn(sends(404), sends(200));
    expect(await deliver(sampleReport, hook(), now, made.tools)).toMatchObject({ outcome: 'failed' });
    expect(await deliver(sampleReport, hook(), now, made.tools)).toEqual({ outcome: 'sent', warnings: [] });
    expect(new Set(keys()).size).toBe(1);
  });

  it('whose sending ended without a word is sent again with a warning', async () => {
    server.answer = () => undefined;
    const killed = new AbortController();
    const sending = deliver(sampleReport, hook(), now, { ...made.tools, signal: killed.signal });
    await until(() => server.asked.length === 1);
    const [claim = ''] = readdirSync(made.directory);
    expect(claim).toMatch(/^[0-9a-f]{64}\.1\.claim$/);
    killed.abort();
    expect(await sending).toMatchObject({ outcome: 'failed', error: { code: 'cancelled' } });
    expect(readdirSync(made.directory)).toEqual([]);
    // A process that is killed leaves the claim there.
    await writeFile(`${made.directory}/${claim}`, '');
    await utimes(`${made.directory}/${claim}`, 0, 0);
    server.answer = sends(200);
    expect(await deliver(sampleReport, hook(), now, made.tools)).toEqual({
      outcome: 'sent',
      warnings: ['An earlier attempt ended without saying whether it had sent this: it may be there twice.'],
    });
    expect(readdirSync(made.directory)).toEqual([`${claim.slice(0, 64)}.json`]);
  });

  it('is shown as often as it is asked for, with word of its sending', async () => {
    const dry = { ...now, dryRun: true };
    const before = await deliver(sampleReport, hook(), dry, made.tools);
    expect(readdirSync(made.directory)).toEqual([]);
    await deliver(sampleReport, hook(), now, made.tools);
    const after = await deliver(sampleReport, hook(), dry, made.tools);
    const text = before.outcome === 'shown' ? before.text : '';
    expect(text).toContain('"name": "2026-10"');
    expect(after).toEqual({
      outcome: 'shown',
      text: `Sent already at 2026-11-03T06:00:00.000Z: nothing would be sent now.\n${text}`,
    });
    expect(server.asked).toHaveLength(1);
  });

  it('that cannot be written down as sent is sent, with a warning', async () => {
    class Forgetful extends SentReports {
      override async claim(...asked: Parameters<SentReports['claim']>) {
        const claim = await super.claim(...asked);
        return { ...claim, keep: () => Promise.reject(new Error('no space left on device')) };
      }
    }
    const result = await deliver(sampleReport, hook(), now, { ...made.tools, sent: new Forgetful(made.directory, 1) });
    expect(result).toEqual({
      outcome: 'sent',
      warnings: ['That this was sent cannot be written to the cache directory: it would be sent again.'],
    });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
