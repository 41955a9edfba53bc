import { isEncryptedOrLocal } from '../model/connections/endpoint.ts';
import type { RecipientOf } from '../model/recipient.ts';
import { contentTypes, renderReport } from '../report/formats.ts';
import { notSent } from './failure-words.ts';
import type { Addressee, Channel } from './parcel.ts';
import { post } from './post.ts';
import { signerOf } from './webhook-signature.ts';

/** The report as JSON to an address of the reader's own. */
export const webhook: Channel<'webhook'> = async ({ report, key }, to, tools) => {
  const { recipient, secrets } = to;
  const url = addressOf(to);
  const token = secrets.get('token');
  const sign = signerOf(to);
  const body = await renderReport(report, 'json');
  const shown = {
    ...recipient.headers,
    'content-type': contentTypes.json,
    'idempotency-key': key,
    'webhook-id': key,
  };
  const secretHeaders = [
    ...(token === undefined ? [] : ['authorization: Bearer (the secret token)']),
    ...(sign === undefined ? [] : ['webhook-timestamp, webhook-signature: (made with the secret signingSecret)']),
  ];
  const place = recipient.url ?? `${url.origin}/ (the rest of the address is the secret webhookUrl)`;
  const lines = [...Object.entries(shown).map(([name, value]) => `${name}: ${value}`), ...secretHeaders];
  return {
    preview: `POST ${place}\n${lines.join('\n')}\n\n${body}`,
    send: async (signal) => {
      const request = () =>
        ({
          method: 'POST',
          url,
          headers: {
            ...shown,
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...sign?.(key, Math.floor(tools.now() / 1000), body),
          },
          body,
        }) as const;
      await post(request, [url.host], to, tools, signal);
      return [];
    },
  };
};

/** In the settings, or, where whoever knows it may post, a secret. */
function addressOf({ recipient, secrets }: Addressee<RecipientOf<'webhook'>>): URL {
  const url = URL.parse(recipient.url ?? secrets.get('webhookUrl') ?? '');
  if (url === null || !isEncryptedOrLocal(url.href)) {
    throw notSent(
      recipient,
      'badSettings',
      'has no address to post to',
      `Give it a url, or set recipients.${recipient.name}.webhookUrl in secureJsonData: https, or http on this machine.`
    );
  }
  return url;
}
