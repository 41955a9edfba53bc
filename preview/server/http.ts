import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiResponse } from './grafana-api.ts';
import { Refusal } from './refusal.ts';

/** Bytes; a page sends nothing larger. */
const largestBody = 2_000_000;

/**
 * Whether a request comes from this machine's own pages. Any site can let a browser talk to a port of this machine: it
 * would name itself in Origin, and a host name that was bent to 127.0.0.1 would stand in Host.
 */
export function isFromHere({ headers }: IncomingMessage): boolean {
  const isLocal = (host: string | undefined) => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
  return isLocal(headers.host) && (headers.origin === undefined || headers.origin === `http://${headers.host ?? ''}`);
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > largestBody) {
      throw new Refusal(413, 'The request is too large.');
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

export function send(response: ServerResponse, { status, contentType, body }: ApiResponse): void {
  const isRaw = body instanceof Uint8Array;
  response.writeHead(status, { 'Content-Type': isRaw ? (contentType ?? 'text/plain') : 'application/json' });
  response.end(isRaw ? body : body === undefined ? '' : JSON.stringify(body));
}
