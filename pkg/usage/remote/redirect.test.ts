import { redirected } from './redirect.ts';
import type { OutboundRequest } from './outbound.ts';

const headers = { accept: 'text/csv', 'content-type': 'application/json', authorization: 'Bearer x', 'X-Key': 'k' };

function ask(method: 'GET' | 'POST', address = 'https://api.test/v1/rows?page=1'): OutboundRequest {
  return method === 'GET'
    ? { method, url: new URL(address), headers }
    : { method, url: new URL(address), headers, body: '{}' };
}

describe('a redirect', () => {
  it('is read relative to what was asked, and keeps the headers on the same host', () => {
    const { url, headers: kept } = redirected(ask('GET'), 302, '../v2/rows', 'It');
    expect(url.href).toBe('https://api.test/v2/rows');
    expect(kept).toEqual(headers);
  });

  it.each([['https://other.test/'], ['https://api.test:8443/'], ['https://api.test.other.test/']])(
    'to %s, another host, goes without what may be a credential',
    (location) => {
      expect(redirected(ask('GET'), 307, location, 'It').headers).toEqual({
        accept: 'text/csv',
        'content-type': 'application/json',
      });
    }
  );

  it.each([
    [301, 'GET', undefined],
    [302, 'GET', undefined],
    [303, 'GET', undefined],
    [307, 'POST', '{}'],
    [308, 'POST', '{}'],
  ])('by %i repeats a POST as %s', (status, method, body) => {
    const next = redirected(ask('POST'), status, '/next', 'It');
    expect([next.method, next.body]).toEqual([method, body]);
  });

  it('may turn to encryption, never away from it', () => {
    expect(redirected(ask('GET', 'http://api.test/'), 301, 'https://api.test/', 'It').headers).toEqual(headers);
    expect(() => redirected(ask('GET'), 301, 'http://api.test/', 'The connection crm (http)')).toThrow(
      'The connection crm (http) redirects from https on api.test to http, without encryption; give the address at which it answers.'
    );
  });

  it('to what is no address is refused', () => {
    expect(() => redirected(ask('GET'), 301, 'https://', 'It')).toThrow('It redirects from api.test to what is no');
  });
});
