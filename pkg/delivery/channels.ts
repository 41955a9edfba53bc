import type { Recipient } from '../model/recipient.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import { email } from './email.ts';
import type { ChannelTools, Message, Parcel } from './parcel.ts';
import { slackBot } from './slack-bot.ts';
import { slackWebhook } from './slack-webhook.ts';
import { webhook } from './webhook.ts';

/** Makes the report ready in the manner of the recipient's type. @throws UnitEconomicsError where its settings do not suffice */
export async function pack(
  message: Message,
  recipient: Recipient,
  secrets: ConnectionSecrets,
  tools: ChannelTools
): Promise<Parcel> {
  switch (recipient.type) {
    case 'slack':
      return await (recipient.channel === undefined ? slackWebhook : slackBot)(message, { recipient, secrets }, tools);
    case 'email':
      return await email(message, { recipient, secrets }, tools);
    case 'webhook':
      return await webhook(message, { recipient, secrets }, tools);
  }
}
