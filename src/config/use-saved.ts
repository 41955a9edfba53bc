import { useState } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import type { Entry } from './paths.ts';
import { type Options, secretPath } from './secrets.ts';

export type IsSaved = (list: CatalogList, entry: Entry) => boolean;

/** Tells entries that are saved as they stand: Grafana counts the version up with each save. */
export function useSaved(options: Options): IsSaved {
  const [saved, setSaved] = useState(options);
  if (saved.version !== options.version) {
    setSaved(options);
  }
  return (list, entry) => {
    const before: unknown = isRecord(saved.jsonData) ? saved.jsonData[list] : undefined;
    const text = JSON.stringify(entry);
    return (
      Array.isArray(before) &&
      before.some((known) => JSON.stringify(known) === text) &&
      !hasUnsavedSecret(options, list, entry)
    );
  };
}

/** Written or reset since the last save. */
function hasUnsavedSecret({ secureJsonData }: Options, list: CatalogList, { name }: Entry): boolean {
  return (
    typeof name === 'string' &&
    Object.keys(secureJsonData ?? {}).some((path) => path.startsWith(secretPath(list, name, '')))
  );
}
