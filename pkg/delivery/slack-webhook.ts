import { isEncryptedOrLocal } from '../model/connections/endpoint.ts';
import { notSent } from './failure-words.ts';
import { secretFor, type Channel } from './parcel.ts';
import { post } from './post.ts';
import { slackMessage } from './slack-message.ts';

/** Slack's own, its commercial and its government one. */
const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** An incoming webhook: its address is the secret, and only a host of Slack, or of `endpoint`, is given the report. */
export const slackWebhook: Channel<'slack'> = (message, to, tools) => {
  const { recipient } = to;
  const url = URL.parse(secretFor(to, 'webhookUrl'));
  const hosts = recipient.endpoint === undefined ? slackHosts : [new URL(recipient.endpoint).host];
  if (url === null || !hosts.includes(url.host) || !isEncryptedOrLocal(url.href)) {
    throw notSent(
      recipient,
      'badSettings',
      'has a webhookUrl that is not an incoming webhook of Slack',
      `It begins with https://${hosts[0] ?? ''}/services/; another host is named by endpoint.`
    );
  }
  const body = slackMessage(message.report, recipient.link);
  return Promise.resolve({
    preview: `POST ${url.origin}/ (the rest of the address is the secret webhookUrl)\n${JSON.stringify(body, undefined, 2)}`,
    send: async (signal) => {
      const request = {
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
      } as const;
      await post(() => request, hosts, to, tools, signal);
      return [];
    },
  });
};
