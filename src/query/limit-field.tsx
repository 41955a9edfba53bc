import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useId } from 'react';
import { query } from '../../pkg/model/query.ts';

interface Props {
  readonly limit: number | undefined;
  readonly onChange: (limit: number | undefined) => void;
}

const defaultLimit = query.shape.limit.parse(undefined);

/** How many groups are shown; what is written counts on leaving the field. */
export function LimitField({ limit, onChange }: Props) {
  const id = useId();
  return (
    <EditorField
      label="Limit"
      htmlFor={id}
      tooltip="Groups shown, the most expensive first; the others are folded into one"
    >
      <Input
        id={id}
        type="number"
        min={1}
        max={1000}
        width={10}
        placeholder={String(defaultLimit)}
        defaultValue={limit ?? ''}
        onBlur={({ currentTarget }) => {
          const written = currentTarget.value === '' ? undefined : Number(currentTarget.value);
          if (written !== limit) {
            onChange(written);
          }
        }}
      />
    </EditorField>
  );
}
