import type { Outbound } from '../remote/outbound.ts';

/**
 * `fetch` for vendors' clients over our own way to the network. Redirects stay on the host that is asked.
 * @param who asks, for messages: `The connection bq (bigquery)`
 * @param signal ends every request made with it, beside the one of the request itself
 */
export function outboundFetch(outbound: Outbound, who: string, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const answer = await outbound.send(
      {
        method: request.method === 'POST' ? 'POST' : 'GET',
        url,
        headers: Object.fromEntries(request.headers),
        body: request.method === 'POST' ? await request.text() : undefined,
      },
      { who, hosts: [url.host] },
      AbortSignal.any([signal, request.signal])
    );
    return new Response(new Uint8Array(answer.body), {
      status: answer.status,
      headers: kept.flatMap((name): [string, string][] => {
        const value = answer.header(name);
        return value === undefined ? [] : [[name, value]];
      }),
    });
  };
}

const kept = ['content-type', 'retry-after'];
