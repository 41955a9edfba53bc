import * as z from 'zod';
import { endpoint, isEncryptedOrLocal } from './connections/endpoint.ts';
import { headerRecord } from './connections/header-record.ts';
import { webAddress } from './connections/web-address.ts';
import { duration } from './duration.ts';
import { name } from './names.ts';

/** Plain addr-spec; a name in front is for `from` alone. Nothing that could begin another header. */
const address = z.email('must be an e-mail address such as finance@example.com').max(254);
const sender = z
  .string()
  .max(320)
  .regex(/^[^\p{Cc}<>]*<[^\s<>]+@[^\s<>]+>$|^[^\s<>]+@[^\s<>]+$/u, 'must be an address, or a name and <address>');

/** In ms; what was claimed longer ago was left behind (sent-reports). */
const longestSending = 10 * 60_000;

const link = webAddress.optional().describe('Where the message leads to, such as the dashboard');
const shared = {
  name,
  about: z
    .object({ dimension: z.string().min(1).max(256), value: z.string().min(1).max(1024) })
    .optional()
    .describe('The one value that its reports are limited to, such as a team; the whole without it'),
  timeout: duration
    .refine((ms) => ms <= longestSending, 'must be at most 10m')
    .prefault('60s')
    .describe('For one report with its repetitions'),
};

const slack = z.object({
  ...shared,
  type: z.literal('slack'),
  link,
  channel: z
    .string()
    .regex(/^(#?[\p{L}\p{N}_-]{1,80}|[CDGU][A-Z0-9]{8,})$/u, 'must be a channel such as #finops or its ID')
    .optional()
    .describe('For a bot token; an incoming webhook knows its own'),
  endpoint: endpoint
    .optional()
    .describe('In place of https://slack.com/api for a bot token, of https://hooks.slack.com for an incoming webhook'),
});

const email = z
  .object({
    ...shared,
    type: z.literal('email'),
    link,
    host: z.string().regex(/^[A-Za-z0-9.-]+$|^[0-9A-Fa-f:]+$/, 'must be the name or address of a server alone'),
    port: z.int().min(1).max(65_535).optional().describe('465 for tls, otherwise 587'),
    encryption: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('From the first byte with tls; starttls is required where it is chosen'),
    ca: z.string().startsWith('-----BEGIN CERTIFICATE-----').optional().describe('PEM, where it is not a public one'),
    user: z.string().min(1).optional().describe('Without it the server is not logged in to'),
    from: sender,
    to: z.array(address).min(1).max(50),
  })
  .superRefine(({ encryption, user }, context) => {
    if (encryption === 'none' && user !== undefined) {
      context.addIssue({ code: 'custom', path: ['encryption'], message: 'none would send the password unencrypted' });
    }
  });

const webhook = z.object({
  ...shared,
  type: z.literal('webhook'),
  url: webAddress
    .refine(isEncryptedOrLocal, 'must be https; http is for this machine alone')
    .optional()
    .describe('An address that is itself a secret is the secret webhookUrl instead'),
  headers: headerRecord(z.string())
    .default({})
    .describe('Seen by everyone who can read the settings: no place for secrets'),
});

/** Whom reports are sent to. */
export const recipient = z.discriminatedUnion('type', [slack, email, webhook]);
export type Recipient = z.output<typeof recipient>;
export type RecipientType = Recipient['type'];
export type RecipientOf<T extends RecipientType> = Extract<Recipient, { readonly type: T }>;

/** Kept as `recipients.NAME.KEY` in secureJsonData. */
export const recipientSecrets = {
  slack: {
    botToken: { title: 'Bot token', description: 'Used with channel; needs the scope chat:write' },
    webhookUrl: { title: 'Incoming webhook', description: 'Used without channel' },
  },
  email: { password: { title: 'Password', description: 'Of user' } },
  webhook: {
    webhookUrl: { title: 'Address', description: 'In place of url' },
    token: { title: 'Token', description: 'Sent as Authorization: Bearer' },
    signingSecret: { title: 'Signing secret', description: 'Signs what is sent by Standard Webhooks: whsec_ and base64' },
  },
} as const satisfies Record<RecipientType, Readonly<Record<string, { readonly title: string; readonly description: string }>>>; // prettier-ignore

export type RecipientSecret = { [T in RecipientType]: keyof (typeof recipientSecrets)[T] }[RecipientType];
