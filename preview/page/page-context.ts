import { createContext, useContext } from 'react';
import type { Bootstrap } from './bootstrap.ts';
import type { DataSourceRegistry } from './services/data-source-srv.ts';
import type { Variables } from './services/template-srv.ts';

export interface PageContext {
  readonly bootstrap: Bootstrap;
  readonly registry: DataSourceRegistry;
  readonly variables: Variables;
}

export const PageContext = createContext<PageContext | undefined>(undefined);

export function usePage(): PageContext {
  const page = useContext(PageContext);
  if (page === undefined) {
    throw new Error('usePage belongs below PageContext.Provider.');
  }
  return page;
}
