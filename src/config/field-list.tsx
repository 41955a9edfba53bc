import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Collapse, Field, useStyles2 } from '@grafana/ui';
import { type ReactNode, useId, useState } from 'react';
import type * as z from 'zod';
import { fieldIssues, issueAt } from './entry-issues.ts';
import { FieldInput } from './field-input.tsx';
import type { FieldKind, FieldSpec } from './field-spec.ts';
import { OtherKeys } from './other-keys.tsx';
import { descriptionAt, type Entry, valueAt, withValue } from './paths.ts';

interface Props {
  /** Each says what is wrong with some of the keys, and describes them. */
  readonly checks: readonly z.ZodType[];
  readonly fields: readonly FieldSpec[];
  readonly entry: Entry;
  readonly settings: Entry;
  readonly isDisabled: boolean;
  /** In a new entry what is missing is said once a field was left. */
  readonly isNew: boolean;
  /** Fields that cannot be changed now, with the reason, by key. */
  readonly locked?: Readonly<Record<string, string>>;
  /** Keys without a field as JSON: never, where there are some, or always. */
  readonly otherKeys: 'never' | 'present' | 'always';
  /** Fields of what stands beside the entry. */
  readonly children?: ReactNode;
  readonly onChange: (entry: Entry) => void;
}

/** Controls that need more room than a column of the grid. */
const wide: readonly FieldKind[] = ['lines', 'json', 'body', 'amounts', 'rules', 'filters'];

/** The fields of one entry, each with the model's description and the model's words on what is wrong with it. */
export function FieldList(props: Props) {
  const { checks, fields, entry, settings, isDisabled, isNew, locked = {}, otherKeys, onChange } = props;
  const id = useId();
  const styles = useStyles2(getStyles);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isOpen, setIsOpen] = useState(() =>
    fields.some(({ isAdvanced, path }) => isAdvanced && valueAt(entry, path) !== undefined)
  );
  const issues = fieldIssues(checks, entry);
  const meant = fields.filter(({ isFor, path }) => isFor?.(entry) !== false || valueAt(entry, path) !== undefined);
  const show = (spec: FieldSpec) => {
    const key = spec.path.join('.');
    const issue = issueAt(issues, spec.path);
    const isShown = issue !== undefined && !(issue.isMissing && isNew && !left.has(key));
    const inner = issue?.path.slice(spec.path.length).join('.');
    const isLocked = locked[key] !== undefined;
    const described = checks
      .map((schema) => descriptionAt(schema, spec.path))
      .find(Boolean)
      ?.replaceAll('`', '');
    return (
      <Field
        key={key}
        className={wide.includes(spec.kind ?? 'text') ? styles.wide : ''}
        label={spec.label}
        description={locked[key] ?? described ?? spec.hint}
        htmlFor={`${id}-${key}`}
        required={spec.isRequired ?? false}
        disabled={isDisabled || isLocked}
        invalid={isShown}
        error={isShown ? `${inner ? `${inner}: ` : ''}${issue.message}` : undefined}
      >
        <FieldInput
          id={`${id}-${key}`}
          spec={spec}
          value={spec.read ? spec.read(entry) : valueAt(entry, spec.path)}
          entry={entry}
          settings={settings}
          isDisabled={isDisabled || isLocked}
          isInvalid={isShown}
          onChange={(value) => {
            onChange(spec.write ? spec.write(entry, value, settings) : withValue(entry, spec.path, value));
          }}
          onBlur={() => {
            setLeft(new Set([...left, key]));
          }}
        />
      </Field>
    );
  };
  const advanced = meant.filter(({ isAdvanced }) => isAdvanced);
  return (
    <div>
      <div className={styles.grid}>
        {meant.filter(({ isAdvanced }) => !isAdvanced).map(show)}
        {props.children}
      </div>
      {otherKeys !== 'never' && (
        <OtherKeys
          key={fields.map(({ path: [key] }) => key).join(' ')}
          fields={fields}
          entry={entry}
          isDisabled={isDisabled}
          isAlwaysShown={otherKeys === 'always'}
          onChange={onChange}
        />
      )}
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
  wide: css({ gridColumn: '1 / -1' }),
});
