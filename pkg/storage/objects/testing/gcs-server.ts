import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { openFront } from './front.ts';
import type { TestStore } from './test-store.ts';

interface Held {
  readonly content: Buffer;
  readonly generation: string;
  readonly updated: string;
}

/** The two requests of Google's JSON API that readers make, spoken by hand: npm has no server for it. */
export async function openGcs(see: (headers: IncomingHttpHeaders) => void = () => undefined): Promise<TestStore> {
  const held = new Map<string, Held>();
  let generation = 1_700_000_000_000_000;
  const behind: RequestListener = (incoming, response) => {
    see(incoming.headers);
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://here');
    const [, bucket, key] = /^\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (bucket !== 'bills') {
      says(404, 'notFound', response);
    } else if (key === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(page(held, searchParams)));
    } else {
      const object = held.get(decodeURIComponent(key));
      if (object === undefined || object.generation !== searchParams.get('generation')) {
        says(404, 'notFound', response);
        return;
      }
      response.writeHead(200, { 'content-length': object.content.length, 'x-goog-generation': object.generation });
      response.end(object.content);
    }
  };
  const front = await openFront(behind);
  const settings = { bucket: 'bills', endpoint: front.url };
  return {
    type: 'gcs',
    settings,
    elsewhere: { ...settings, bucket: 'nothing' },
    secrets: {},
    front,
    put: (key, content) => {
      generation++;
      held.set(key, {
        content: Buffer.from(content),
        generation: String(generation),
        updated: new Date(generation / 1000).toISOString(),
      });
      return Promise.resolve();
    },
    remove: (key) => {
      held.delete(key);
      return Promise.resolve();
    },
    says,
    close: () => front.close(),
  };
}

function page(held: ReadonlyMap<string, Held>, asked: URLSearchParams): unknown {
  const after = asked.get('pageToken') ?? '';
  const most = Number(asked.get('maxResults') ?? 1000);
  const keys = [...held.keys()]
    .filter((key) => key.startsWith(asked.get('prefix') ?? '') && key > after)
    .sort((a, b) => (a < b ? -1 : 1));
  const items = keys.slice(0, most).flatMap((name) => {
    const object = held.get(name);
    return object === undefined
      ? []
      : [{ name, size: String(object.content.length), generation: object.generation, updated: object.updated }];
  });
  return { kind: 'storage#objects', items, ...(keys.length > most ? { nextPageToken: keys[most - 1] } : {}) };
}

function says(status: number, code: string, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      error: { code: status, message: 'in its own words', errors: [{ reason: code, domain: 'global' }] },
    })
  );
}
