import { IconButton, Input, Stack } from '@grafana/ui';
import { useState } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import { AddRow } from './add-row.tsx';

interface Props {
  readonly label: string;
  readonly columns: readonly [left: string, right: string];
  readonly value: unknown;
  readonly isDisabled: boolean;
  /** Undefined when no row is left. */
  readonly onChange: (value: Readonly<Record<string, string>> | undefined) => void;
}

type Row = readonly [key: string, value: string];

/** A mapping of texts, row by row. Rows without a key are kept here until they have one. */
export function RecordField({ label, columns: [left, right], value, isDisabled, onChange }: Props) {
  const [rows, setRows] = useState<readonly Row[]>(() =>
    isRecord(value) ? Object.entries(value).map(([key, text]) => [key, String(text)]) : []
  );
  const change = (changed: readonly Row[]) => {
    setRows(changed);
    const written = changed.filter(([key]) => key !== '');
    onChange(written.length === 0 ? undefined : Object.fromEntries(written));
  };
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      {rows.map(([key, text], index) => (
        <Stack key={index} direction="row" gap={0.5} alignItems="center">
          <Input
            aria-label={`${label} ${index + 1}: ${left.toLowerCase()}`}
            placeholder={left}
            value={key}
            width={24}
            disabled={isDisabled}
            onChange={({ currentTarget }) => {
              change(rows.with(index, [currentTarget.value, text]));
            }}
          />
          <Input
            aria-label={`${label} ${index + 1}: ${right.toLowerCase()}`}
            placeholder={right}
            value={text}
            width={24}
            disabled={isDisabled}
            onChange={({ currentTarget }) => {
              change(rows.with(index, [key, currentTarget.value]));
            }}
          />
          <IconButton
            name="times"
            aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
            disabled={isDisabled}
            onClick={() => {
              change(rows.toSpliced(index, 1));
            }}
          />
        </Stack>
      ))}
      <AddRow
        label={label}
        text="Add"
        count={rows.length}
        isDisabled={isDisabled}
        onAdd={() => {
          setRows([...rows, ['', '']]);
        }}
      />
    </Stack>
  );
}
