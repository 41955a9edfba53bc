import type { Logger } from '@slack/web-api';
import type * as Slack from '@slack/web-api';
import type { UnitEconomicsError } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import { outboundFetch } from '../usage/google/outbound-fetch.ts';
import { callPatiently, retryAfter } from '../usage/remote/call-service.ts';
import { ServiceFailureSignal } from '../usage/remote/service-failure.ts';
import { failureWords, notSent } from './failure-words.ts';
import { secretFor, type Addressee, type Channel, type ChannelTools } from './parcel.ts';
import { slackMessage } from './slack-message.ts';

const publicApi = 'https://slack.com/api';

/** A bot that posts into a channel of which it is a member. */
export const slackBot: Channel<'slack'> = (message, to, tools) => {
  const { recipient } = to;
  const { channel = '', link, endpoint = publicApi, timeout } = recipient;
  const token = secretFor(to, 'botToken');
  const body = { channel, ...slackMessage(message.report, link), unfurl_links: false, unfurl_media: false };
  const limits = { timeoutMs: timeout, ...(tools.waits !== undefined && { waits: tools.waits }) };
  return Promise.resolve({
    preview: `POST ${endpoint}/chat.postMessage\n${JSON.stringify(body, undefined, 2)}`,
    send: async (signal) => {
      const slack = await import('@slack/web-api');
      await callPatiently(failureWords(recipient), limits, signal, async (attempt) => {
        const client = clientFor(slack, token, endpoint, to, tools, attempt);
        try {
          await client.chat.postMessage(body);
        } catch (thrown) {
          throw meaningOf(thrown, slack, to);
        }
      });
      return [];
    },
  });
};

/** Its own repetitions are off: they would go on for half an hour. */
function clientFor(
  slack: typeof Slack,
  token: string,
  endpoint: string,
  { recipient }: Addressee,
  { outbound, now }: ChannelTools,
  signal: AbortSignal
): Slack.WebClient {
  const ask = outboundFetch(outbound, `The recipient ${recipient.name} (${recipient.type})`, signal);
  return new slack.WebClient(token, {
    slackApiUrl: `${endpoint}/`,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    logger: silent(slack),
    fetch: async (url, init) => {
      const answer = await ask(url, init);
      if (answer.status >= 400) {
        const wait = retryAfter(answer.headers.get('retry-after'), now());
        const failure = { status: answer.status, detail: '' };
        throw new ServiceFailureSignal(wait === undefined ? failure : { ...failure, retryAfterMs: wait });
      }
      return answer;
    },
  });
}

/** Slack answers most failures with status 200 and a word. */
const refusals: Readonly<Record<string, readonly [code: 'denied' | 'notFound', wayOut: string]>> = {
  invalid_auth: ['denied', 'Check its botToken.'],
  not_authed: ['denied', 'Check its botToken.'],
  account_inactive: ['denied', 'Check its botToken.'],
  token_revoked: ['denied', 'Install the app again and set the new botToken.'],
  token_expired: ['denied', 'Set a new botToken.'],
  missing_scope: ['denied', 'Give its app the scope chat:write and install it again.'],
  not_in_channel: ['denied', 'Invite its bot to the channel.'],
  restricted_action: ['denied', 'Let its bot post in the channel.'],
  channel_not_found: ['notFound', 'Check the channel; to a private one its bot must be invited.'],
  is_archived: ['notFound', 'The channel is archived: give another.'],
};

/** Words for what passes, by the HTTP status that means the same. */
const passing: Readonly<Record<string, number>> = {
  ratelimited: 429,
  rate_limited: 429,
  service_unavailable: 503,
  internal_error: 500,
  request_timeout: 503,
};

function meaningOf(thrown: unknown, slack: typeof Slack, { recipient }: Addressee): unknown {
  if (thrown instanceof slack.WebAPIRequestError) {
    return thrown.original; // what our own way to the network said
  }
  if (!(thrown instanceof slack.WebAPIPlatformError)) {
    return thrown;
  }
  const { error, response_metadata: metadata } = thrown.data;
  const status = passing[error];
  if (status !== undefined) {
    const wait = metadata?.retryAfter;
    return new ServiceFailureSignal({
      status,
      detail: error,
      ...(wait !== undefined && { retryAfterMs: wait * 1000 }),
    });
  }
  return refusal(recipient, error);
}

function refusal(recipient: Recipient, error: string): UnitEconomicsError {
  const word = /^\w{1,60}$/.test(error) ? error : 'an answer that is not Slack’s';
  const [code, wayOut] = refusals[word] ?? (['unreachable', 'Try again, or look the word up in Slack’s documentation of chat.postMessage.'] as const); // prettier-ignore
  return notSent(recipient, code, `answers ${word}`, wayOut);
}

/** What it would write could hold parts of the report. */
function silent({ LogLevel }: typeof Slack): Logger {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    getLevel: () => LogLevel.ERROR,
    setName: nothing,
  };
}
