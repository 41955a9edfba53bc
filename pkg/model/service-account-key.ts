import * as z from 'zod';
import { isEncryptedOrLocal } from './connections/endpoint.ts';
import { UnitEconomicsError } from './errors.ts';
import { issueText, parseJson } from './issues.ts';

const shape = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3),
  // A file passed through an environment variable often holds its line ends as \n in two characters.
  private_key: z
    .string()
    .regex(/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'is no private key')
    .transform((pem) => pem.replaceAll('\\n', '\n')),
  private_key_id: z.string().optional(),
  token_uri: z.string().refine(isEncryptedOrLocal, 'must be https').default('https://oauth2.googleapis.com/token'),
});

/** What a service account of Google Cloud asks for tokens with. */
export interface ServiceAccountKey {
  readonly email: string;
  /** PEM. */
  readonly privateKey: string;
  readonly keyId: string | undefined;
  readonly tokenUri: string;
}

/** @throws badSettings for a secret that is not the JSON file of a key */
export function serviceAccountKey(connection: string, secret: string): ServiceAccountKey {
  const parsed = shape.safeParse(parseJson(secret));
  if (!parsed.success) {
    throw new UnitEconomicsError(
      'badSettings',
      `connections.${connection}.serviceAccount in secureJsonData is not the JSON key of a service account: ${issueText(parsed.error)}. Paste the file as Google Cloud gives it.`
    );
  }
  const { client_email: email, private_key: privateKey, private_key_id: keyId, token_uri: tokenUri } = parsed.data;
  return { email, privateKey, keyId, tokenUri };
}
