import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { listen, sends, type Answering, type Asked } from './loopback.ts';

/** What a call gets. */
export interface GoogleAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A stand-in for Google on this machine that gives tokens to the owner of a key, and lets nobody in without one. */
export interface GoogleServer {
  readonly origin: string;
  /** The JSON file of a service account that may ask. */
  readonly serviceAccount: string;
  readonly accessToken: string;
  /** Those that were let in. */
  readonly calls: readonly Asked[];
  readonly tokenCalls: readonly Asked[];
  /** How the next calls are answered, one each, in place of the handler. */
  first(...answers: Answering[]): void;
  /** How the next request for a token is answered. */
  token(answer: Answering): void;
  close(): Promise<void>;
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** @param apiKey lets in as well, as X-Goog-Api-Key */
export async function startGoogleServer(
  handle: (call: Asked) => Promise<GoogleAnswer> | GoogleAnswer,
  apiKey?: string
): Promise<GoogleServer> {
  const accessToken = 'ya29.token-of-the-test';
  const calls: Asked[] = [];
  const tokenCalls: Asked[] = [];
  const waiting: Answering[] = [];
  let nextToken: Answering | undefined;
  const answerCall = async (call: Asked, response: ServerResponse) => {
    const { authorization, 'x-goog-api-key': key } = call.headers;
    if (authorization !== `Bearer ${accessToken}` && (apiKey === undefined || key !== apiKey)) {
      fails(401, 'authError', 'Request had invalid authentication credentials.')(call, response);
      return;
    }
    calls.push(call);
    const first = waiting.shift();
    if (first !== undefined) {
      first(call, response);
      return;
    }
    const { status = 200, headers = {}, body } = await handle(call);
    sends(status, body, headers)(call, response);
  };
  const loopback = await listen((call, response) => {
    if (call.url.pathname === '/token') {
      tokenCalls.push(call);
      (nextToken ?? givesToken(accessToken))(call, response);
      nextToken = undefined;
    } else {
      void answerCall(call, response);
    }
  });
  return {
    origin: loopback.url,
    serviceAccount: JSON.stringify({
      type: 'service_account',
      project_id: 'acme-jobs',
      private_key_id: 'k1',
      private_key: privateKey,
      client_email: 'grafana@acme-jobs.iam.gserviceaccount.com',
      token_uri: `${loopback.url}/token`,
    }),
    accessToken,
    calls,
    tokenCalls,
    first: (...answers) => {
      waiting.push(...answers);
    },
    token: (answer) => {
      nextToken = answer;
    },
    close: () => loopback.close(),
  };
}

/** An error in Google's form. */
export function failure(status: number, reason: string, message: string): GoogleAnswer {
  return { status, body: { error: { code: status, message, errors: [{ reason, message, domain: 'global' }] } } };
}

export function fails(status: number, reason: string, message: string, headers = {}): Answering {
  return sends(status, failure(status, reason, message).body, headers);
}

/** RFC 7523: to the bearer of an assertion that is signed with the key of the account. */
function givesToken(accessToken: string): Answering {
  return (call, response) => {
    const [header = '', claims = '', signature = ''] = (new URLSearchParams(call.body).get('assertion') ?? '').split(
      '.'
    );
    const isSigned = createVerify('RSA-SHA256')
      .update(`${header}.${claims}`)
      .verify(createPublicKey(publicKey), Buffer.from(signature, 'base64url'));
    const answer = isSigned
      ? sends(200, { access_token: accessToken, expires_in: 3600, token_type: 'Bearer' })
      : sends(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    answer(call, response);
  };
}
