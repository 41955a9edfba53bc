import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, IconButton, Stack, Text, useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { FieldList } from './field-list.tsx';
import type { ListSpec } from './field-spec.ts';
import type { Entry } from './paths.ts';
import { TestReport } from './test-report.tsx';
import { useEntryTest } from './use-entry-test.ts';

interface Props {
  readonly uid: string;
  /** As the back end calls the list. */
  readonly list: string;
  readonly spec: ListSpec;
  readonly entry: Entry;
  readonly settings: Entry;
  /** From 1, for an entry without a name. */
  readonly position: number;
  readonly problem: string | undefined;
  readonly isOpen: boolean;
  readonly isNew: boolean;
  readonly isSaved: boolean;
  readonly isReadOnly: boolean;
  /** Fields that cannot be changed now, with the reason, by key. */
  readonly locked: Readonly<Record<string, string>>;
  /** Fields of what stands beside the entry. */
  readonly children: ReactNode;
  readonly onToggle: () => void;
  readonly onChange: (entry: Entry) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** One entry: a line that says what it is, its fields while it is open, and what a test of it found. */
export function EntryItem(props: Props) {
  const { uid, list, spec, entry, settings, position, problem, isOpen, isNew, isSaved, isReadOnly } = props;
  const styles = useStyles2(getStyles);
  const name = typeof entry['name'] === 'string' && entry['name'] !== '' ? entry['name'] : `${position} (no name)`;
  const isFlagged = problem !== undefined && !isNew;
  const test = useEntryTest(uid, `${list}.${name}`);
  return (
    <li className={styles.item}>
      <Stack direction="row" gap={1} alignItems="center">
        <Stack direction="row" gap={1} alignItems="center" grow={1} wrap="wrap">
          <Text variant="code">{name}</Text>
          <Text color="secondary" variant="bodySmall">
            {spec.summary(entry)}
          </Text>
          {isFlagged && <Badge color="red" icon="exclamation-triangle" text="Cannot be used" />}
        </Stack>
        {spec.isTestable && (
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            icon={test.isRunning ? 'spinner' : 'play'}
            disabled={!isSaved || test.isRunning}
            tooltip={isSaved ? 'Reads the saved entry as a query would' : 'Save first: a test looks at the saved entry'}
            aria-label={`Test ${spec.noun} ${name}`}
            onClick={test.run}
          >
            Test
          </Button>
        )}
        <Button
          size="sm"
          variant="secondary"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Close' : isReadOnly ? 'View' : 'Edit'} ${spec.noun} ${name}`}
          onClick={props.onToggle}
        >
          {isOpen ? 'Close' : isReadOnly ? 'View' : 'Edit'}
        </Button>
        {!isReadOnly && (
          <>
            <IconButton name="copy" tooltip={`Duplicate ${spec.noun} ${name}`} onClick={props.onDuplicate} />
            <IconButton name="trash-alt" tooltip={`Remove ${spec.noun} ${name}`} onClick={props.onRemove} />
          </>
        )}
      </Stack>
      {isFlagged && (
        <Text color="error" variant="bodySmall" element="p">
          {problem}
        </Text>
      )}
      <div aria-live="polite">{test.reports && <TestReport reports={test.reports} />}</div>
      {isOpen && (
        <div className={styles.fields}>
          <FieldList
            checks={spec.checks(entry, settings)}
            fields={spec.fields(entry, settings)}
            entry={entry}
            settings={settings}
            isDisabled={isReadOnly}
            isNew={isNew}
            locked={props.locked}
            otherKeys={spec.isPartlyKnown?.(entry, settings) === true ? 'always' : 'present'}
            onChange={props.onChange}
          >
            {props.children}
          </FieldList>
        </div>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    padding: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  fields: css({ marginTop: theme.spacing(2) }),
});
