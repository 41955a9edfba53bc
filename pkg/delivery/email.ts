import type * as Nodemailer from 'nodemailer';
import * as z from 'zod';
import type { RecipientOf } from '../model/recipient.ts';
import { fileName } from '../report/file-name.ts';
import { renderReport } from '../report/formats.ts';
import { reportTitle } from '../report/words.ts';
import { callPatiently } from '../usage/remote/call-service.ts';
import { ServiceFailureSignal } from '../usage/remote/service-failure.ts';
import { withhold } from '../usage/remote/withhold.ts';
import { failureWords, notSent } from './failure-words.ts';
import { mailBody } from './mail-body.ts';
import { clipped, oneLine } from './plain-text.ts';
import { secretFor, type Addressee, type Channel, type Message } from './parcel.ts';

type Email = RecipientOf<'email'>;

/** Text and HTML of the same report, with the whole of it as a page and as a table attached. */
export const email: Channel<'email'> = async (message, to, { waits }) => {
  const { recipient } = to;
  const password = recipient.user === undefined ? undefined : secretFor(to, 'password');
  const mail = await mailOf(message, recipient);
  const limits = { timeoutMs: recipient.timeout, ...(waits !== undefined && { waits }) };
  return {
    preview: previewOf(mail, recipient),
    send: async (signal) => {
      const { createTransport } = await import('nodemailer');
      return callPatiently(failureWords(recipient), limits, signal, async (attempt) => {
        const transport = createTransport(serverOf(recipient, password));
        try {
          const { rejected } = await transport.sendMail({ ...mail, signal: attempt });
          return rejected.map((address) => `${recipient.host} does not take mail for ${address}.`);
        } catch (thrown) {
          throw meaningOf(
            thrown,
            to,
            password === undefined ? [] : [password, `\0${recipient.user ?? ''}\0${password}`]
          );
        } finally {
          transport.close();
        }
      });
    },
  };
};

const subjectLength = 200;

interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string[];
  readonly subject: string;
  /** The same for every attempt, so that mail programs show one. */
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: { readonly filename: string; readonly contentType: string; readonly content: string }[];
  /** Content is text that is here, never a path or an address to read from. */
  readonly disableFileAccess: true;
  readonly disableUrlAccess: true;
}

async function mailOf({ report, key }: Message, { from, to, link }: Email): Promise<Mail> {
  const attached = (['html', 'csv'] as const).map(async (format) => ({
    filename: fileName(report, format),
    contentType: `text/${format}; charset=utf-8`,
    content: await renderReport(report, format),
  }));
  const sender = senderOf(from);
  return {
    from: sender,
    to,
    subject: clipped(oneLine(reportTitle(report)), subjectLength),
    messageId: `<${key}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    text: `${link === undefined ? '' : `${link}\n\n`}${await renderReport(report, 'md')}`,
    html: mailBody(report, link),
    attachments: await Promise.all(attached),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `Unit Economics <finops@example.com>`, or an address alone. The parts are kept apart: a comma in a name is no second sender. */
function senderOf(from: string): Mail['from'] {
  const [, name = '', address = from] = /^(.*)<(.+)>$/.exec(from) ?? [];
  return { name: name.trim(), address };
}

function previewOf({ from, to, subject, messageId, text, html, attachments }: Mail, { host, port }: Email): string {
  const lines = [
    `SMTP ${host}${port === undefined ? '' : `:${port}`}`,
    `From: ${from.name === '' ? from.address : `${from.name} <${from.address}>`}`,
    `To: ${to.join(', ')}`,
    `Subject: ${subject}`,
    `Message-ID: ${messageId}`,
    ...attachments.map(({ filename, content }) => `Attachment: ${filename}, ${Buffer.byteLength(content)} bytes`),
  ];
  return `${lines.join('\n')}\n\n--- text ---\n${text}\n--- HTML ---\n${html}`;
}

function serverOf(
  { host, port, encryption, ca, user, timeout }: Email,
  password: string | undefined
): Nodemailer.SMTPTransportOptions {
  return {
    host,
    port: port ?? (encryption === 'tls' ? 465 : 587),
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(ca !== undefined && { tls: { ca } }),
    ...(user !== undefined && { auth: { user, pass: password }, forceAuth: true }),
    // The time for all attempts bounds each of them.
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
  };
}

const smtpError = z.object({
  message: z.string(),
  code: z.string().optional(),
  responseCode: z.number().optional(),
});

/** RFC 5321: 5yz is for good, 4yz passes. @param withheld the password, and as AUTH PLAIN (RFC 4616) sends it */
function meaningOf(thrown: unknown, { recipient }: Addressee<Email>, withheld: readonly string[]): unknown {
  const said = smtpError.safeParse(thrown).data;
  if (said === undefined) {
    return thrown;
  }
  const { code, responseCode: reply, message } = said;
  const failure = { detail: withhold(message, withheld), cause: thrown };
  if ((code === 'EAUTH' || code === 'ENOAUTH') && (reply === undefined || reply >= 500)) {
    return notSent(recipient, 'denied', 'refuses its credentials', 'Check its user and its password.', failure);
  }
  if (code === 'ETLS') {
    return notSent(recipient, 'unreachable', 'offers no encryption that can be trusted', 'Check its host, encryption and ca.', failure); // prettier-ignore
  }
  return reply !== undefined && reply >= 500
    ? notSent(recipient, 'badSettings', `does not take it (${reply})`, 'Check from and to.', failure)
    : new ServiceFailureSignal(failure);
}
