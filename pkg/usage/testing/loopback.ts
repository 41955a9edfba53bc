import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When the connection was closed before the answer was whole. */
  readonly left: Promise<void>;
}

export type Answering = (asked: Asked, response: ServerResponse) => void;

/** A server on this machine's loopback, for clients that are tested as they are. */
export interface Loopback {
  /** Such as `http://127.0.0.1:41231`. */
  readonly url: string;
  readonly host: string;
  readonly asked: Asked[];
  /** How the next requests are answered. */
  answer: Answering;
  close(): Promise<void>;
}

export async function listen(answer: Answering = sends(404)): Promise<Loopback> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const asked: Asked = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '/', loopback.url),
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        left: new Promise((resolve) => {
          response.on('close', () => {
            if (!response.writableFinished) {
              resolve();
            }
          });
        }),
      };
      loopback.asked.push(asked);
      loopback.answer(asked, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const loopback: Loopback = {
    url: `http://${host}`,
    host,
    asked: [],
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return loopback;
}

/** A whole answer; what is no text is sent as JSON. */
export function sends(status: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): Answering {
  return (_, response) => {
    const isJson = typeof body !== 'string' && !Buffer.isBuffer(body);
    response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
    response.end(isJson ? JSON.stringify(body) : body);
  };
}

/** One answer after the other, the last one again and again. */
export function inTurn(...answers: readonly Answering[]): Answering {
  let turn = 0;
  return (asked, response) => {
    answers[Math.min(turn++, answers.length - 1)]?.(asked, response);
  };
}

/** Never answers. */
export const hangs: Answering = () => undefined;
