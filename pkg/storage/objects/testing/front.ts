import { createServer, request, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a front does with a request; `pass` is what lies behind it. */
export type Meddling = (response: ServerResponse, pass: () => void) => void;

/** A server on loopback before another one: counts what is asked, and answers itself where a test wants a fault. */
export interface Front {
  readonly url: string;
  /** Such as `GET /bills/a.csv?x-id=GetObject`. */
  readonly asked: string[];
  /** Undefined lets a request through. */
  meddle: ((asked: string) => Meddling | undefined) | undefined;
  close(): Promise<void>;
}

export async function openFront(behind: RequestListener): Promise<Front> {
  const server = createServer((incoming, response) => {
    const asked = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    front.asked.push(asked);
    const meddling = front.meddle?.(asked);
    const pass = () => {
      behind(incoming, response);
    };
    if (meddling === undefined) {
      pass();
    } else {
      meddling(response, pass);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    meddle: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return front;
}

/** Never answers. */
export const hangs: Meddling = () => undefined;

/** Sends no more of an answer than its head and first byte; then the connection hangs or breaks. */
export function stops(then: 'hangs' | 'breaks', begun: () => void = () => undefined): Meddling {
  return (response, pass) => {
    const write = response.write.bind(response);
    const first = (chunk: unknown) => {
      write(Buffer.isBuffer(chunk) ? chunk.subarray(0, 1) : '', () => {
        begun();
        if (then === 'breaks') {
          response.destroy();
        }
      });
      return true;
    };
    Object.assign(response, { write: first, end: (chunk: unknown) => first(chunk) });
    pass();
  };
}

/** Hands requests on as they are. */
export function passTo(port: number): RequestListener {
  return (incoming, response) => {
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };
}
