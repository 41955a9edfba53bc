import { Alert, Button, Field, Stack, TextArea } from '@grafana/ui';
import { useId, useState } from 'react';
import { isRecord, parseJson } from '../../pkg/model/issues.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { readDraft } from './draft.ts';

interface Props {
  readonly query: UnitEconomicsQuery;
  /** Why the form cannot show it. */
  readonly message: string;
  readonly onChange: (query: UnitEconomicsQuery) => void;
}

/** A saved query that the form would lose something of: shown as it is, kept until someone mends it. */
export function RawQuery({ query, message, onChange }: Props) {
  const id = useId();
  const { refId, datasource, hide, key, queryType, ...own } = query;
  const [text, setText] = useState(() => JSON.stringify(own, null, 2));
  const problem = problemOf(text);
  return (
    <Stack direction="column" gap={1}>
      <Alert severity="warning" title="This saved query cannot be shown in the form">
        {message}. Nothing was changed. Mend it below, or change the place that wrote it.
      </Alert>
      <Field label="Query as JSON" htmlFor={id} invalid={problem !== undefined} error={problem}>
        <TextArea
          id={id}
          rows={Math.min(20, text.split('\n').length + 1)}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
      </Field>
      <div>
        <Button
          variant="secondary"
          disabled={problem !== undefined}
          onClick={() => {
            const written = parseJson(text);
            if (isRecord(written)) {
              onChange({ refId, datasource, ...(hide !== undefined && { hide }), ...written });
            }
          }}
        >
          Use this query
        </Button>
      </div>
    </Stack>
  );
}

function problemOf(text: string): string | undefined {
  const written = parseJson(text);
  if (!isRecord(written)) {
    return 'This is not a JSON object.';
  }
  const read = readDraft(written);
  return read.ok ? undefined : read.message;
}
