import { issueText } from '../issues.ts';
import { usageMetricOn } from '../usage-metric.ts';
import { http } from './http.ts';

function connectionFault(entry: Record<string, unknown>): string {
  const read = http.connection.safeParse({ name: 'crm', type: 'http', url: 'https://api.test', ...entry });
  return read.success ? '' : issueText(read.error);
}

function metricFault(entry: Record<string, unknown>): string {
  const read = usageMetricOn('http').safeParse({
    name: 'jobs',
    connection: 'crm',
    unit: 'job',
    additivity: 'additive',
    ...entry,
  });
  return read.success ? '' : issueText(read.error);
}

describe('an HTTP connection', () => {
  it.each([
    [{ url: 'ftp://api.test' }, 'url: must be an http or https address'],
    [{ url: 'api.test' }, 'url: must be an http or https address'],
    [{ url: 'https://me:secret@api.test' }, 'url: must hold no user name or password; they are secrets'],
    [{ allowedHosts: ['https://other.test'] }, 'allowedHosts.0: must be a host such as'],
    [{ headers: { Authorization: 'Bearer x' } }, 'set by auth or by the client itself'],
    [{ headers: { 'a b': 'x' } }, 'is not the name of a header'],
    [{ headers: { 'X-Day': '{{form}}' } }, 'knows no placeholder {{form}}'],
    [{ auth: { type: 'basic' } }, 'auth.username'],
    [{ auth: { type: 'oauth2', clientId: 'me', tokenUrl: 'nowhere' } }, 'auth.tokenUrl: must be an http or https'],
    [
      { auth: { type: 'oauth2', clientId: 'me', tokenUrl: 'http://id.test/token' } },
      'auth.tokenUrl: must be https; http is for this machine alone',
    ],
    [{ auth: { type: 'bearer', token: 'x' } }, 'auth'],
    [{ maxResponse: 4096 }, 'maxResponse'],
  ])('is refused for %j', (entry, fault) => {
    expect(connectionFault(entry)).toContain(fault);
  });

  it('takes what it needs, and holds no secret', () => {
    expect(connectionFault({ allowedHosts: ['Other.test:8443', '[::1]:80'], headers: { 'X-Team': 'finops' } })).toBe(
      ''
    );
    expect(connectionFault({ url: 'http://10.0.0.7:8080/api', auth: { type: 'apiKey' } })).toBe('');
    const tokenUrl = 'http://localhost:8080/token/';
    expect(connectionFault({ auth: { type: 'oauth2', clientId: 'me', tokenUrl } })).toBe('');
  });
});

describe('a metric on an HTTP connection', () => {
  it.each([
    [
      { path: '/jobs/{{from:YYYY-MMM}}' },
      'path: knows no placeholder {{from:YYYY-MMM}}; there are {{from}} and {{to}}',
    ],
    [{ path: '/jobs/{{from:inclusive}}' }, 'path: knows no placeholder {{from:inclusive}}'],
    [{ params: { since: '{{start}}' } }, 'params.since: knows no placeholder {{start}}'],
    [{ method: 'POST', body: { range: { gte: '{{since}}' } } }, 'body: knows no placeholder {{since}}'],
    [{ body: 'x' }, 'body: needs method POST'],
    [{ format: 'csv', rows: 'data' }, 'format: csv has no JMESPath'],
    [{ format: 'csv', pagination: { type: 'cursor', from: 'next', param: 'c' } }, 'format: csv has no JMESPath'],
    [
      { pagination: { type: 'cursor', from: 'n', param: 'c', in: 'body' } },
      'pagination: a cursor in the body needs a body',
    ],
    [{ maxDays: 31 }, 'maxDays: cuts nothing without {{from}} and {{to}}'],
    [{ timezone: 'Berlin' }, 'timezone: Berlin is not an IANA time zone'],
  ])('is refused for %j', (entry, fault) => {
    expect(metricFault(entry)).toContain(fault);
  });

  it('takes placeholders in path, parameters and body, and a total of its own', () => {
    expect(
      metricFault({
        path: '/jobs/{{from:YYYYMMDD}}',
        method: 'POST',
        params: { to: '{{to:inclusive:epochMs}}', limit: 10, all: true },
        body: { query: [{ gte: '{{from:iso}}' }] },
        maxDays: 31,
        dimensions: { team: 'team' },
        total: { path: '/total/{{from}}' },
      })
    ).toBe('');
  });
});
