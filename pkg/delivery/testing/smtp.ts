import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { certificate, privateKey } from './certificate.ts';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came encrypted, and as whom. */
  readonly secure: boolean;
  readonly user: string | undefined;
  /** As it was sent: headers and parts. */
  readonly source: string;
}

export interface TestSmtp {
  readonly port: number;
  readonly received: Received[];
  /** Messages and attempts at a recipient that were begun. */
  readonly begun: string[];
  close(): Promise<void>;
}

/** What a server answers in place of yes, by address of the recipient; undefined is yes. */
export type Refusing = (address: string) => { readonly code: number; readonly words: string } | undefined;

/** A mail server on loopback; its only user is `reporter` with the password `open sesame`. */
export async function listenSmtp(
  refuses: Refusing = () => undefined,
  options: SMTPServerOptions = {}
): Promise<TestSmtp> {
  const received: Received[] = [];
  const begun: string[] = [];
  const server = new SMTPServer({
    key: privateKey,
    cert: certificate,
    authOptional: true,
    closeTimeout: 1,
    onAuth: ({ username, password }, _, done) => {
      const isRight = username === 'reporter' && password === 'open sesame';
      done(isRight ? null : new Error(`535 ${String(username)} is not let in with ${String(password)}`), isRight ? { user: username } : undefined); // prettier-ignore
    },
    onRcptTo: ({ address }, _, done) => {
      begun.push(address);
      const refusal = refuses(address);
      done(refusal === undefined ? null : Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
    },
    onData: (stream, { envelope, secure, user }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          secure,
          user: typeof user === 'string' ? user : undefined,
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // a client that leaves in the middle
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    begun,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
