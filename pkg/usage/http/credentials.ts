import { connectionOf } from '../series-of.ts';
import type { Asking } from '../remote/ask-service.ts';
import { basicCredentials, sentSecret } from '../remote/basic-credentials.ts';
import { secretOf } from '../remote/secret-of.ts';
import type { Asker } from '../usage-source.ts';
import type { OAuth2Tokens } from './oauth2-tokens.ts';

/** What is added to a request so that the service knows who asks. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** Forms in which a secret is sent, beside the secret itself. */
  readonly withheld: readonly string[];
}

/** @throws badSettings where a secret is missing */
export async function credentialsFor(
  request: Asker,
  tokens: OAuth2Tokens,
  asking: Omit<Asking, 'scope'>,
  signal: AbortSignal
): Promise<Credentials> {
  const { auth } = connectionOf(request, 'http');
  switch (auth.type) {
    case 'none':
      return { headers: {}, params: {}, withheld: [] };
    case 'basic':
      return inAuthorization(basicCredentials(auth.username, secretOf(request, 'password')));
    case 'bearer':
      return inAuthorization(`Bearer ${secretOf(request, 'token')}`);
    case 'apiKey': {
      const key = { [auth.in === 'header' ? auth.name.toLowerCase() : auth.name]: secretOf(request, 'apiKey') };
      return auth.in === 'header'
        ? { headers: key, params: {}, withheld: [] }
        : { headers: {}, params: key, withheld: [] };
    }
    case 'oauth2': {
      const secret = secretOf(request, 'clientSecret');
      return inAuthorization(`Bearer ${await tokens.token(asking, request, auth, secret, signal)}`);
    }
  }
}

function inAuthorization(authorization: string): Credentials {
  return { headers: { authorization }, params: {}, withheld: [sentSecret(authorization)] };
}
