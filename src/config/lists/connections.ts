import { connectionKinds } from '../../../pkg/model/connections/connection.ts';
import { catalogLists } from '../../../pkg/model/settings.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { withType } from '../kinds/change-type.ts';
import { isType, kinds } from '../kinds/kinds.ts';
import type { Entry } from '../paths.ts';
import { joined, name, text } from './shared-fields.ts';

const type: FieldSpec = {
  path: ['type'],
  label: 'Type',
  kind: 'choice',
  isRequired: true,
  hint: 'What is on the other side; fixed once the connection has a secret',
  options: () => Object.entries(connectionKinds).map(([value, kind]) => ({ value, label: kind.title })),
  write: withType,
};

export const connections: ListSpec = {
  title: 'Connections',
  noun: 'connection',
  description: 'Where bills and usage come from.',
  start: { type: 'files' },
  summary: (entry) =>
    joined(
      titleOf(entry),
      ...['path', 'site', 'project', 'url', 'account', 'container', 'bucket'].map((key) => text(entry, key))
    ),
  fields: ({ type: chosen }) => [
    { ...name, hint: 'Metrics refer to it; fixed once the connection has a secret' },
    type,
    ...(isType(chosen) ? kinds[chosen].connection : []),
  ],
  // Types have keys of the same name with different meanings: the type's own schema describes them.
  checks: ({ type: chosen }) => [isType(chosen) ? connectionKinds[chosen].connection : catalogLists.connections],
  secrets: (entry) => {
    const { type: chosen } = entry;
    return isType(chosen)
      ? Object.entries(connectionKinds[chosen].secrets).map(([key, secret]) => ({
          key,
          ...secret,
          isLong: kinds[chosen].longSecrets?.includes(key) ?? false,
          isNeeded: kinds[chosen].secretsFor?.(entry).includes(key) ?? true,
        }))
      : [];
  },
  isTestable: true,
};

function titleOf({ type: chosen }: Entry): string {
  return isType(chosen) ? connectionKinds[chosen].title : '';
}
