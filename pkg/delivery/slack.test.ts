import { inTurn, listen, sends, type Loopback } from '../usage/testing/loopback.ts';
import { deliver, type DeliveryTools } from './deliver.ts';
import { deliveryTools, recipientOf, shownOf, type MadeTools, withSecrets } from './testing/delivery-tools.ts';
import { sampleReport } from './testing/sample-report.ts';

const now = { dryRun: false, again: false };
const token = 'xoxb-1234-secret';

let server: Loopback;
let made: MadeTools;
beforeEach(async () => {
  server = await listen();
  made = await deliveryTools();
});
afterEach(async () => {
  await server.close();
  await made.remove();
});

describe('a Slack bot', () => {
  const bot = () => recipientOf({ name: 'finops', type: 'slack', channel: '#finops', endpoint: `${server.url}/api` });
  const tools = (): DeliveryTools => withSecrets(made.tools, { botToken: token });
  const send = () => deliver(sampleReport, bot(), now, tools());

  it('posts blocks and a text into its channel', async () => {
    server.answer = sends(200, { ok: true, channel: 'C1', ts: '1.2' });
    expect(await send()).toEqual({ outcome: 'sent', warnings: [] });
    const [asked] = server.asked;
    expect([asked?.method, asked?.url.pathname]).toEqual(['POST', '/api/chat.postMessage']);
    expect(asked?.headers.authorization).toBe(`Bearer ${token}`);
    const form = new URLSearchParams(asked?.body);
    expect(form.get('channel')).toBe('#finops');
    expect(form.get('text')).toContain('Unit economics, October 2026');
    expect(JSON.parse(form.get('blocks') ?? '')).toContainEqual({ type: 'divider' });
    expect(form.get('unfurl_links')).toBe('false');
  });

  it.each([
    ['invalid_auth', 'denied', 'answers invalid_auth. Check its botToken.'],
    ['missing_scope', 'denied', 'Give its app the scope chat:write'],
    ['not_in_channel', 'denied', 'Invite its bot to the channel.'],
    ['channel_not_found', 'notFound', 'to a private one its bot must be invited'],
    ['msg_too_long', 'unreachable', 'answers msg_too_long'],
    [`<b>${token}`, 'unreachable', 'an answer that is not Slack’s'],
  ])('is told once that Slack answers %s', async (error, code, words) => {
    server.answer = sends(200, { ok: false, error });
    const result = await send();
    expect(result).toMatchObject({ outcome: 'failed', error: { code } });
    expect(shownOf(result)).toContain('The report was not sent to the recipient finops (slack), which ');
    expect(shownOf(result)).toContain(words);
    expect(shownOf(result)).not.toContain(token);
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['429 with Retry-After', sends(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '0' })],
    ['429 without', sends(429, 'slow down')],
    ['the word ratelimited', sends(200, { ok: false, error: 'ratelimited' }, { 'retry-after': '0' })],
    ['503', sends(503, 'no')],
    ['a broken connection', ((_, response) => response.destroy()) satisfies Loopback['answer']],
  ])('tries again after %s', async (_, first) => {
    server.answer = inTurn(first, sends(200, { ok: true }));
    expect(await send()).toEqual({ outcome: 'sent', warnings: [] });
    expect(server.asked).toHaveLength(2);
  });

  it('gives up after four attempts, and does not wait beyond its time', async () => {
    server.answer = sends(200, { ok: false, error: 'ratelimited' }, { 'retry-after': '0' });
    expect(await send()).toMatchObject({ outcome: 'failed', error: { code: 'throttled' } });
    expect(server.asked).toHaveLength(4);
    server.answer = sends(429, '', { 'retry-after': '3600' });
    expect(await send()).toMatchObject({ outcome: 'failed', error: { code: 'throttled' } });
    expect(server.asked).toHaveLength(5);
  });

  it('shows all of it in a dry run, without its token, and sends nothing', async () => {
    const result = await deliver(sampleReport, bot(), { ...now, dryRun: true }, tools());
    expect(result).toMatchObject({ outcome: 'shown' });
    expect(shownOf(result)).toContain(`POST ${server.url}/api/chat.postMessage`);
    expect(shownOf(result)).toContain('Lambda: +$10');
    expect(shownOf(result)).not.toContain(token);
    expect(server.asked).toEqual([]);
  });

  it('needs its token, by its path in the settings', async () => {
    expect(await deliver(sampleReport, bot(), now, made.tools)).toMatchObject({
      error: {
        code: 'badSettings',
        message: 'The recipient finops (slack) has no botToken: set recipients.finops.botToken in secureJsonData.',
      },
    });
  });
});

describe('an incoming webhook of Slack', () => {
  const path = '/services/T0/B0/verysecret';
  const hook = () => recipientOf({ name: 'finops', type: 'slack', endpoint: server.url });
  const tools = (url = `${server.url}${path}`): DeliveryTools => withSecrets(made.tools, { webhookUrl: url });

  it('is posted to', async () => {
    server.answer = sends(200, 'ok');
    expect(await deliver(sampleReport, hook(), now, tools())).toEqual({ outcome: 'sent', warnings: [] });
    const [asked] = server.asked;
    expect([asked?.method, asked?.url.pathname, asked?.headers['content-type']]).toEqual(['POST', path, 'application/json; charset=utf-8']); // prettier-ignore
    const { blocks } = JSON.parse(asked?.body ?? '') as { readonly blocks: unknown };
    expect(blocks).toContainEqual({ type: 'divider' });
  });

  it('tells Slack’s words and not its address', async () => {
    server.answer = sends(404, `no_service ${server.url}${path} at ${path}`);
    const result = await deliver(sampleReport, hook(), now, tools());
    expect(shownOf(result)).toMatch(/^notFound .* is not there \(404\): no_service /);
    expect(shownOf(result)).not.toContain('verysecret');
    expect(server.asked).toHaveLength(1);
    expect(shownOf(await deliver(sampleReport, hook(), { ...now, dryRun: true }, tools()))).not.toContain('verysecret');
  });

  it.each([
    ['https://evil.test/services/x', undefined],
    ['https://hooks.slack.com.evil.test/services/x', undefined],
    ['http://hooks.slack.com/services/x', undefined],
    ['nonsense', undefined],
    ['https://hooks.slack.com/services/x', 'https://chat.example.com'],
  ])('is refused where its address %s is not of Slack or of the endpoint %s', async (url, endpoint) => {
    const to = recipientOf({ name: 'finops', type: 'slack', ...(endpoint !== undefined && { endpoint }) });
    const result = await deliver(sampleReport, to, now, tools(url));
    expect(shownOf(result)).toContain('a webhookUrl that is not an incoming webhook of Slack');
    expect(shownOf(result)).not.toContain(url);
  });
});
