import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { HttpAuth } from '../../model/connections/http-auth.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { parseJson } from '../../model/issues.ts';
import { SharedLoad } from '../../storage/shared-load.ts';
import { basicCredentials } from '../remote/basic-credentials.ts';
import { askService, whoAsks, type Asking } from '../remote/ask-service.ts';
import type { OutboundRequest } from '../remote/outbound.ts';
import type { Asker } from '../usage-source.ts';

type OAuth2 = Extract<HttpAuth, { readonly type: 'oauth2' }>;

interface Token {
  readonly value: string;
  /** ms since the epoch. */
  readonly until: number;
}

/** RFC 6749 5.1; some services write the seconds as text. */
const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(300) });

/** A token is not used to its very end, because it takes time to arrive. */
const usedPart = 0.9;

/** Tokens for client credentials (RFC 6749 4.4), kept in memory until they expire; who asks at the same time shares one. */
export class OAuth2Tokens {
  private readonly loads = new LRUCache<string, SharedLoad<Token>>({ max: 100 });
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  async token(
    asking: Omit<Asking, 'scope'>,
    request: Asker,
    auth: OAuth2,
    secret: string,
    signal: AbortSignal
  ): Promise<string> {
    const key = keyOf(request);
    const known = this.loads.get(key);
    if (known !== undefined && !known.abandoned) {
      const { value, until } = await known.join(signal);
      if (this.now() < until) {
        return value;
      }
    }
    const load = new SharedLoad((shared) => this.ask(asking, request, auth, secret, shared));
    this.loads.set(key, load);
    load.result.catch(() => {
      if (this.loads.get(key) === load) {
        this.loads.delete(key);
      }
    });
    return (await load.join(signal)).value;
  }

  /** For a token that the service does not take any more. */
  forget(request: Asker): void {
    this.loads.delete(keyOf(request));
  }

  private async ask(
    asking: Omit<Asking, 'scope'>,
    request: Asker,
    auth: OAuth2,
    secret: string,
    signal: AbortSignal
  ): Promise<Token> {
    const url = new URL(auth.tokenUrl);
    const who = `${whoAsks(request)}, asking for a token,`;
    // RFC 6749 5.2: a client that is refused may be told so by 400.
    const meaning: Asking['meaning'] = (failure) => ({
      ...failure,
      ...(failure.status === 400 ? { status: 401 } : {}),
      detail: `token: ${failure.detail}`,
    });
    const answer = await askService(
      { ...asking, scope: { who, hosts: [url.host], maxBytes: 1 << 20 }, meaning },
      tokenRequest(url, auth, secret),
      signal
    );
    const read = tokenAnswer.safeParse(parseJson(answer.body.toString('utf8')));
    if (!read.success) {
      throw new UnitEconomicsError(
        'badData',
        `${whoAsks(request)} got no access_token from ${url.host}; check tokenUrl.`
      );
    }
    const { access_token: value, expires_in: seconds } = read.data;
    return { value, until: this.now() + seconds * 1000 * usedPart };
  }
}

function tokenRequest(url: URL, { clientId, clientIn, scopes, params }: OAuth2, secret: string): OutboundRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...params });
  if (scopes.length > 0) {
    form.set('scope', scopes.join(' '));
  }
  if (clientIn === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', secret);
  }
  return {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(clientIn === 'header' ? { authorization: clientCredentials(clientId, secret) } : {}),
    },
    body: form.toString(),
  };
}

/** RFC 6749 2.3.1: both are form-encoded before they become Basic credentials. */
export function clientCredentials(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return basicCredentials(encode(id), encode(secret));
}

function keyOf({ connection, secrets }: Asker): string {
  return JSON.stringify([connection, secrets]);
}
