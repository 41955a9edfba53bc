import { UnitEconomicsError } from '../../model/errors.ts';
import type { OutboundRequest } from './outbound.ts';

const statuses = [301, 302, 303, 307, 308];

export function isRedirect(status: number): boolean {
  return statuses.includes(status);
}

/** The request that a redirect asks for, by RFC 9110 15.4. @throws notAllowed where it would give up encryption */
export function redirected(
  { method, url, headers, body }: OutboundRequest,
  status: number,
  location: string,
  who: string
): OutboundRequest {
  const next = URL.parse(location, url.href);
  if (next === null) {
    throw new UnitEconomicsError('badData', `${who} redirects from ${url.host} to what is no address.`);
  }
  if (url.protocol === 'https:' && next.protocol === 'http:') {
    throw new UnitEconomicsError(
      'notAllowed',
      `${who} redirects from https on ${url.host} to http, without encryption; give the address at which it answers.`
    );
  }
  const kept = next.host === url.host ? headers : harmlessHeaders(headers);
  const repeats = method === 'GET' || status === 307 || status === 308;
  return repeats ? { method, url: next, headers: kept, body } : { method: 'GET', url: next, headers: kept };
}

/** What another host than the one that is asked is still told. */
export function harmlessHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(accept|content-type)$/i.test(name)));
}
