import * as z from 'zod';
import { isEncryptedOrLocal } from './endpoint.ts';
import { webAddress } from './web-address.ts';

/** How a service knows who asks. The secrets that go with it stand elsewhere. */
export const httpAuth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('basic'), username: z.string().min(1) }),
  z.strictObject({ type: z.literal('bearer') }),
  z.strictObject({
    type: z.literal('apiKey'),
    in: z.enum(['header', 'query']).default('header'),
    name: z.string().min(1).default('X-API-Key').describe('Header or query parameter'),
  }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: webAddress
      .refine(isEncryptedOrLocal, 'must be https; http is for this machine alone')
      .describe('Gives tokens for client credentials (RFC 6749, 4.4)'),
    clientId: z.string().min(1),
    scopes: z.array(z.string().min(1)).default([]),
    clientIn: z.enum(['header', 'body']).default('header').describe('Where the token service wants id and secret'),
    params: z.record(z.string(), z.string()).default({}).describe('What else it wants, such as audience'),
  }),
]);
export type HttpAuth = z.output<typeof httpAuth>;
