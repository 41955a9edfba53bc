import { Combobox, InlineField, MultiCombobox } from '@grafana/ui';
import type { VariableModel } from '../bootstrap.ts';
import { setParams } from '../route.ts';
import { allValue, type VariableValue } from '../services/template-srv.ts';
import type { Options } from './use-options.ts';

/** The present value: that of the address, otherwise the one saved with the dashboard. */
export function valueOf({ name, current, multi }: VariableModel, params: URLSearchParams): VariableValue {
  const inUrl = params.getAll(`var-${name}`);
  const value = inUrl.length > 0 ? inUrl : (current?.value ?? []);
  return multi ? [value].flat() : ([value].flat()[0] ?? '');
}

/** One variable's drop-down. */
export function VariableControl({
  model,
  value,
  options,
}: {
  model: VariableModel;
  value: VariableValue;
  options: Options | undefined;
}) {
  const { name, label, multi, includeAll } = model;
  const present = [value].flat().filter((one) => one !== allValue);
  const values =
    options !== undefined && 'values' in options ? options.values : present.map((one) => ({ text: one, value: one }));
  const choices = [
    ...(includeAll ? [{ label: 'All', value: allValue }] : []),
    ...values.map((option) => ({ label: option.text, value: option.value })),
  ];
  const error = options !== undefined && 'error' in options ? options.error : undefined;
  const id = `var-${name}`;
  return (
    <InlineField label={label ?? name} htmlFor={id} invalid={error !== undefined} error={error}>
      {multi ? (
        <MultiCombobox
          id={id}
          options={choices}
          width="auto"
          minWidth={16}
          value={[...[value].flat()]}
          onChange={(chosen) => {
            setParams({ [id]: chosen.map((choice) => choice.value) });
          }}
        />
      ) : (
        <Combobox
          id={id}
          options={choices}
          width={24}
          value={[value].flat()[0] ?? null}
          onChange={(choice) => {
            setParams({ [id]: choice.value });
          }}
        />
      )}
    </InlineField>
  );
}
