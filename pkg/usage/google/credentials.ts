import type { AuthClient, JWTOptions } from 'google-auth-library';
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
}

interface CredentialsNeed {
  readonly request: Pick<UsageRequest, 'connection' | 'secrets'>;
  readonly scope: string;
  /** ms for one request for a token. */
  readonly timeoutMs: number;
}

/** Of the service account whose key the connection has; without one, of the machine (Application Default Credentials). */
export function googleCredentials(
  { request, scope, timeoutMs }: CredentialsNeed,
  outbound: Outbound,
  signal: AbortSignal
): GoogleCredentials {
  const { connection, secrets } = request;
  const transport = {
    fetchImplementation: outboundFetch(outbound, whoAsks(request), signal),
    timeout: timeoutMs,
    retryConfig: { retry: 0, noResponseRetries: 0 }, // callService tries again
  };
  const key = secrets.get('serviceAccount');
  let client: Promise<AuthClient> | undefined;
  return {
    headers: async (url) => {
      client ??=
        key === undefined
          ? ofMachine(connection.name, scope, transport)
          : ofServiceAccount(connection.name, key, scope, transport);
      const opened = await client;
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

const answered = z.object({ response: z.object({ status: z.number() }), message: z.string() });

function tokenFault(thrown: unknown): unknown {
  const own = ownFault(thrown);
  if (own !== undefined) {
    return own;
  }
  const refusal = answered.safeParse(thrown);
  const status = refusal.success ? refusal.data.response.status : 401;
  return new ServiceFailureSignal({
    status: status === 400 || status === 403 ? 401 : status,
    detail: refusal.success ? `no token: ${refusal.data.message}` : 'no token could be made with its credentials',
    cause: thrown,
  });
}
