import * as z from 'zod';

/** An http or https address without credentials, which would be seen by everyone who can read the settings. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => !text.includes('@'), 'must hold no user name or password; they are secrets');

/** What `allowedHosts` lists: a host as in a URL, with its port where that is not the usual one. */
export const webHost = z
  .string()
  .regex(
    /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?$/,
    'must be a host such as api.example.com or api.example.com:8443'
  )
  .transform((host) => host.toLowerCase());
