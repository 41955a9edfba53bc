import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import { useId } from 'react';
import { query } from '../../pkg/model/query.ts';
import type { Runs } from './use-runs.ts';

interface Props {
  readonly limit: number | undefined;
  readonly runs: Runs;
  readonly onChange: (limit: number | undefined) => void;
}

const defaultLimit = query.shape.limit.parse(undefined);

/** How many groups are shown. */
export function LimitField({ limit, runs, onChange }: Props) {
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
        value={limit ?? ''}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value));
        }}
        {...runs.field}
      />
    </EditorField>
  );
}
