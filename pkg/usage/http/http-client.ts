import { hasPlaceholder } from '../../model/connections/placeholders.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import { askService, valuesOf, whoAsks, type Asking } from '../remote/ask-service.ts';
import { sentSecret } from '../remote/basic-credentials.ts';
import type { Outbound, OutboundAnswer } from '../remote/outbound.ts';
import { harmlessHeaders } from '../remote/redirect.ts';
import { ServiceError } from '../remote/service-failure.ts';
import { connectionOf } from '../series-of.ts';
import type { Asker, ConnectionRequest } from '../usage-source.ts';
import { ConditionalAnswers } from './conditional-answers.ts';
import { credentialsFor, type Credentials } from './credentials.ts';
import { clientCredentials, OAuth2Tokens } from './oauth2-tokens.ts';
import type { PageRequest } from './page-request.ts';

/** Asks for pages with the credentials of the connection, which go to the host of its `url` and to no other. */
export class HttpClient {
  private readonly outbound: Outbound;
  private readonly waits: readonly number[] | undefined;
  private readonly tokens: OAuth2Tokens;
  private readonly known = new ConditionalAnswers();

  constructor(outbound: Outbound, now: () => number, waits?: readonly number[]) {
    this.outbound = outbound;
    this.waits = waits;
    this.tokens = new OAuth2Tokens(now);
  }

  /** An answer below 400; one that still holds comes from memory. */
  async get(request: Asker, page: PageRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const credentials = await this.credentials(request, page, signal);
    try {
      return await this.send(request, page, credentials, signal);
    } catch (thrown) {
      const isToken = connectionOf(request, 'http').auth.type === 'oauth2';
      if (!isToken || !(thrown instanceof UnitEconomicsError) || thrown.code !== 'denied') {
        throw thrown;
      }
      this.tokens.forget(request); // it may have been withdrawn before its time
      return await this.send(request, page, await this.credentials(request, page, signal), signal);
    }
  }

  /** Asks for `url` as it is. @returns whether there is a page; a service that knows none there has answered, too */
  async probe(request: ConnectionRequest, signal: AbortSignal): Promise<boolean> {
    const { url, headers } = connectionOf(request, 'http');
    const own = Object.entries(headers).filter(([, value]) => !hasPlaceholder(value));
    const named = own.map(([name, value]) => [name.toLowerCase(), value] as const);
    const page: PageRequest = { method: 'GET', url: new URL(url), headers: Object.fromEntries(named), body: undefined };
    const credentials = await this.credentials(request, page, signal);
    try {
      await this.send(request, page, credentials, signal);
      return true;
    } catch (thrown) {
      if (thrown instanceof ServiceError && (thrown.code === 'notFound' || thrown.code === 'badSettings')) {
        return false;
      }
      throw thrown;
    }
  }

  private credentials(request: Asker, page: PageRequest, signal: AbortSignal): Promise<Credentials | undefined> {
    const home = new URL(connectionOf(request, 'http').url);
    return page.url.host === home.host && page.url.protocol === home.protocol
      ? credentialsFor(request, this.tokens, this.asking(request), signal)
      : Promise.resolve(undefined);
  }

  /** @param credentials undefined for another host, which gets none of the connection's own headers either */
  private send(
    request: Asker,
    page: PageRequest,
    credentials: Credentials | undefined,
    signal: AbortSignal
  ): Promise<OutboundAnswer> {
    const connection = connectionOf(request, 'http');
    const asking = this.asking(request);
    const scope = {
      who: whoAsks(request),
      hosts: [new URL(connection.url).host, ...connection.allowedHosts],
      maxBytes: connection.maxResponse << 20,
    };
    const withheld = [...asking.withheld, ...(credentials?.withheld ?? [])];
    const url = new URL(page.url);
    for (const [name, value] of Object.entries(credentials?.params ?? {})) {
      url.searchParams.set(name, value);
    }
    const own = credentials === undefined ? harmlessHeaders(page.headers) : { ...page.headers, ...credentials.headers };
    const ask = (conditions: Readonly<Record<string, string>>) =>
      askService({ ...asking, scope, withheld }, { ...page, url, headers: { ...conditions, ...own } }, signal);
    const key = JSON.stringify([connection, request.secrets, page.url.href]);
    return page.method === 'GET' ? this.known.get(key, ask) : ask({});
  }

  private asking(request: Asker): Omit<Asking, 'scope'> {
    const { timeout } = connectionOf(request, 'http');
    return {
      outbound: this.outbound,
      request,
      limits: { timeoutMs: timeout, ...(this.waits === undefined ? {} : { waits: this.waits }) },
      withheld: secretForms(request),
    };
  }
}

function secretForms(request: Asker): readonly string[] {
  const { auth } = connectionOf(request, 'http');
  const values = valuesOf(request.secrets);
  const sent = auth.type === 'oauth2' ? values.map((value) => sentSecret(clientCredentials(auth.clientId, value))) : [];
  return [...values, ...sent];
}
