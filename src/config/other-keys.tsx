import { Field } from '@grafana/ui';
import { useId, useState } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import type { FieldSpec } from './field-spec.ts';
import { JsonField } from './json-field.tsx';
import type { Entry } from './paths.ts';

interface Props {
  readonly fields: readonly FieldSpec[];
  readonly entry: Entry;
  readonly isDisabled: boolean;
  /** Shown even while there are none. */
  readonly isAlwaysShown: boolean;
  readonly onChange: (entry: Entry) => void;
}

/**
 * Keys of an entry for which there is no field, as JSON: those of a connection in the catalog file, whose type only the
 * back end knows, and those that a later version writes.
 */
export function OtherKeys({ fields, entry, isDisabled, isAlwaysShown, onChange }: Props) {
  const id = useId();
  const known = new Set(fields.map(({ path: [key] }) => key));
  const others = Object.entries(entry).filter(([key]) => !known.has(key));
  const [hadAny] = useState(others.length > 0); // the field stays while one empties it
  if (!hadAny && !isAlwaysShown) {
    return null;
  }
  return (
    <Field label="Other keys" description="Keys that have no field here, as JSON" htmlFor={id} disabled={isDisabled}>
      <JsonField
        id={id}
        value={others.length === 0 ? undefined : Object.fromEntries(others)}
        isTextToo={false}
        placeholder={'{ "location": "usage/jobs.csv" }'}
        isDisabled={isDisabled}
        isInvalid={false}
        onChange={(written) => {
          const named = Object.entries(entry).filter(([key]) => known.has(key));
          onChange({ ...(isRecord(written) ? written : {}), ...Object.fromEntries(named) });
        }}
        onBlur={() => undefined}
      />
    </Field>
  );
}
