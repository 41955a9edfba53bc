import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

export interface Route {
  readonly path: string;
  readonly params: URLSearchParams;
}

/** Where the page is; the address holds everything one may want to keep or send: range, variables, query. */
export function useRoute(): Route {
  const href = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const [path = '/', search = ''] = href.split('?');
  return { path, params: new URLSearchParams(search) };
}

export function goTo(href: string): void {
  window.history.pushState(null, '', href);
  listeners.forEach((listener) => {
    listener();
  });
}

/** Changes parameters of the present address; undefined removes one. */
export function setParams(changes: Readonly<Record<string, string | readonly string[] | undefined>>): void {
  const params = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    for (const item of typeof value === 'string' ? [value] : (value ?? [])) {
      params.append(name, item);
    }
  }
  goTo(`${window.location.pathname}?${params.toString()}`);
}
