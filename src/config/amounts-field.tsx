import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, Input, Pagination, Stack, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { AddRow } from './add-row.tsx';
import { type Amount, keysOf, nextAmount, readAmounts, writeAmounts } from './amounts.ts';
import type { Entry } from './paths.ts';

interface Props {
  readonly label: string;
  readonly value: unknown;
  readonly entry: Entry;
  readonly isDisabled: boolean;
  /** Undefined when no line is left. */
  readonly onChange: (value: readonly object[] | undefined) => void;
}

/** Lines drawn at once. */
const pageSize = 24;

/** Dates and numbers line by line, with a column for each key that a dimension is read from. */
export function AmountsField({ label, value, entry, isDisabled, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const amounts = readAmounts(value);
  const keys = keysOf(entry, amounts);
  const pages = Math.max(1, Math.ceil(amounts.length / pageSize));
  const [page, setPage] = useState(1);
  const first = (Math.min(page, pages) - 1) * pageSize;
  const change = (changed: readonly Amount[]) => {
    onChange(writeAmounts(changed));
  };
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      {amounts.length > 0 && (
        <table className={styles.table} aria-label={label}>
          <thead>
            <tr>
              {['Date', 'Value', ...keys].map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {amounts.slice(first, first + pageSize).map((amount, offset) => {
              const index = first + offset;
              const name = `${label} ${index + 1}`;
              const set = (patch: Partial<Amount>) => {
                change(amounts.with(index, { ...amount, ...patch }));
              };
              return (
                <tr key={index}>
                  <td>
                    <Input
                      aria-label={`${name}: date`}
                      placeholder="2026-10"
                      value={amount.date}
                      width={14}
                      disabled={isDisabled}
                      onChange={({ currentTarget }) => {
                        set({ date: currentTarget.value });
                      }}
                    />
                  </td>
                  <td>
                    <Input
                      type="number"
                      step="any"
                      aria-label={`${name}: value`}
                      value={amount.value ?? ''}
                      width={16}
                      disabled={isDisabled}
                      onChange={({ currentTarget: { value: written } }) => {
                        set({ value: written === '' ? undefined : Number(written) });
                      }}
                    />
                  </td>
                  {keys.map((key) => (
                    <td key={key}>
                      <Input
                        aria-label={`${name}: ${key}`}
                        value={amount.keys[key] ?? ''}
                        width={18}
                        disabled={isDisabled}
                        onChange={({ currentTarget }) => {
                          set({ keys: { ...amount.keys, [key]: currentTarget.value } });
                        }}
                      />
                    </td>
                  ))}
                  <td>
                    <IconButton
                      name="times"
                      aria-label={`Remove ${name.toLowerCase()}`}
                      disabled={isDisabled}
                      onClick={() => {
                        change(amounts.toSpliced(index, 1));
                      }}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {pages > 1 && <Pagination currentPage={Math.min(page, pages)} numberOfPages={pages} onNavigate={setPage} />}
      <AddRow
        label={label}
        text="Add"
        count={amounts.length}
        isDisabled={isDisabled}
        onAdd={() => {
          change([...amounts, nextAmount(amounts, entry)]);
          setPage(Math.ceil((amounts.length + 1) / pageSize));
        }}
      />
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    'th, td': { padding: theme.spacing(0, 0.5, 0.5, 0), textAlign: 'left' },
    'td > button': { verticalAlign: 'middle' },
    th: { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
  }),
});
