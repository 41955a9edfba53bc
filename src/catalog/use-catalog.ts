import { useEffect, useState } from 'react';
import type { BilledQuantity } from '../../pkg/model/billed-quantity.ts';
import type { DataSource } from '../datasource.ts';
import type { CatalogView, ExtentsView } from './catalog.ts';

export type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly value: T };

function messageOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null) {
    // Grafana's own: { status, data: { message } }
    if ('data' in thrown && typeof thrown.data === 'object' && thrown.data !== null && 'message' in thrown.data) {
      return String(thrown.data.message);
    }
    if ('message' in thrown) {
      return String(thrown.message);
    }
  }
  return String(thrown);
}

export function useCatalog(datasource: DataSource): Loading<CatalogView> {
  const [catalog, setCatalog] = useState<Loading<CatalogView>>({ state: 'loading' });
  useEffect(() => {
    let isCurrent = true;
    datasource.catalog().then(
      (value) => {
        if (isCurrent) {
          setCatalog({ state: 'ready', value });
        }
      },
      (thrown: unknown) => {
        if (isCurrent) {
          setCatalog({ state: 'failed', message: messageOf(thrown) });
        }
      }
    );
    return () => {
      isCurrent = false;
    };
  }, [datasource]);
  return catalog;
}

/** First and last days of the given entries, as they become known; nothing where they cannot be read. */
export function useExtents(datasource: DataSource, entries: readonly string[]): ExtentsView {
  const [extents, setExtents] = useState<ExtentsView>({});
  const wanted = [...new Set(entries)].sort().join(' ');
  useEffect(() => {
    let isCurrent = true;
    datasource.extents(wanted === '' ? [] : wanted.split(' ')).then(
      (found) => {
        if (isCurrent) {
          setExtents((known) => ({ ...known, ...found }));
        }
      },
      () => undefined // the sentence simply lacks its last date; the query itself says what is wrong
    );
    return () => {
      isCurrent = false;
    };
  }, [datasource, wanted]);
  return extents;
}

/** What bills count, from when it is wanted on; nothing where it cannot be read. */
export function useQuantities(datasource: DataSource, isWanted: boolean): readonly BilledQuantity[] {
  const [quantities, setQuantities] = useState<readonly BilledQuantity[]>([]);
  useEffect(() => {
    let isCurrent = isWanted;
    if (isWanted) {
      datasource.quantities().then(
        (found) => {
          if (isCurrent) {
            setQuantities(found);
          }
        },
        () => undefined // the metrics are offered all the same
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [datasource, isWanted]);
  return quantities;
}
