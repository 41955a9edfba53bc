import { FieldValidationMessage, TextArea } from '@grafana/ui';
import { useState } from 'react';
import { isRecord, parseJson } from '../../pkg/model/issues.ts';

interface Props {
  readonly id: string;
  readonly value: unknown;
  /** Text that is no JSON object is a value too, as it is. */
  readonly isTextToo: boolean;
  readonly placeholder: string;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  /** Undefined when the field is empty. */
  readonly onChange: (value: unknown) => void;
  readonly onBlur: () => void;
}

/** A value of any shape as JSON. While the text is none, the value stays what it was. */
export function JsonField({ id, value, isTextToo, placeholder, isDisabled, isInvalid, onChange, onBlur }: Props) {
  const [text, setText] = useState(() => shown(value, isTextToo));
  const isBroken = !isTextToo && text.trim() !== '' && parseJson(text) === undefined;
  return (
    <>
      <TextArea
        id={id}
        value={text}
        rows={Math.min(16, Math.max(3, text.split('\n').length))}
        placeholder={placeholder}
        disabled={isDisabled}
        invalid={isInvalid || isBroken}
        spellCheck={false}
        onBlur={onBlur}
        onChange={({ currentTarget: { value: written } }) => {
          setText(written);
          const parsed = written.trim() === '' ? undefined : parseJson(written);
          if (isTextToo) {
            onChange(isRecord(parsed) ? parsed : written === '' ? undefined : written);
          } else if (parsed !== undefined || written.trim() === '') {
            onChange(parsed);
          }
        }}
      />
      {isBroken && (
        <FieldValidationMessage>This is not JSON yet; what was there before is kept.</FieldValidationMessage>
      )}
    </>
  );
}

function shown(value: unknown, isTextToo: boolean): string {
  if (value === undefined) {
    return '';
  }
  return isTextToo && typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
