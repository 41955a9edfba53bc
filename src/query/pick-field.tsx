import { EditorField } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import { useId } from 'react';

interface Props<T extends string> {
  readonly label: string;
  readonly tooltip?: string;
  readonly value: T;
  readonly options: ComboboxOption<T>[];
  readonly onChange: (value: T) => void;
  /** In Grafana's spacing units of 8 px. */
  readonly width?: number;
  /** Let people write a value that is not listed. */
  readonly isOpenEnded?: boolean;
}

/** A labelled, searchable pick list; only the visible options are drawn, however many there are. */
export function PickField<T extends string>({
  label,
  tooltip,
  value,
  options,
  onChange,
  width = 20,
  isOpenEnded = false,
}: Props<T>) {
  const id = useId();
  return (
    <EditorField label={label} htmlFor={id} {...(tooltip !== undefined && { tooltip })}>
      <Combobox
        id={id}
        value={value}
        options={options}
        width={width}
        createCustomValue={isOpenEnded}
        onChange={(option) => {
          onChange(option.value);
        }}
      />
    </EditorField>
  );
}
