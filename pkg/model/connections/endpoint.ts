import * as z from 'zod';

const thisMachine = ['localhost', '127.0.0.1', '[::1]'];

/** Base address of a service in place of its public one: https, or http on this machine, so that secrets stay encrypted. */
export const endpoint = z
  .url({ protocol: /^https?$/ })
  .refine(isEncryptedOrLocal, 'must be https; http is for this machine alone')
  .transform((text) => text.replace(/\/+$/, ''));

export function isEncryptedOrLocal(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || thisMachine.includes(url.hostname));
}
