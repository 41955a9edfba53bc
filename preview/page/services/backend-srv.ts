import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, Observable } from 'rxjs';

/**
 * Grafana's way to call its server, as much of it as data sources use: an answer that is not 2xx is an error with the
 * server's JSON in `data`, and whoever unsubscribes ends the call.
 */
function fetchObservable<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    call<T>(request, abort.signal).then(
      (response) => {
        subscriber.next(response);
        subscriber.complete();
      },
      (error: unknown) => {
        if (!abort.signal.aborted) {
          subscriber.error(error);
        }
      }
    );
    return () => {
      abort.abort();
    };
  });
}

async function call<T>(request: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const { url, method = 'GET', params, headers } = request;
  const data: unknown = request.data;
  const query = new URLSearchParams(
    Object.entries(params ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  ).toString();
  const response = await fetch(`${url}${query === '' ? '' : `${url.includes('?') ? '&' : '?'}${query}`}`, {
    method,
    headers: { ...headers, ...(data !== undefined && { 'Content-Type': 'application/json' }) },
    ...(data !== undefined && { body: JSON.stringify(data) }),
    signal,
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') === true;
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : text;
  const { status, statusText, ok, redirected, type } = response;
  if (!ok) {
    const error: FetchError = { status, statusText, data: body, config: request };
    throw error; // eslint-disable-line @typescript-eslint/only-throw-error -- it is what callers of Grafana's service get
  }
  // What the server sends is for the caller to know; BackendSrv's own type asks for no check.
  return { data: body as T, status, statusText, ok, headers: response.headers, redirected, type, url, config: request };
}

async function dataOf<T>(request: BackendSrvRequest): Promise<T> {
  return (await lastValueFrom(fetchObservable<T>(request))).data;
}

function unserved(): never {
  throw new Error('The preview does not serve this kind of call.');
}

export const backendSrv: BackendSrv = {
  fetch: fetchObservable,
  request: dataOf, // eslint-disable-line @typescript-eslint/no-deprecated -- the type wants it
  datasourceRequest: unserved, // eslint-disable-line @typescript-eslint/no-deprecated -- the type wants it
  get: (url, params: BackendSrvRequest['params']) => dataOf({ url, params }),
  post: (url, data: unknown) => dataOf({ url, method: 'POST', data }),
  put: (url, data: unknown) => dataOf({ url, method: 'PUT', data }),
  patch: (url, data: unknown) => dataOf({ url, method: 'PATCH', data }),
  delete: (url, data: unknown) => dataOf({ url, method: 'DELETE', data }),
  chunked: unserved,
};
