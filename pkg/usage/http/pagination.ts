import type { HttpPagination } from '../../model/connections/http-pagination.ts';
import { UnitEconomicsError } from '../../model/errors.ts';
import type { OutboundAnswer } from '../remote/outbound.ts';
import { search } from './jmespath.ts';
import { withParam, type PageRequest } from './page-request.ts';

/** A page as it was answered. */
export interface Page {
  readonly metric: string;
  readonly request: PageRequest;
  readonly answer: OutboundAnswer;
  /** Undefined for CSV. */
  readonly document: unknown;
  readonly rows: number;
  /** Of the first page of these. */
  readonly firstRows: number;
  /** From 0. */
  readonly index: number;
}

/** What is asked first, where pages are counted. */
export function openPages(first: PageRequest, pagination: HttpPagination | undefined): PageRequest {
  if (pagination?.type !== 'page') {
    return first;
  }
  const { param, start, size, sizeParam } = pagination;
  const sized = size !== undefined && sizeParam !== undefined ? withParam(first, 'query', sizeParam, size) : first;
  return withParam(sized, 'query', param, start);
}

/** The request for the page after this one; undefined after the last. */
export async function nextRequest(page: Page, pagination: HttpPagination): Promise<PageRequest | undefined> {
  const { request, metric } = page;
  switch (pagination.type) {
    case 'page': {
      const { param, start, step } = pagination;
      return isLast(page, pagination) ? undefined : withParam(request, 'query', param, start + step * (page.index + 1));
    }
    case 'cursor': {
      const cursor = await search(metric, 'pagination.from', page.document, pagination.from);
      const isCursor = typeof cursor === 'number' || (typeof cursor === 'string' && cursor !== '');
      return isCursor ? withParam(request, pagination.in, pagination.param, cursor) : undefined;
    }
    case 'link': {
      const { from } = pagination;
      const link =
        from === undefined
          ? nextLink(page.answer.header('link') ?? '')
          : await search(metric, 'pagination.from', page.document, from);
      return typeof link === 'string' && link !== '' ? linked(request, link, metric) : undefined;
    }
  }
}

/**
 * A page with fewer rows than size is the last, unless it is the first: a service may give fewer than it is asked for on each.
 * Then they are read until one is empty.
 * @throws badData where rows would be stepped over
 */
function isLast(
  { rows, firstRows, index, metric }: Page,
  { size = 1, step }: Extract<HttpPagination, { readonly type: 'page' }>
): boolean {
  const isCapped = firstRows < size;
  if (isCapped && index > 0 && rows > 0 && step > 1) {
    throw new UnitEconomicsError(
      'badData',
      `The metric ${metric} gets ${firstRows} rows a page where size asks for ${size}, and step would pass over the others. Set size and step to ${firstRows}.`
    );
  }
  return isCapped ? rows === 0 : rows < size;
}

/** `rel="next"` of a Link header (RFC 8288). */
function nextLink(header: string): string | undefined {
  for (const [, target, params = ''] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    const [, rel = ''] = /;\s*rel\s*=\s*"?([^";,]*)/i.exec(params) ?? [];
    if (rel.toLowerCase().split(/\s+/).includes('next')) {
      return target;
    }
  }
  return undefined;
}

/** Services behind a proxy name their own host without its encryption: https stays https. */
function linked(request: PageRequest, link: string, metric: string): PageRequest {
  if (!URL.canParse(link, request.url.href)) {
    throw new UnitEconomicsError(
      'badData',
      `The metric ${metric} is led to a next page that is no address: check its pagination.`
    );
  }
  const url = new URL(link, request.url);
  if (url.hostname === request.url.hostname && url.protocol === 'http:') {
    url.protocol = request.url.protocol;
  }
  return { ...request, url };
}
