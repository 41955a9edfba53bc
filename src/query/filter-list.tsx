import { AccessoryButton, EditorField, InputGroup } from '@grafana/plugin-ui';
import { Button, Combobox, type ComboboxOption, Input, MultiCombobox, Stack } from '@grafana/ui';
import { useCallback, useId } from 'react';
import type { DataSource } from '../datasource.ts';
import type { DraftFilter } from './draft.ts';
import type { Runs } from './use-runs.ts';
import { variableNames } from './variable-names.ts';

interface ListProps {
  readonly datasource: DataSource;
  /** What is filtered, for names that screen readers tell apart: `query`, or `leg jobs`. */
  readonly of: string;
  readonly filters: readonly DraftFilter[];
  readonly dimensions: ComboboxOption[];
  readonly runs: Runs;
  /** `run` is false while a filter is still being written. */
  readonly onChange: (filters: DraftFilter[], run: boolean) => void;
}

const operators: ComboboxOption<DraftFilter['op']>[] = [
  { value: 'in', label: 'is one of' },
  { value: 'notIn', label: 'is none of' },
  { value: 'regex', label: 'matches', description: 'RE2 regular expression, on the whole value' },
];

/** Filters, each a dimension, an operator and values that the server looks up while one types. */
export function FilterList({ datasource, of, filters, dimensions, runs, onChange }: ListProps) {
  return (
    <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-end">
      {filters.map((filter, index) => (
        <FilterFields
          key={index}
          datasource={datasource}
          label={`Filter ${index + 1} of ${of}`}
          filter={filter}
          dimensions={dimensions}
          runs={runs}
          onChange={(changed, run) => {
            onChange(filters.with(index, changed), run);
          }}
          onRemove={() => {
            onChange(filters.toSpliced(index, 1), true);
          }}
        />
      ))}
      <Button
        variant="secondary"
        icon="plus"
        aria-label={`Add filter to ${of}`}
        onClick={() => {
          onChange([...filters, { dimension: dimensions[0]?.value ?? 'ServiceName', op: 'in', values: [] }], false);
        }}
      >
        Filter
      </Button>
    </Stack>
  );
}

interface FieldsProps {
  readonly datasource: DataSource;
  readonly label: string;
  readonly filter: DraftFilter;
  readonly dimensions: ComboboxOption[];
  readonly runs: Runs;
  readonly onChange: (filter: DraftFilter, run: boolean) => void;
  readonly onRemove: () => void;
}

function FilterFields({ datasource, label, filter, dimensions, runs, onChange, onRemove }: FieldsProps) {
  const id = useId();
  const { dimension, op, values } = filter;
  const search = useCallback(
    async (text: string): Promise<ComboboxOption[]> => {
      const variables = variableNames().filter((name) => name.includes(text));
      const found = await datasource.values({ dimension, search: text });
      return [...variables, ...found].map((value) => ({ value, label: value }));
    },
    [datasource, dimension]
  );
  return (
    <EditorField label={label} htmlFor={id}>
      <InputGroup>
        <Combobox
          id={id}
          value={dimension}
          options={dimensions}
          width={18}
          createCustomValue
          onChange={({ value }) => {
            onChange({ ...filter, dimension: value, values: [] }, false);
          }}
        />
        <Combobox
          aria-label={`${label}: operator`}
          value={op}
          options={operators}
          width={14}
          onChange={({ value }) => {
            onChange({ ...filter, op: value }, values.length > 0);
          }}
        />
        {op === 'regex' ? (
          <Input
            aria-label={`${label}: pattern`}
            value={values[0] ?? ''}
            width={30}
            onChange={({ currentTarget }) => {
              onChange({ ...filter, values: currentTarget.value === '' ? [] : [currentTarget.value] }, false);
            }}
            {...runs.field}
          />
        ) : (
          <>
            <span id={`${id}-values`} hidden>{`${label}: values`}</span>
            <MultiCombobox
              aria-labelledby={`${id}-values`}
              value={values.map((value) => ({ value, label: value }))}
              options={search}
              width="auto"
              minWidth={36}
              maxWidth={60}
              placeholder="Choose values"
              createCustomValue
              onChange={(options) => {
                onChange({ ...filter, values: options.map(({ value }) => value) }, options.length > 0);
              }}
            />
          </>
        )}
        <AccessoryButton
          aria-label={`Remove ${label.toLowerCase()}`}
          icon="times"
          variant="secondary"
          onClick={onRemove}
        />
      </InputGroup>
    </EditorField>
  );
}
