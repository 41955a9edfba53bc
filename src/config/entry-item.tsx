import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, IconButton, Stack, Text, useStyles2 } from '@grafana/ui';
import type * as z from 'zod';
import { FieldList } from './field-list.tsx';
import type { ListSpec } from './field-spec.ts';
import type { Entry } from './paths.ts';

interface Props {
  readonly schema: z.ZodType;
  readonly spec: ListSpec;
  readonly entry: Entry;
  readonly settings: Entry;
  /** From 1, for an entry without a name. */
  readonly position: number;
  readonly problem: string | undefined;
  readonly isOpen: boolean;
  readonly isNew: boolean;
  readonly isReadOnly: boolean;
  readonly onToggle: () => void;
  readonly onChange: (entry: Entry) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** One entry: a line that says what it is, and its fields while it is open. */
export function EntryItem(props: Props) {
  const { schema, spec, entry, settings, position, problem, isOpen, isNew, isReadOnly } = props;
  const styles = useStyles2(getStyles);
  const name = typeof entry['name'] === 'string' && entry['name'] !== '' ? entry['name'] : `${position} (no name)`;
  const isFlagged = problem !== undefined && !isNew;
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
      {isOpen && (
        <div className={styles.fields}>
          <FieldList
            schema={schema}
            fields={spec.fields}
            entry={entry}
            settings={settings}
            isDisabled={isReadOnly}
            isNew={isNew}
            onChange={props.onChange}
          />
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
