import { Combobox, type ComboboxOption, IconButton, MultiCombobox, Stack } from '@grafana/ui';
import { useId } from 'react';
import { isRecord } from '../../pkg/model/issues.ts';
import { chargeKeys } from './charge-keys.ts';
import { AddRow } from './add-row.tsx';
import { usePick } from './use-pick.ts';

interface Props {
  readonly label: string;
  /** What the model calls the thing that is looked at: `key` in rules, `dimension` in filters. */
  readonly subject: 'key' | 'dimension';
  readonly operators: ComboboxOption[];
  readonly value: unknown;
  readonly isDisabled: boolean;
  readonly onChange: (conditions: readonly object[]) => void;
}

interface Condition {
  readonly subject: string;
  readonly op: string;
  readonly values: readonly string[];
}

function readConditions(value: unknown, subject: string): readonly Condition[] {
  return Array.isArray(value)
    ? value.filter(isRecord).map((condition) => ({
        subject: textOf(condition[subject], ''),
        op: textOf(condition['op'], 'in'),
        values: Array.isArray(condition['values']) ? condition['values'].map(String) : [],
      }))
    : [];
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Conditions on columns, tags or dimensions: what is looked at, how, and the values. */
export function ConditionList({ label, subject, operators, value, isDisabled, onChange }: Props) {
  const id = useId();
  const conditions = readConditions(value, subject);
  const change = (changed: readonly Condition[]) => {
    onChange(
      changed.map((condition) => ({
        [subject]: condition.subject,
        op: condition.op,
        ...(condition.op !== 'present' && { values: condition.values }),
      }))
    );
  };
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      {conditions.map((condition, index) => {
        const name = `${label} ${index + 1}`;
        const set = (patch: Partial<Condition>) => {
          change(conditions.with(index, { ...condition, ...patch }));
        };
        return (
          <Stack key={index} direction="row" gap={0.5} alignItems="center" wrap="wrap">
            <Choice
              label={`${name}: ${subject}`}
              value={condition.subject === '' ? null : condition.subject}
              options={chargeKeys}
              width={22}
              placeholder={subject === 'key' ? 'Column or tag:KEY' : 'Dimension'}
              isOpenEnded
              isDisabled={isDisabled}
              onPick={(picked) => {
                set({ subject: picked });
              }}
            />
            <Choice
              label={`${name}: operator`}
              value={condition.op}
              options={operators}
              width={16}
              isDisabled={isDisabled}
              onPick={(picked) => {
                set({ op: picked });
              }}
            />
            {condition.op !== 'present' && (
              <>
                <span id={`${id}-${index}`} hidden>{`${name}: values`}</span>
                <MultiCombobox
                  aria-labelledby={`${id}-${index}`}
                  value={[...condition.values]}
                  options={[]}
                  width={40}
                  placeholder="Write values"
                  noOptionsMessage="Write a value"
                  createCustomValue
                  disabled={isDisabled}
                  onChange={(options) => {
                    set({ values: options.map((option) => option.value) });
                  }}
                />
              </>
            )}
            <IconButton
              name="times"
              aria-label={`Remove ${name.toLowerCase()}`}
              disabled={isDisabled}
              onClick={() => {
                change(conditions.toSpliced(index, 1));
              }}
            />
          </Stack>
        );
      })}
      <AddRow
        label={label}
        text="Add condition"
        count={conditions.length}
        isDisabled={isDisabled}
        onAdd={() => {
          change([...conditions, { subject: '', op: 'in', values: [] }]);
        }}
      />
    </Stack>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: ComboboxOption[];
  readonly width: number;
  readonly placeholder?: string;
  readonly isOpenEnded?: boolean;
  readonly isDisabled: boolean;
  readonly onPick: (picked: string) => void;
}

function Choice({ label, value, options, width, placeholder, isOpenEnded = false, isDisabled, onPick }: ChoiceProps) {
  const pick = usePick(value, (picked) => {
    onPick(String(picked));
  });
  return (
    <Combobox
      aria-label={label}
      value={value}
      options={options}
      width={width}
      {...(placeholder !== undefined && { placeholder })}
      createCustomValue={isOpenEnded}
      disabled={isDisabled}
      onChange={pick}
    />
  );
}
