import { hasPlaceholder } from '../../model/connections/placeholders.ts';
import { isRecord, parseJson } from '../../model/issues.ts';
import { connectionOf, seriesOf } from '../series-of.ts';
import type { UsageRequest } from '../usage-source.ts';
import { fillPlaceholders, type RequestRange } from './request-range.ts';

/** The request for one page, still without credentials. */
export interface PageRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An epoch that stands alone in JSON is sent as the number it is. */
const loneEpoch = /"(\{\{(?:from|to)(?::inclusive)?:epoch(?:Ms)?\}\})"/g;

export function firstRequest(request: UsageRequest, range: RequestRange): PageRequest {
  const { url: base, headers } = connectionOf(request, 'http');
  const { path, method, params, body, format } = seriesOf(request, 'http');
  const fill = (text: string) => fillPlaceholders(text, range);
  const [ownPath = '', ...query] = fillPlaceholders(path, range, encodeURIComponent).split('?');
  const url = new URL(base);
  if (ownPath !== '') {
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${ownPath.replace(/^\/+/, '')}`;
  }
  for (const [name, value] of new URLSearchParams(query.join('?'))) {
    url.searchParams.append(name, value);
  }
  for (const [name, value] of Object.entries(params)) {
    url.searchParams.set(name, fill(value));
  }
  return {
    method,
    url,
    headers: {
      accept: format === 'csv' ? 'text/csv' : 'application/json',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(value)])),
    },
    body: typeof body === 'object' ? fill(JSON.stringify(body).replaceAll(loneEpoch, '$1')) : body && fill(body),
  };
}

/** Whether the range is named at all; otherwise the service is asked for everything it has. */
export function namesRange(request: UsageRequest): boolean {
  const { path, params, body } = seriesOf(request, 'http');
  return hasPlaceholder(JSON.stringify([path, params, body, connectionOf(request, 'http').headers]));
}

export function withParam(
  page: PageRequest,
  place: 'query' | 'body',
  param: string,
  value: string | number
): PageRequest {
  if (place === 'query') {
    const url = new URL(page.url);
    url.searchParams.set(param, String(value));
    return { ...page, url };
  }
  const body = parseJson(page.body ?? '');
  return { ...page, body: JSON.stringify({ ...(isRecord(body) ? body : {}), [param]: value }) };
}
