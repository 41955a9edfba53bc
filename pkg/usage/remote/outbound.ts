import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type * as Undici from 'undici';
import { UnitEconomicsError } from '../../model/errors.ts';
import { addressRule, type AddressRule } from './address-rules.ts';
import { readBody } from './body.ts';
import { isRedirect, redirected } from './redirect.ts';
import { ServiceFailureSignal } from './service-failure.ts';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** For the host of `url` alone, because they may hold credentials: a redirect to another one goes without them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface OutboundScope {
  /** Who asks, for messages: `The connection crm (http)`. */
  readonly who: string;
  /** The only ones that are asked, as in a URL: `api.example.com`, or with a port that is not the usual one; `*.example.com` is every name below. */
  readonly hosts: readonly string[];
  /** Of an answer as unpacked; default 64 MiB. */
  readonly maxBytes?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  /** After redirects. */
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** Sends requests of our own. Throws `ServiceFailureSignal` where the connection fails, and what is not allowed as it is. */
export interface Outbound {
  send(request: OutboundRequest, scope: OutboundScope, signal: AbortSignal): Promise<OutboundAnswer>;
}

const maxRedirects = 5;
const defaultMaxBytes = 64 << 20;

interface Client {
  readonly undici: typeof Undici;
  readonly agent: Undici.Agent;
  readonly refuses: AddressRule;
}

/**
 * The one way to the network for requests of our own. Addresses are judged when a connection is made, after the name is
 * resolved, so that no second resolution can lead elsewhere.
 * @param lookup of names; tests give their own
 */
export function createOutbound(lookup: LookupFunction = systemLookup): Outbound {
  let client: Promise<Client> | undefined;
  return {
    send: async (request, scope, signal) => follow(request, scope, await (client ??= makeClient(lookup)), signal),
  };
}

async function makeClient(lookup: LookupFunction): Promise<Client> {
  const [undici, refuses] = await Promise.all([import('undici'), addressRule()]);
  // Times are bounded by the caller's signal.
  const agent = new undici.Agent({
    connect: { lookup: guarded(lookup, refuses) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { undici, agent, refuses };
}

/** A name that leads to a refused address, among others or alone, leads nowhere. */
function guarded(lookup: LookupFunction, refuses: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = addresses;
      const refused = addresses.find(({ address }) => refuses(address));
      if (first === undefined) {
        callback(new Error(`${hostname} has no address`), []);
      } else if (refused !== undefined) {
        callback(new AddressRefused(hostname, refused.address), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

class AddressRefused extends Error {
  constructor(host: string, address: string) {
    super(host === address ? host : `${host} at ${address}`);
  }
}

async function follow(
  request: OutboundRequest,
  scope: OutboundScope,
  client: Client,
  signal: AbortSignal
): Promise<OutboundAnswer> {
  let hop = request;
  for (let hops = 0; ; hops++) {
    admit(hop.url, scope, client.refuses);
    const { answer, location } = await exchange(hop, scope, client, signal);
    if (location === undefined) {
      return answer;
    }
    if (hops === maxRedirects) {
      throw new UnitEconomicsError(
        'unreachable',
        `${scope.who} redirects more than ${maxRedirects} times; give the address at which it answers.`
      );
    }
    hop = redirected(hop, answer.status, location, scope.who);
  }
}

function isAt(host: string, named: string): boolean {
  return named.startsWith('*.') ? host.endsWith(named.slice(1)) : host === named;
}

/** @throws notAllowed */
function admit(url: URL, { who, hosts }: OutboundScope, refuses: AddressRule): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UnitEconomicsError('notAllowed', `${who} leads to ${url.protocol}; only http and https are asked.`);
  }
  if (!hosts.some((host) => isAt(url.host, host))) {
    throw new UnitEconomicsError(
      'notAllowed',
      `${who} leads to ${url.host}, which is none of its hosts (${hosts.join(', ')}). Name it under allowedHosts if it is right.`
    );
  }
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0 && refuses(literal)) {
    throw refusedAddress(who, new AddressRefused(literal, literal));
  }
}

function refusedAddress(who: string, cause: AddressRefused): UnitEconomicsError {
  return new UnitEconomicsError(
    'notAllowed',
    `${who} leads to ${cause.message}, a link-local or metadata address, which is never asked. Give the address of a service.`,
    { cause }
  );
}

async function exchange(
  { method, url, headers, body }: OutboundRequest,
  { who, maxBytes = defaultMaxBytes }: OutboundScope,
  { undici, agent }: Client,
  signal: AbortSignal
): Promise<{ readonly answer: OutboundAnswer; readonly location: string | undefined }> {
  try {
    const response = await undici.request(url, {
      method,
      headers: { 'user-agent': 'unit-economics', 'accept-encoding': 'gzip', ...headers },
      body: body ?? null,
      dispatcher: agent,
      signal,
    });
    const header = (name: string) => [response.headers[name]].flat().find((value) => value !== undefined);
    const status = response.statusCode;
    const location = isRedirect(status) ? header('location') : undefined;
    if (location !== undefined) {
      await response.body.dump({ limit: 65_536 });
    }
    const bytes =
      location === undefined
        ? await readBody(response.body, { who, maxBytes, encoding: header('content-encoding'), isError: status >= 400 })
        : Buffer.alloc(0);
    return { answer: { status, url, header, body: bytes }, location };
  } catch (thrown) {
    signal.throwIfAborted();
    throw faultOf(thrown, url, who);
  }
}

/** What the client throws, in words that hold neither its headers nor the query of a URL. */
function faultOf(thrown: unknown, url: URL, who: string): unknown {
  if (thrown instanceof UnitEconomicsError) {
    return thrown;
  }
  if (thrown instanceof AddressRefused) {
    return refusedAddress(who, thrown);
  }
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : 'broken';
  if (code === 'UND_ERR_INVALID_ARG') {
    return new UnitEconomicsError(
      'badSettings',
      `${who} has a header that cannot be sent; check its headers and secrets.`,
      {
        cause: thrown,
      }
    );
  }
  return new ServiceFailureSignal({ detail: `${url.host}: ${code}`, cause: thrown });
}
