import { Field, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import { useId } from 'react';
import { name as validName } from '../../pkg/model/names.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import type { SecretSpec } from './field-spec.ts';
import type { Entry } from './paths.ts';
import { isStored, type Options, secretPath, withoutSecret, withSecret, writtenSecret } from './secrets.ts';

interface Props {
  readonly list: CatalogList;
  readonly entry: Entry;
  readonly secrets: readonly SecretSpec[];
  readonly options: Options;
  readonly onChange: (options: Options) => void;
}

const width = 40;

/** An entry's secrets: they can be written and reset, and are never shown. */
export function SecretFields({ list, entry, secrets, options, onChange }: Props) {
  const id = useId();
  const name = validName.safeParse(entry['name']).data;
  const pathOf = (key: string) => secretPath(list, name ?? '', key);
  return secrets
    .filter(({ key, isNeeded }) => isNeeded || isStored(options, pathOf(key)))
    .map(({ key, title, description, isLong }) => {
      const path = pathOf(key);
      const isConfigured = isStored(options, path);
      const shared = {
        id: `${id}-${key}`,
        isConfigured,
        value: writtenSecret(options, path),
        disabled: name === undefined,
        autoComplete: 'off',
        placeholder: name === undefined ? 'Name it first' : '',
        onReset: () => {
          onChange(withoutSecret(options, path));
        },
        onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) => {
          onChange(withSecret(options, path, value));
        },
      };
      return (
        <Field key={key} label={title} description={description} htmlFor={shared.id}>
          {options.readOnly ? (
            <Input id={shared.id} width={width} disabled value={isConfigured ? 'configured' : 'not configured'} />
          ) : isLong ? (
            <SecretTextArea {...shared} rows={5} cols={60} />
          ) : (
            <SecretInput {...shared} width={width} />
          )}
        </Field>
      );
    });
}
