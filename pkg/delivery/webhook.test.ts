import { createHmac } from 'node:crypto';
import { inTurn, listen, sends, type Loopback } from '../usage/testing/loopback.ts';
import { deliver } from './deliver.ts';
import { deliveryTools, recipientOf, shownOf, type MadeTools, withSecrets } from './testing/delivery-tools.ts';
import { sampleReport } from './testing/sample-report.ts';

const now = { dryRun: false, again: false };
const dry = { ...now, dryRun: true };

let server: Loopback;
let made: MadeTools;
beforeEach(async () => {
  server = await listen(sends(200, 'thanks'));
  made = await deliveryTools();
});
afterEach(async () => {
  await server.close();
  await made.remove();
});

const hook = (more: object = {}) =>
  recipientOf({ name: 'flow', type: 'webhook', url: `${server.url}/in`, headers: { 'X-Team': 'finops' }, ...more });

describe('a webhook', () => {
  it('gets the report as JSON, with its own headers and a key for telling it from others', async () => {
    const tools = withSecrets(made.tools, { token: 'tok-secret' });
    expect(await deliver(sampleReport, hook(), now, tools)).toEqual({ outcome: 'sent', warnings: [] });
    const [asked] = server.asked;
    expect(asked?.method).toBe('POST');
    expect(JSON.parse(asked?.body ?? '')).toEqual(JSON.parse(JSON.stringify(sampleReport)));
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-team': 'finops',
      authorization: 'Bearer tok-secret',
    });
    expect(asked?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(asked?.headers['webhook-id']).toBe(asked?.headers['idempotency-key']);
    expect(asked?.headers['webhook-signature']).toBeUndefined();
  });

  it('is signed by Standard Webhooks', async () => {
    const key = Buffer.from('a key of twenty-four byte');
    const tools = withSecrets(made.tools, { signingSecret: `whsec_${key.toString('base64')}` });
    await deliver(sampleReport, hook(), now, tools);
    const { headers, body } = server.asked[0]!;
    // The instant of the tools, in seconds: 2026-11-03T06:00:00Z.
    expect(headers['webhook-timestamp']).toBe('1793685600');
    const signed = `${String(headers['webhook-id'])}.1793685600.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it.each([['short', 'whsec_c2hvcnQ='], ['not base64', 'päßwörd']])('is not signed with a secret that is %s', async (_, signingSecret) => {
    const result = await deliver(sampleReport, hook(), now, withSecrets(made.tools, { signingSecret }));
    expect(shownOf(result)).toMatch(/^badSettings .*a signingSecret that cannot sign/);
    expect(shownOf(result)).not.toContain(signingSecret);
    expect(server.asked).toEqual([]);
  }); // prettier-ignore

  it('is asked again after 500 and 429, with the same key', async () => {
    server.answer = inTurn(sends(500, 'no'), sends(429, '', { 'retry-after': '0' }), sends(202));
    expect(await deliver(sampleReport, hook(), now, made.tools)).toMatchObject({ outcome: 'sent' });
    expect(server.asked).toHaveLength(3);
    expect(new Set(server.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it.each([
    [400, 'badSettings', 'does not take it (400): wrong'],
    [401, 'denied', 'refuses its credentials (401): wrong'],
    [404, 'notFound', 'is not there (404): wrong'],
  ])('is asked once where it answers %i', async (status, code, words) => {
    server.answer = sends(status, { message: 'wrong' });
    const result = await deliver(sampleReport, hook(), now, made.tools);
    expect(result).toMatchObject({ outcome: 'failed', error: { code } });
    expect(shownOf(result)).toContain(words);
    expect(server.asked).toHaveLength(1);
  });

  it('that hangs has its time, and what may have come is said', async () => {
    server.answer = () => undefined;
    const result = await deliver(sampleReport, { ...hook(), timeout: 50 }, now, made.tools);
    expect(shownOf(result)).toMatch(/^timeout .*did not answer within 0\.05 seconds\. It may have come nevertheless/);
  });

  it('that leads elsewhere is not followed there', async () => {
    const other = await listen(sends(200));
    server.answer = sends(307, '', { location: `${other.url}/in` });
    expect(await deliver(sampleReport, hook(), now, made.tools)).toMatchObject({
      outcome: 'failed',
      error: { code: 'notAllowed' },
    });
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('keeps its secrets, in a dry run and where they are repeated to it', async () => {
    const secrets = {
      token: 'tok-secret',
      webhookUrl: `${server.url}/in/hidden-part?sig=abc123`,
      signingSecret: `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`,
    };
    const to = hook({ url: undefined });
    const tools = withSecrets(made.tools, secrets);
    const preview = shownOf(await deliver(sampleReport, to, dry, tools));
    expect(preview).toContain(`POST ${server.url}/ (the rest of the address is the secret webhookUrl)`);
    expect(preview).toContain('idempotency-key: ');
    server.answer = sends(400, { message: `${secrets.token} ${secrets.signingSecret} /in/hidden-part?sig=abc123` });
    const failure = shownOf(await deliver(sampleReport, to, now, tools));
    expect(server.asked[0]?.url.pathname).toBe('/in/hidden-part');
    for (const shown of [preview, failure]) {
      expect(shown).not.toMatch(/tok-secret|hidden-part|abc123|whsec_[A-Za-z0-9+/]/);
    }
    expect(server.asked).toHaveLength(1);
  });

  it('needs an address', async () => {
    const result = await deliver(sampleReport, hook({ url: undefined }), now, made.tools);
    expect(shownOf(result)).toMatch(/^badSettings .*Give it a url, or set recipients\.flow\.webhookUrl/);
  });

  it('whose header cannot be sent is a mistake of the settings', async () => {
    const result = await deliver(sampleReport, hook({ headers: { 'X-A': 'a\r\nX-B: b' } }), now, made.tools);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'badSettings' } });
    expect(server.asked).toEqual([]);
  });
});
