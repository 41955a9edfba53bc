import { Combobox, InlineSwitch, Input, MultiCombobox, TextArea } from '@grafana/ui';
import { useMemo } from 'react';
import { AmountsField } from './amounts-field.tsx';
import { ConditionList } from './condition-list.tsx';
import type { FieldSpec } from './field-spec.ts';
import { JsonField } from './json-field.tsx';
import type { Entry } from './paths.ts';
import { RecordField } from './record-field.tsx';
import { RulesField } from './rules-field.tsx';
import { usePick } from './use-pick.ts';

interface Props {
  readonly id: string;
  readonly spec: FieldSpec;
  readonly value: unknown;
  readonly entry: Entry;
  readonly settings: Entry;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  /** Undefined takes the key out, so that the back end's default holds. */
  readonly onChange: (value: unknown) => void;
  readonly onBlur: () => void;
}

const filterOperators = [
  { value: 'in', label: 'is one of' },
  { value: 'notIn', label: 'is none of' },
  { value: 'regex', label: 'matches', description: 'RE2 regular expression, on the whole value' },
];
const width = 40;

/** The control of one field, by its kind. */
export function FieldInput({ id, spec, value, entry, settings, isDisabled, isInvalid, onChange, onBlur }: Props) {
  const { kind = 'text', label, isOpenEnded = false, isRequired = false } = spec;
  const placeholder = spec.default ?? (isDisabled ? '' : (spec.example ?? ''));
  const options = useMemo(() => spec.options?.(entry, settings) ?? [], [spec, entry, settings]);
  const pick = usePick(value, onChange);
  switch (kind) {
    case 'text':
    case 'number':
      return (
        <Input
          id={id}
          type={kind}
          step="any"
          value={typeof value === 'string' || typeof value === 'number' ? value : ''}
          placeholder={placeholder}
          width={width}
          disabled={isDisabled}
          invalid={isInvalid}
          autoComplete="off"
          onBlur={onBlur}
          onChange={({ currentTarget: { value: written } }) => {
            onChange(written === '' ? undefined : kind === 'number' ? Number(written) : written);
          }}
        />
      );
    case 'lines':
      return (
        <TextArea
          id={id}
          value={typeof value === 'string' ? value : ''}
          rows={3}
          placeholder={placeholder}
          disabled={isDisabled}
          invalid={isInvalid}
          spellCheck={false}
          onBlur={onBlur}
          onChange={({ currentTarget: { value: written } }) => {
            onChange(written === '' ? undefined : written);
          }}
        />
      );
    case 'json':
    case 'body':
      return (
        <JsonField
          id={id}
          value={value}
          isTextToo={kind === 'body'}
          placeholder={placeholder}
          isDisabled={isDisabled}
          isInvalid={isInvalid}
          onChange={onChange}
          onBlur={onBlur}
        />
      );
    case 'amounts':
      return <AmountsField label={label} value={value} entry={entry} isDisabled={isDisabled} onChange={onChange} />;
    case 'choice':
      return (
        <Combobox<string | number>
          id={id}
          value={typeof value === 'string' || typeof value === 'number' ? value : null}
          options={options}
          placeholder={placeholder}
          width={width}
          disabled={isDisabled}
          invalid={isInvalid}
          createCustomValue={isOpenEnded}
          {...(isDisabled || isRequired
            ? { isClearable: false, onChange: pick }
            : { isClearable: true, onChange: pick })}
          onBlur={onBlur}
        />
      );
    case 'switch':
      return (
        <InlineSwitch
          id={id}
          value={typeof value === 'boolean' ? value : (spec.isOnByDefault ?? false)}
          disabled={isDisabled}
          onChange={({ currentTarget: { checked } }) => {
            onChange(checked === (spec.isOnByDefault ?? false) ? undefined : checked);
          }}
        />
      );
    case 'list':
      return (
        <MultiCombobox
          id={id}
          value={Array.isArray(value) ? value.map((item) => ({ value: String(item) })) : []}
          options={options.map((option) => ({ ...option, value: String(option.value) }))}
          placeholder={placeholder}
          width={width}
          disabled={isDisabled}
          invalid={isInvalid}
          createCustomValue={isOpenEnded}
          onBlur={onBlur}
          onChange={(chosen) => {
            onChange(chosen.length === 0 ? undefined : chosen.map((option) => option.value));
          }}
        />
      );
    case 'record':
      return (
        <RecordField
          label={label}
          columns={spec.columns ?? ['Key', 'Value']}
          value={value}
          isDisabled={isDisabled}
          onChange={onChange}
        />
      );
    case 'rules':
      return <RulesField value={value} isDisabled={isDisabled} onChange={onChange} />;
    case 'filters':
      return (
        <ConditionList
          label={label}
          subject="dimension"
          operators={filterOperators}
          value={value}
          isDisabled={isDisabled}
          onChange={(conditions) => {
            onChange(conditions.length === 0 ? undefined : conditions);
          }}
        />
      );
  }
}
