import type { Report } from '../report/report.ts';
import { deliver } from './deliver.ts';
import { certificate } from './testing/certificate.ts';
import { deliveryTools, recipientOf, shownOf, type MadeTools, withSecrets } from './testing/delivery-tools.ts';
import { sampleReport } from './testing/sample-report.ts';
import { listenSmtp, type Refusing, type TestSmtp } from './testing/smtp.ts';

const now = { dryRun: false, again: false };

let server: TestSmtp | undefined;
let made: MadeTools;
beforeEach(async () => {
  made = await deliveryTools();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await made.remove();
});

async function start(...parameters: Parameters<typeof listenSmtp>): Promise<TestSmtp> {
  server = await listenSmtp(...parameters);
  return server;
}

const entry = ({ port }: TestSmtp, more: object = {}) =>
  recipientOf({
    name: 'board',
    type: 'email',
    host: '127.0.0.1',
    port,
    ca: certificate,
    from: 'FinOps, daily <finops@example.com>',
    to: ['cfo@example.com', 'cto@example.com'],
    link: 'https://grafana.test/d/x?a=1&b=2',
    ...more,
  });

/** Headers with their folds undone. */
function headersOf(source: string): readonly string[] {
  return (source.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
}

describe('e-mail', () => {
  it('goes encrypted and logged in, as text and HTML with the page and the table attached', async () => {
    const smtp = await start();
    const tools = withSecrets(made.tools, { password: 'open sesame' });
    expect(await deliver(sampleReport, entry(smtp, { user: 'reporter' }), now, tools)).toEqual({
      outcome: 'sent',
      warnings: [],
    });
    const [mail] = smtp.received;
    expect(mail).toMatchObject({
      from: 'finops@example.com',
      to: ['cfo@example.com', 'cto@example.com'],
      secure: true,
      user: 'reporter',
    });
    const headers = headersOf(mail?.source ?? '');
    expect(headers).toContain('Subject: Unit economics, October 2026');
    expect(headers).toContain('From: "FinOps, daily" <finops@example.com>');
    expect(headers).toContainEqual(expect.stringMatching(/^Message-ID: <[0-9a-f]{64}@example\.com>$/));
    expect(mail?.source).toContain('Content-Type: multipart/alternative');
    for (const part of ['text/plain', 'text/html', 'text/csv']) {
      expect(mail?.source).toContain(`Content-Type: ${part}; charset=utf-8`);
    }
    expect(mail?.source).toContain('filename=report-2026-10.csv');
    expect(mail?.source).toContain('filename=report-2026-10.html');
  });

  it('goes without login where there is no user, and unencrypted only where that is said', async () => {
    const smtp = await start();
    expect(await deliver(sampleReport, entry(smtp, { encryption: 'none' }), now, made.tools)).toMatchObject({
      outcome: 'sent',
    });
    expect(smtp.received[0]).toMatchObject({ secure: false, user: undefined });
  });

  it('goes to a server that is encrypted from the first byte', async () => {
    const smtp = await start(undefined, { secure: true });
    expect(await deliver(sampleReport, entry(smtp, { encryption: 'tls' }), now, made.tools)).toMatchObject({
      outcome: 'sent',
    });
    expect(smtp.received[0]?.secure).toBe(true);
  });

  it('goes nowhere without encryption, or to a server that nobody vouches for', async () => {
    const smtp = await start(undefined, { disabledCommands: ['STARTTLS'] });
    expect(shownOf(await deliver(sampleReport, entry(smtp), now, made.tools))).toMatch(/^unreachable .*encryption/);
    await smtp.close();
    const other = await start();
    const untrusted = await deliver(sampleReport, entry(other, { ca: undefined }), now, made.tools);
    expect(shownOf(untrusted)).toMatch(/^unreachable .*cannot be reached: self-signed certificate/);
    expect([...smtp.received, ...other.received]).toEqual([]);
  });

  it('is refused with a wrong password, once, and the password is told to nobody', async () => {
    const smtp = await start();
    const tools = withSecrets(made.tools, { password: 'wrong one' });
    const result = await deliver(sampleReport, entry(smtp, { user: 'reporter' }), now, tools);
    expect(shownOf(result)).toMatch(/^denied The report was not sent to the recipient board \(email\), which refuses its credentials/); // prettier-ignore
    expect(shownOf(result)).not.toContain('wrong one');
    expect(smtp.received).toEqual([]);
  });

  it('is not sent without its login where the server offers none', async () => {
    const smtp = await start(undefined, { disabledCommands: ['AUTH'] });
    const tools = withSecrets(made.tools, { password: 'open sesame' });
    expect(await deliver(sampleReport, entry(smtp, { user: 'reporter' }), now, tools)).toMatchObject({
      outcome: 'failed',
      error: { code: 'denied' },
    });
    expect(smtp.received).toEqual([]);
  });

  it('waits where the server puts it off, and does not where it refuses for good', async () => {
    let asked = 0;
    const greylist: Refusing = () => (asked++ < 2 ? { code: 450, words: 'come again' } : undefined);
    const patient = await start(greylist);
    expect(await deliver(sampleReport, entry(patient), now, made.tools)).toMatchObject({ outcome: 'sent' });
    expect(patient.received).toHaveLength(1);
    await patient.close();
    const strict = await start(() => ({ code: 550, words: 'no such user' }));
    const result = await deliver({ ...sampleReport, asOf: '' }, { ...entry(strict), name: 'other' }, now, made.tools);
    expect(shownOf(result)).toMatch(/^badSettings .* does not take it \(550\): .*no such user/);
    expect(strict.begun).toEqual(['cfo@example.com', 'cto@example.com']);
  });

  it('says which of several addresses were refused', async () => {
    const smtp = await start((address) => (address === 'cto@example.com' ? { code: 550, words: 'gone' } : undefined));
    expect(await deliver(sampleReport, entry(smtp), now, made.tools)).toEqual({
      outcome: 'sent',
      warnings: ['127.0.0.1 does not take mail for cto@example.com.'],
    });
    expect(smtp.received[0]?.to).toEqual(['cfo@example.com']);
  });

  it('has one subject line, whatever a value holds', async () => {
    const smtp = await start();
    const value = 'x\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>';
    const report: Report = { ...sampleReport, subject: { dimension: 'team', title: 'Team', value } };
    expect(await deliver(report, entry(smtp), now, made.tools)).toMatchObject({ outcome: 'sent' });
    const [mail] = smtp.received;
    expect(mail?.to).toEqual(['cfo@example.com', 'cto@example.com']);
    const headers = headersOf(mail?.source ?? '');
    expect(headers.filter((line) => /^(bcc|subject):/i.test(line))).toEqual([
      'Subject: Unit economics of x Bcc: evil@example.com <script>alert(1)</script>, October 2026',
    ]);
    const shown = await deliver(report, entry(smtp), { ...now, dryRun: true }, made.tools);
    expect(shownOf(shown).split('--- HTML ---')[1]).not.toContain('<script>');
  });

  it('shows all of it in a dry run, without the password', async () => {
    const smtp = await start();
    const tools = withSecrets(made.tools, { password: 'open sesame' });
    const result = await deliver(sampleReport, entry(smtp, { user: 'reporter' }), { ...now, dryRun: true }, tools);
    const text = result.outcome === 'shown' ? result.text : '';
    expect(text).toContain('To: cfo@example.com, cto@example.com');
    expect(text).toContain('Subject: Unit economics, October 2026');
    expect(text).toContain('--- HTML ---\n<!doctype html>');
    expect(text).toContain('<a href="https://grafana.test/d/x?a=1&amp;b=2">');
    expect(text).not.toContain('open sesame');
    expect(smtp.begun).toEqual([]);
  });
});
