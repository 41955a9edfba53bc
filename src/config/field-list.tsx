import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Collapse, Field, useStyles2 } from '@grafana/ui';
import { useId, useState } from 'react';
import type * as z from 'zod';
import { fieldIssues, issueAt } from './entry-issues.ts';
import { FieldInput } from './field-input.tsx';
import type { FieldSpec } from './field-spec.ts';
import { descriptionAt, type Entry, valueAt, withValue } from './paths.ts';

interface Props {
  readonly schema: z.ZodType;
  readonly fields: readonly FieldSpec[];
  readonly entry: Entry;
  readonly settings: Entry;
  readonly isDisabled: boolean;
  /** In a new entry what is missing is said once a field was left. */
  readonly isNew: boolean;
  readonly onChange: (entry: Entry) => void;
}

/** The fields of one entry, each with the model's description and the model's words on what is wrong with it. */
export function FieldList({ schema, fields, entry, settings, isDisabled, isNew, onChange }: Props) {
  const id = useId();
  const styles = useStyles2(getStyles);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isOpen, setIsOpen] = useState(() =>
    fields.some(({ isAdvanced, path }) => isAdvanced && valueAt(entry, path) !== undefined)
  );
  const issues = fieldIssues(schema, entry);
  const show = (spec: FieldSpec) => {
    const key = spec.path.join('.');
    const issue = issueAt(issues, spec.path);
    const isShown = issue !== undefined && !(issue.isMissing && isNew && !left.has(key));
    const inner = issue?.path.slice(spec.path.length).join('.');
    return (
      <Field
        key={key}
        label={spec.label}
        description={descriptionAt(schema, spec.path)}
        htmlFor={`${id}-${key}`}
        required={spec.isRequired ?? false}
        disabled={isDisabled}
        invalid={isShown}
        error={isShown ? `${inner ? `${inner}: ` : ''}${issue.message}` : undefined}
      >
        <FieldInput
          id={`${id}-${key}`}
          spec={spec}
          value={valueAt(entry, spec.path)}
          entry={entry}
          settings={settings}
          isDisabled={isDisabled}
          isInvalid={isShown}
          onChange={(value) => {
            onChange(withValue(entry, spec.path, value));
          }}
          onBlur={() => {
            setLeft(new Set([...left, key]));
          }}
        />
      </Field>
    );
  };
  const advanced = fields.filter(({ isAdvanced }) => isAdvanced);
  return (
    <div>
      <div className={styles.grid}>{fields.filter(({ isAdvanced }) => !isAdvanced).map(show)}</div>
      {advanced.length > 0 && (
        <Collapse
          label="More"
          isOpen={isOpen}
          onToggle={() => {
            setIsOpen(!isOpen);
          }}
        >
          <div className={styles.grid}>{advanced.map(show)}</div>
        </Collapse>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(340px, 1fr))',
    columnGap: theme.spacing(2),
    alignItems: 'start',
  }),
});
