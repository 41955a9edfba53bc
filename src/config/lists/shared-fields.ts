import type { ComboboxOption } from '@grafana/ui';
import * as z from 'zod';
import { connectionKinds } from '../../../pkg/model/connections/connection.ts';
import { isRecord } from '../../../pkg/model/issues.ts';
import type { CatalogList } from '../../../pkg/model/settings.ts';
import type { FieldSpec } from '../field-spec.ts';
import { isType } from '../kinds/kinds.ts';
import type { Entry } from '../paths.ts';

export const name: FieldSpec = { path: ['name'], label: 'Name', isRequired: true, example: 'lower_case' };
export const title: FieldSpec = { path: ['title'], label: 'Title', default: 'The name' };
export const until: FieldSpec = { path: ['until'], label: 'Until', example: 'YYYY-MM-DD', isAdvanced: true };

export const connection: FieldSpec = {
  path: ['connection'],
  label: 'Connection',
  kind: 'choice',
  isRequired: true,
  options: connectionsFor(() => true),
  isOpenEnded: true, // the catalog file may hold it
};

/** Of what comes from a service. */
export const kept: readonly FieldSpec[] = [
  { path: ['refresh'], label: 'Refresh', default: '1h (BigQuery: 6h)', isAdvanced: true },
  {
    path: ['whenDown'],
    label: 'When the service is down',
    kind: 'choice',
    default: 'error',
    options: () => choices(['error', 'last']),
    isAdvanced: true,
  },
];

export function choices(values: readonly string[]): ComboboxOption<string | number>[] {
  return values.map((value) => ({ value }));
}

export function namesOf(list: CatalogList): NonNullable<FieldSpec['options']> {
  return (_, settings) => {
    const entries: unknown = settings[list];
    return Array.isArray(entries)
      ? entries.filter(isRecord).flatMap(({ name: value }) => (typeof value === 'string' ? [{ value }] : []))
      : [];
  };
}

/** The connections of the settings whose kind will do; each with its type. */
export function connectionsFor(
  willDo: (kind: (typeof connectionKinds)[keyof typeof connectionKinds]) => boolean
): NonNullable<FieldSpec['options']> {
  return (_, { connections }) =>
    Array.isArray(connections)
      ? connections.filter(isRecord).flatMap(({ name: value, type }) => {
          const kind = isType(type) ? connectionKinds[type] : undefined;
          return typeof value === 'string' && kind !== undefined && willDo(kind)
            ? [{ value, description: kind.title }]
            : [];
        })
      : [];
}

export function text(entry: Entry, key: string): string {
  const value = entry[key];
  return typeof value === 'string' ? value : '';
}

export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** What every form of an entry has, whichever connection it is on. */
export function sharedShape({
  options: [first, ...others],
}: {
  readonly options: readonly z.ZodObject[];
}): z.ZodObject {
  return z.object(
    Object.fromEntries(
      Object.entries(first?.shape ?? {}).filter(([key]) => others.every(({ shape }) => Object.hasOwn(shape, key)))
    )
  );
}
