import { createHmac } from 'node:crypto';
import { notSent } from './failure-words.ts';
import { type Addressee } from './parcel.ts';

/** Standard Webhooks asks for 24 to 64 bytes. */
const leastBytes = 24;

/** Makes the headers by which a receiver knows who sent this, and that it is not an old one sent again. */
export type Signer = (id: string, seconds: number, body: string) => Readonly<Record<string, string>>;

/** Signs by Standard Webhooks 1.0, for which receivers have libraries. Undefined without a signing secret. */
export function signerOf({ recipient, secrets }: Addressee): Signer | undefined {
  const secret = secrets.get('signingSecret');
  if (secret === undefined) {
    return undefined;
  }
  const [, encoded = ''] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded, 'base64');
  if (key.length < leastBytes) {
    throw notSent(
      recipient,
      'badSettings',
      'has a signingSecret that cannot sign',
      `It is whsec_ and at least ${leastBytes} bytes in base64.`
    );
  }
  return (id, seconds, body) => ({
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`,
  });
}
