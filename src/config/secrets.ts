import type { DataSourcePluginOptionsEditorProps, DataSourceJsonData } from '@grafana/data';
import type { CatalogList } from '../../pkg/model/settings.ts';
import type { Entry } from './paths.ts';

export type EditorProps = DataSourcePluginOptionsEditorProps<DataSourceJsonData, Record<string, string>>;
export type Options = EditorProps['options'];

/** Where Grafana keeps an entry's secret: flat, so that YAML and Terraform can write it. */
export function secretPath(list: CatalogList, name: string, key: string): string {
  return `${list}.${name}.${key}`;
}

/** Stored, and so never shown again. */
export function isStored({ secureJsonFields }: Options, path: string): boolean {
  return secureJsonFields[path] === true;
}

/** Written and not saved yet; empty where nothing is. */
export function writtenSecret({ secureJsonData }: Options, path: string): string {
  return secureJsonData?.[path] ?? '';
}

export function withSecret(options: Options, path: string, value: string): Options {
  return { ...options, secureJsonData: { ...options.secureJsonData, [path]: value } };
}

/** Grafana keeps what is not named in `secureJsonData`; an empty secret counts as none. */
export function withoutSecret(options: Options, path: string): Options {
  return {
    ...options,
    secureJsonFields: { ...options.secureJsonFields, [path]: false },
    secureJsonData: { ...options.secureJsonData, [path]: '' },
  };
}

/** Paths of the secrets that an entry has, stored or written, of whichever type it was when they were. */
export function secretsOf(options: Options, list: CatalogList, { name }: Entry): readonly string[] {
  const paths = new Set([...Object.keys(options.secureJsonFields), ...Object.keys(options.secureJsonData ?? {})]);
  return typeof name !== 'string'
    ? []
    : [...paths].filter(
        (path) =>
          path.startsWith(secretPath(list, name, '')) &&
          (isStored(options, path) || writtenSecret(options, path) !== '')
      );
}

/** After an entry was removed; a second one of its name keeps them. */
export function withoutSecretsOf(
  options: Options,
  list: CatalogList,
  removed: Entry,
  others: readonly Entry[]
): Options {
  return others.some(({ name }) => name === removed['name'])
    ? options
    : secretsOf(options, list, removed).reduce(withoutSecret, options);
}
