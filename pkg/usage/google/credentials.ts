import type { AuthClient, JWTOptions } from 'google-auth-library';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { serviceAccountKey } from '../../model/service-account-key.ts';
import { whoAsks } from '../remote/ask-service.ts';
import type { Outbound } from '../remote/outbound.ts';
import { ServiceFailureSignal } from '../remote/service-failure.ts';
import type { UsageRequest } from '../usage-source.ts';
import { outboundFetch } from './outbound-fetch.ts';
import { ownFault } from './own-fault.ts';

/** What a request to Google carries to be let in. */
export interface GoogleCredentials {
  /** Throws `ServiceFailureSignal` where there is no token to be had. */
  headers(url: URL): Promise<Readonly<Record<string, string>>>;
  /** For a token that is not taken any more. */
  forget(): void;
}

interface CredentialsNeed {
  readonly request: Pick<UsageRequest, 'connection' | 'secrets'>;
  readonly scope: string;
  /** ms for one request for a token. */
  readonly timeoutMs: number;
}

const rememberedClients = 100;
/** By connection, secrets (as their fingerprint) and scope: a client keeps its token until it expires. */
const clients = new WeakMap<Outbound, LRUCache<string, Promise<AuthClient>>>();
/** A token is for everyone who asks: the one who asked first may leave. */
const nobody = new AbortController().signal;

/** Of the service account whose key the connection has; without one, of the machine (Application Default Credentials). */
export function googleCredentials(
  { request, scope, timeoutMs }: CredentialsNeed,
  outbound: Outbound,
  signal: AbortSignal
): GoogleCredentials {
  const { connection, secrets } = request;
  const transport = {
    fetchImplementation: outboundFetch(outbound, whoAsks(request), nobody),
    timeout: timeoutMs,
    retryConfig: { retry: 0, noResponseRetries: 0 }, // callService tries again
  };
  const key = secrets.get('serviceAccount');
  const known = clients.get(outbound) ?? new LRUCache({ max: rememberedClients });
  clients.set(outbound, known);
  const identity = JSON.stringify([connection, secrets, scope]);
  const open = (): Promise<AuthClient> => {
    const client =
      key === undefined
        ? ofMachine(connection.name, scope, transport)
        : ofServiceAccount(connection.name, key, scope, transport);
    known.set(identity, client);
    client.catch(() => {
      if (known.peek(identity) === client) {
        known.delete(identity);
      }
    });
    return client;
  };
  return {
    forget: () => {
      known.delete(identity);
    },
    headers: async (url) => {
      const opened = await (known.get(identity) ?? open());
      try {
        return Object.fromEntries(await opened.getRequestHeaders(url));
      } catch (thrown) {
        signal.throwIfAborted();
        throw tokenFault(thrown);
      }
    },
  };
}

type Transport = NonNullable<JWTOptions['transporterOptions']>;

async function ofServiceAccount(
  connection: string,
  secret: string,
  scope: string,
  transport: Transport
): Promise<AuthClient> {
  const { email, privateKey, keyId, tokenUri } = serviceAccountKey(connection, secret);
  const { JWT } = await import('google-auth-library');
  return new JWT({
    email,
    key: privateKey,
    ...(keyId === undefined ? {} : { keyId }),
    scopes: [scope],
    transporterOptions: {
      ...transport,
      // The library asks Google's public address for tokens whatever the key says.
      adapter: (options, send) => send({ ...options, url: new URL(tokenUri) }),
    },
  });
}

async function ofMachine(connection: string, scope: string, transporterOptions: Transport): Promise<AuthClient> {
  const { GoogleAuth } = await import('google-auth-library');
  try {
    return await new GoogleAuth({ scopes: [scope], clientOptions: { transporterOptions } }).getClient();
  } catch (thrown) {
    // Whose default credentials are there and fail says so in other words.
    const isMissing = thrown instanceof Error && thrown.message.includes('Could not load the default credentials');
    throw new UnitEconomicsError(
      isMissing ? 'badSettings' : 'denied',
      `The connection ${connection} ${isMissing ? 'has no credentials' : 'cannot use the default credentials of this machine'}: set connections.${connection}.serviceAccount in secureJsonData, or give the machine that runs Grafana default credentials of Google Cloud.`,
      { cause: thrown }
    );
  }
}

/** Of the library's client, where nothing came back: a connection that broke, or a server that hangs. */
const unanswered = z.looseObject({ config: z.looseObject({}), response: z.undefined().optional() });
const answered = z.object({ response: z.object({ status: z.number() }), message: z.string() });

function tokenFault(thrown: unknown): unknown {
  const own = ownFault(thrown);
  if (own !== undefined) {
    return own;
  }
  if (unanswered.safeParse(thrown).success) {
    return new ServiceFailureSignal({
      detail: 'no token: nothing answers where credentials are to be had',
      cause: thrown,
    });
  }
  const refusal = answered.safeParse(thrown);
  const status = refusal.success ? refusal.data.response.status : 401;
  return new ServiceFailureSignal({
    status: status === 400 || status === 403 ? 401 : status,
    detail: refusal.success ? `no token: ${refusal.data.message}` : 'no token could be made with its credentials',
    cause: thrown,
  });
}
